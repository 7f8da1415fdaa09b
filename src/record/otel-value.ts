import { isPlainRecord } from './is-object.ts'

/**
 * A value of OpenTelemetry as plain JSON. What JSON has no form for is an object with the one key `$otlp`, which
 * holds it as OTLP JSON has it: bytes, and numbers that are none.
 */
export type OtelValue =
  | string
  | number
  | boolean
  | null
  | readonly OtelValue[]
  | { readonly [key: string]: OtelValue }

/** The key of what JSON has no form for. */
const RAW = '$otlp'

/** Nothing that is nested deeper is kept: a value that leads back to itself would never end. */
const MAX_DEPTH = 32

/** Makes plain JSON of a value of a record, as OTel's own serialisers read it. Never throws. */
export function toOtelValue(value: unknown): OtelValue {
  try {
    return encode(value, 0)
  } catch {
    // A proxy or a getter that refuses.
    return null
  }
}

/** Makes a value of a record again of plain JSON, as OTel's own serialisers read it. */
export function fromOtelValue(value: OtelValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(fromOtelValue)
  const raw = rawOf(value)
  if (raw === undefined)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromOtelValue(item)]))
  const { bytesValue, doubleValue } = raw as Readonly<Record<string, OtelValue>>
  if (typeof bytesValue === 'string') return Uint8Array.from(atob(bytesValue), (char) => char.charCodeAt(0))
  return doubleValue === undefined ? null : Number.NaN
}

/** Makes of plain JSON what OTLP JSON has for it. */
export function toAnyValue(value: OtelValue): OtelValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
    case 'object':
      if (value === null) return {}
      if (isList(value)) return { arrayValue: { values: value.map(toAnyValue) } }
      return rawOf(value) ?? { kvlistValue: { values: toKeyValues(value) } }
  }
}

/** Makes of an object what OTLP JSON has for attributes. */
export function toKeyValues(values: Readonly<Record<string, OtelValue>>): OtelValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: toAnyValue(value) }))
}

function encode(value: unknown, depth: number): OtelValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : { [RAW]: { doubleValue: null } }
    case 'object':
      return value === null || depth > MAX_DEPTH ? null : encodeObject(value, depth)
    default:
      return null
  }
}

function encodeObject(value: object, depth: number): OtelValue {
  if (value instanceof Uint8Array) return { [RAW]: { bytesValue: toBase64(value) } }
  if (Array.isArray(value)) return Array.from(value, (item) => encode(item, depth + 1))
  const entries = Object.entries(value).map(([key, item]) => [key, encode(item, depth + 1)] as const)
  const encoded = Object.fromEntries(entries)
  // Somebody's own key must not be taken for ours.
  return Object.hasOwn(encoded, RAW) ? { [RAW]: { kvlistValue: { values: toKeyValues(encoded) } } } : encoded
}

function rawOf(value: { readonly [key: string]: OtelValue }): OtelValue | undefined {
  const raw = Object.hasOwn(value, RAW) ? value[RAW] : undefined
  return isPlainRecord(raw) ? raw : undefined
}

function isList(value: object): value is readonly OtelValue[] {
  return Array.isArray(value)
}

/** Not by `Buffer`: records are read in browsers too. */
function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
