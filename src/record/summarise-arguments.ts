/** Longest text of one argument, in UTF-16 code units. */
const MAX_LENGTH = 80
const MAX_ARGUMENTS = 32

/**
 * Says what a function was called with, one short text for each argument. An object shows one level of its
 * own properties. No getter, `toJSON` or `toString` of the host runs.
 */
export function summariseArguments(args: readonly unknown[]): string[] {
  const texts = args.slice(0, MAX_ARGUMENTS).map((value) => cut(summarise(value)))
  return args.length > MAX_ARGUMENTS ? [...texts, `… ${args.length - MAX_ARGUMENTS} more`] : texts
}

function summarise(value: unknown): string {
  if (!isObject(value)) return summarisePrimitive(value)
  try {
    return summariseObject(value)
  } catch {
    // A proxy that refuses, or is revoked.
    return '[unreadable]'
  }
}

function summarisePrimitive(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // Cut first: quoting a megabyte to keep 80 characters is a waste.
      return JSON.stringify(value.slice(0, MAX_LENGTH))
    case 'bigint':
      return `${value}n`
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    default:
      return String(value)
  }
}

function summariseObject(value: object): string {
  if (typeof value === 'function') return `[function ${ownText(value, 'name') || 'anonymous'}]`
  if (Array.isArray(value)) return summariseArray(value)
  const className = classNameOf(value)
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value)
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString()
  }
  if (value instanceof Error) return `[${className}: ${ownText(value, 'message').slice(0, MAX_LENGTH)}]`
  if (ArrayBuffer.isView(value)) return `[${className}]`
  if (value instanceof Map || value instanceof Set) return `[${className} of ${String(sizeOf(value))}]`
  const entries = summariseEntries(value)
  if (className === 'Object' || className === '') return entries
  return `${className} ${entries}`
}

function summariseArray(value: readonly unknown[]): string {
  let text = '['
  for (let at = 0; at < value.length && text.length <= MAX_LENGTH; at += 1) {
    text += `${at === 0 ? '' : ', '}${summariseProperty(value, at)}`
  }
  return `${text}]`
}

function summariseEntries(value: object): string {
  let text = ''
  for (const key of Object.keys(value)) {
    text += `${text === '' ? ' ' : ', '}${key}: ${summariseProperty(value, key)}`
    if (text.length > MAX_LENGTH) break
  }
  return text === '' ? '{}' : `{${text} }`
}

function summariseProperty(owner: object, key: string | number): string {
  const property = Reflect.getOwnPropertyDescriptor(owner, key)
  if (property === undefined) return 'empty'
  if (!('value' in property)) return '[getter]'
  const inner: unknown = property.value
  if (!isObject(inner)) return summarisePrimitive(inner)
  if (typeof inner === 'function') return '[function]'
  return Array.isArray(inner) ? '[…]' : '{…}'
}

/** The class by the first `constructor` on the prototypes; an accessor there is not asked. */
function classNameOf(value: object): string {
  let at = Object.getPrototypeOf(value) as object | null
  while (at !== null) {
    const property = Reflect.getOwnPropertyDescriptor(at, 'constructor')
    if (property !== undefined) return isObject(property.value) ? ownText(property.value, 'name') : ''
    at = Object.getPrototypeOf(at) as object | null
  }
  return ''
}

function ownText(owner: object, key: string): string {
  const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value
  return typeof value === 'string' ? value : ''
}

/** The size by the getter of the language, which a subclass cannot have replaced. */
function sizeOf(value: object): unknown {
  const builtIn = value instanceof Map ? Map.prototype : Set.prototype
  return Reflect.get(builtIn, 'size', value)
}

function cut(text: string): string {
  if (text.length <= MAX_LENGTH) return text
  // Never through a surrogate pair.
  return `${text.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
