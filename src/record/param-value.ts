import { isObject } from './is-object.ts'
import { safeStringify } from './safe-stringify.ts'

/** What a library author may pass for a placeholder. */
export type ParamValue = string | number | bigint | boolean | Date | null | undefined | object

/** A param as it travels on an OTel attribute: flat, so that every SDK line keeps it. */
export type ParamAttribute = string | number | boolean | readonly string[]

/** Longest text of one param, in UTF-16 code units; what is beyond it is cut and marked. */
const MAX_PARAM_LENGTH = 8192
// Each takes two characters at least, so that more would be cut off anyway.
const MAX_PARAM_VALUES = MAX_PARAM_LENGTH / 2 + 1
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
    default:
      return cut(value)
  }
}

/** Cuts a text to `maxLength` UTF-16 code units, never through a surrogate pair, and says so behind it. */
export function truncate(text: string, maxLength: number, mark = '… [truncated]'): string {
  if (text.length <= maxLength) return text
  const isPairCut = text.charCodeAt(maxLength - 1) >> 10 === HIGH_SURROGATES
  return text.slice(0, isPairCut ? maxLength - 1 : maxLength) + mark
}

/** What is left of the code units from U+D800 to U+DBFF without their last ten bits. */
const HIGH_SURROGATES = 0x36

function cut(value: unknown): string {
  try {
    return truncate(String(value), MAX_PARAM_LENGTH)
  } catch {
    return '[threw]' // A proxy around a function that refuses.
  }
}

function fromObject(value: object): ParamAttribute {
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof Error) return cut(`${value.name}: ${value.message}`)
    if (Array.isArray(value) && value.length <= MAX_ITEMS && !value.some(isObject)) {
      // `from` and not `map`, which would keep holes.
      return Array.from(value, cut)
    }
  } catch {
    // A proxy or a getter that throws: the safe serialiser below says so in its place.
  }
  return cut(safeStringify(value, MAX_PARAM_VALUES))
}
