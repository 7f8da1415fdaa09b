const MAX_DEPTH = 12
const MAX_ENTRIES = 1000
// In all: a few objects that hold each other often have more paths than a process has memory.
const MAX_VALUES = 20_000

/**
 * Serialises any value as one line of JSON and never throws: cycles, BigInt, Map, Set, Error, symbols,
 * functions, getters and `toJSON` that throw all have a readable text in their place.
 */
export function safeStringify(value: unknown, maxValues: number = MAX_VALUES): string {
  try {
    return JSON.stringify(toJson(value, [], { left: maxValues })) ?? 'null'
  } catch {
    return '"[unserialisable]"'
  }
}

interface Budget {
  left: number
}

function toJson(value: unknown, parents: readonly object[], budget: Budget): unknown {
  if (budget.left-- <= 0) return '[too large]'
  switch (typeof value) {
    case 'bigint':
    case 'symbol':
      return String(value)
    case 'function':
      return '[function]'
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return value === null ? null : guarded(() => objectToJson(value, parents, budget))
    default:
      return value
  }
}

function objectToJson(value: object, parents: readonly object[], budget: Budget): unknown {
  if (parents.includes(value)) return '[circular]'
  if (parents.length >= MAX_DEPTH) return '[too deep]'
  const path = [...parents, value]
  const inner = (item: unknown): unknown => toJson(item, path, budget)

  if (value instanceof Error) {
    return {
      name: guarded(() => value.name),
      message: guarded(() => value.message),
      ...(value.cause === undefined ? {} : { cause: inner(value.cause) }),
    }
  }
  if (value instanceof Map) return [...value].slice(0, MAX_ENTRIES).map((entry) => entry.map(inner))
  if (value instanceof Set) return [...value].slice(0, MAX_ENTRIES).map(inner)
  if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map(inner)
  const fields = value as Readonly<Record<string, unknown>>
  if (typeof fields['toJSON'] === 'function') return inner(fields['toJSON']())

  // fromEntries defines properties, so that a key named __proto__ stays data.
  return Object.fromEntries(
    Object.keys(fields)
      .slice(0, MAX_ENTRIES)
      .map((key) => [key, guarded(() => inner(fields[key]))]),
  )
}

function guarded(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return '[threw]'
  }
}
