import { safeStringify } from './safe-stringify.ts'

/** What a library author may pass for a placeholder. */
export type ParamValue = string | number | bigint | boolean | Date | null | undefined | object

/** A param as it travels on an OTel attribute: flat, so that every SDK line keeps it. */
export type ParamAttribute = string | number | boolean | readonly string[]

/** Longest text of one param, in UTF-16 code units; what is beyond it is cut and marked. */
const MAX_PARAM_LENGTH = 8192
const MAX_ITEMS = 128

/**
 * Converts any value to a flat attribute: primitives stay, arrays of primitives become arrays of strings,
 * everything else becomes JSON text. Never throws, whatever the value's getters do.
 */
export function toParamAttribute(value: unknown): ParamAttribute {
  switch (typeof value) {
    case 'string':
      return truncate(value, MAX_PARAM_LENGTH)
    case 'boolean':
      return value
    case 'number':
      // OTLP JSON has no NaN and no Infinity.
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return value === null ? 'null' : fromObject(value)
    case 'function':
    case 'symbol':
    case 'bigint':
    case 'undefined':
      return truncate(String(value), MAX_PARAM_LENGTH)
  }
}

/** Cuts a text to `maxLength` UTF-16 code units, never through a surrogate pair, and says that it did. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const end = isHighSurrogate(text.charCodeAt(maxLength - 1)) ? maxLength - 1 : maxLength
  return `${text.slice(0, end)}… [truncated]`
}

function fromObject(value: object): ParamAttribute {
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof Error) return truncate(`${value.name}: ${value.message}`, MAX_PARAM_LENGTH)
    if (Array.isArray(value) && value.length <= MAX_ITEMS && value.every(isPrimitive)) {
      // `from` and not `map`, which would keep holes.
      return Array.from(value, (item) => truncate(String(item), MAX_PARAM_LENGTH))
    }
  } catch {
    // A proxy or a getter that throws: the safe serialiser below says so in its place.
  }
  return truncate(safeStringify(value), MAX_PARAM_LENGTH)
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function')
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
