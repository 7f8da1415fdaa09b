import { isPlainRecord } from '../record/is-object.ts'
import type { OtelDetails, OtelScopeDetails } from '../record/otel-details.ts'
import type { OtelValue } from '../record/otel-value.ts'
import { asText, asTexts } from './read-fields.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads what an event says of its log record; what is not of the right type says nothing. */
export function parseOtelDetails(data: unknown): OtelDetails | undefined {
  if (!isPlainRecord(data)) return undefined
  const details: OtelDetails = {
    ...valuesOf(data, 'attributes'),
    ...valuesOf(data, 'params'),
    ...textsOf(data, 'named_params'),
    ...textsOf(data, 'absent'),
    ...(isNumberOrNull(data['severity_number']) ? { severity_number: data['severity_number'] } : {}),
    ...(isTextOrNull(data['severity_text']) ? { severity_text: data['severity_text'] } : {}),
    ...(data['body'] === undefined ? {} : { body: data['body'] as OtelValue }),
    ...(data['event_name'] === '' ? { event_name: '' as const } : {}),
    ...nanosecondsOf(data, 'time_unix_nano'),
    ...nanosecondsOf(data, 'observed_time_unix_nano'),
    ...numberOf(data, 'trace_flags'),
    ...numberOf(data, 'dropped_attributes_count'),
    ...(isPlainRecord(data['scope']) ? { scope: scopeOf(data['scope']) } : {}),
  }
  return Object.keys(details).length === 0 ? undefined : details
}

function scopeOf(data: Fields): OtelScopeDetails {
  return {
    ...(isTextOrNull(data['schema_url']) ? { schema_url: data['schema_url'] } : {}),
    ...valuesOf(data, 'attributes'),
    ...numberOf(data, 'dropped_attributes_count'),
  }
}

function valuesOf<Name extends string>(
  data: Fields,
  name: Name,
): { readonly [Key in Name]?: Readonly<Record<string, OtelValue>> } {
  const value = data[name]
  return isPlainRecord(value) ? ({ [name]: value } as { [Key in Name]: Record<string, OtelValue> }) : {}
}

function textsOf<Name extends string>(
  data: Fields,
  name: Name,
): { readonly [Key in Name]?: readonly string[] } {
  return Array.isArray(data[name]) ? ({ [name]: asTexts(data[name]) } as { [Key in Name]: string[] }) : {}
}

/** A number of nanoseconds has more digits than a number of JSON keeps. */
function nanosecondsOf<Name extends string>(data: Fields, name: Name): { readonly [Key in Name]?: string } {
  const text = asText(data[name])
  return text !== null && /^\d{1,20}$/.test(text) ? ({ [name]: text } as { [Key in Name]: string }) : {}
}

function numberOf<Name extends string>(data: Fields, name: Name): { readonly [Key in Name]?: number } {
  const value = data[name]
  return typeof value === 'number' ? ({ [name]: value } as { [Key in Name]: number }) : {}
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}

function isNumberOrNull(value: unknown): value is number | null {
  return typeof value === 'number' || value === null
}
