import { isProtected } from './protected.ts'

/** What is done with the parts of a value. */
export interface ValueRules {
  readonly text: (text: string, path: readonly string[]) => string
  /** The rule by which the whole of what is at a path goes; `undefined` if it stays. */
  readonly whole: (path: readonly string[]) => string | undefined
  readonly taken: (rule: string, path: readonly string[]) => void
  readonly replacement: string
}

const MAX_DEPTH = 64
const MAX_OBJECTS = 1_000_000

/** Copies what has to change of a value; what has not is handed on as it is. */
export function redactValue(value: unknown, path: readonly string[], rules: ValueRules): unknown {
  const parents = new Set<object>()
  let objects = 0

  return at(value, path)

  function at(item: unknown, place: readonly string[]): unknown {
    if (typeof item === 'string' && isProtected(place, item)) return item
    const rule = item === null || item === undefined || item === '' ? undefined : rules.whole(place)
    if (rule !== undefined) {
      if (item !== rules.replacement) rules.taken(rule, place)
      return rules.replacement
    }
    if (typeof item === 'string') return rules.text(item, place)
    if (typeof item !== 'object' || item === null) return item
    if (parents.has(item)) return '[circular]'
    objects += 1
    if (parents.size >= MAX_DEPTH || objects > MAX_OBJECTS) return bounded(place)
    parents.add(item)
    try {
      return inside(item, place)
    } catch {
      // A getter or a proxy that throws: what cannot be looked at is not handed on.
      return bounded(place)
    } finally {
      parents.delete(item)
    }
  }

  function bounded(place: readonly string[]): string {
    rules.taken('bounds', place)
    return rules.replacement
  }

  function inside(item: object, place: readonly string[]): unknown {
    if (Array.isArray(item)) return list(item, place)
    if (item instanceof Map) {
      const entries = [...item].map(([key, entry]) => [
        key,
        entry,
        at(key, place),
        at(entry, [...place, String(key)]),
      ])
      const isSame = entries.every(([key, entry, newKey, newEntry]) => key === newKey && entry === newEntry)
      return isSame ? item : new Map(entries.map(([, , key, entry]) => [key, entry]))
    }
    if (item instanceof Set) {
      const items = [...item]
      const copy = list(items, place)
      return copy === items ? item : new Set(copy)
    }
    if (item instanceof Uint8Array) return bytes(item, place)
    if (item instanceof Date || item instanceof RegExp || ArrayBuffer.isView(item)) return item
    return fields(item, place)
  }

  function list(items: readonly unknown[], place: readonly string[]): readonly unknown[] {
    let isSame = true
    const copy = Array.from(items, (item, index) => {
      const made = at(item, [...place, String(index)])
      if (made !== item) isSame = false
      return made
    })
    return isSame ? items : copy
  }

  function bytes(item: Uint8Array, place: readonly string[]): Uint8Array {
    const text = new TextDecoder().decode(item)
    const made = rules.text(text, place)
    return made === text ? item : new TextEncoder().encode(made)
  }

  function fields(item: object, place: readonly string[]): object {
    const isError = item instanceof Error
    // The fields of an error are not enumerable.
    const names = isError ? [...new Set([...Object.keys(item), ...ERROR_FIELDS])] : Object.keys(item)
    const changed = new Map<string, unknown>()
    const renamed = new Map<string, string>()
    for (const name of names) {
      if (isError && !Object.hasOwn(item, name)) continue
      const field = (item as Readonly<Record<string, unknown>>)[name]
      const made = at(field, [...place, name])
      if (made !== field) changed.set(name, made)
      const madeName = isError ? name : rules.text(name, place)
      if (madeName !== name) renamed.set(name, madeName)
    }
    if (changed.size === 0 && renamed.size === 0) return item
    const copy = Object.create(Object.getPrototypeOf(item) as object | null) as object
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(item, name)
      if (own === undefined) continue
      const field = changed.has(name) ? changed.get(name) : (item as Readonly<Record<string, unknown>>)[name]
      Object.defineProperty(copy, unusedName(copy, renamed.get(name) ?? name), {
        value: field,
        enumerable: own.enumerable === true,
        writable: true,
        configurable: true,
      })
    }
    return copy
  }
}

const ERROR_FIELDS = ['name', 'message', 'stack', 'cause', 'errors']

function unusedName(copy: object, name: string): string {
  if (!Object.hasOwn(copy, name)) return name
  for (let count = 2; ; count += 1) {
    if (!Object.hasOwn(copy, `${name} (${count})`)) return `${name} (${count})`
  }
}
