import { isObject } from './is-object.ts'
import { truncate } from './param-value.ts'

/** Longest text of one argument, in UTF-16 code units. */
const MAX_LENGTH = 80
const MAX_ARGUMENTS = 32

/**
 * Says what a function was called with, one short text for each argument. An object shows one level of its
 * own properties. No getter, `toJSON` or `toString` of the host runs.
 */
export function summariseArguments(args: readonly unknown[]): string[] {
  const texts = args.slice(0, MAX_ARGUMENTS).map((value) => {
    const text = summarise(value)
    return text.length > MAX_LENGTH ? truncate(text, MAX_LENGTH - 1, '…') : text
  })
  return args.length > MAX_ARGUMENTS ? [...texts, `… ${args.length - MAX_ARGUMENTS} more`] : texts
}

function summarise(value: unknown): string {
  try {
    return isObject(value) ? summariseObject(value) : summarisePrimitive(value)
  } catch {
    // A proxy that refuses, or is revoked.
    return '[unreadable]'
  }
}

function summarisePrimitive(value: unknown): string {
  // Cut first: quoting a megabyte to keep 80 characters is a waste.
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_LENGTH))
  if (typeof value === 'bigint') return `${value}n`
  return Object.is(value, -0) ? '-0' : String(value)
}

function summariseObject(value: object): string {
  if (typeof value === 'function') return `[function ${ownText(value, 'name') || 'anonymous'}]`
  if (Array.isArray(value)) return `[${summariseProperties(value, value.length)}]`
  const className = classNameOf(value)
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value)
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString()
  }
  if (value instanceof Error) return `[${className}: ${ownText(value, 'message').slice(0, MAX_LENGTH)}]`
  if (ArrayBuffer.isView(value)) return `[${className}]`
  if (value instanceof Map || value instanceof Set) {
    // By the getter of the language, which a subclass cannot have replaced.
    const size: unknown = Reflect.get((value instanceof Map ? Map : Set).prototype, 'size', value)
    return `[${className} of ${String(size)}]`
  }
  const keys = Object.keys(value)
  const entries = keys.length === 0 ? '{}' : `{ ${summariseProperties(value, keys.length, keys)} }`
  return className === 'Object' || className === '' ? entries : `${className} ${entries}`
}

/** The properties under these keys, or those of a list, until the text is too long anyway. */
function summariseProperties(owner: object, count: number, keys?: readonly string[]): string {
  let text = ''
  for (let at = 0; at < count && text.length <= MAX_LENGTH; at += 1) {
    const key = keys?.[at]
    text +=
      (at === 0 ? '' : ', ') + (key === undefined ? '' : `${key}: `) + summariseProperty(owner, key ?? at)
  }
  return text
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
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null) return ''
  const property = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')
  if (property === undefined) return classNameOf(prototype)
  return isObject(property.value) ? ownText(property.value, 'name') : ''
}

function ownText(owner: object, key: string): string {
  const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value
  return typeof value === 'string' ? value : ''
}
