import { SCHEMA_URL } from '../../semconv/semconv.ts'
import type { LogRecordLike } from './log-record.ts'
import { levelOfSeverity, LEVELS } from './level.ts'
import type { OtelDetails, OtelScopeDetails } from './otel-details.ts'
import { toOtelValue, type OtelValue } from './otel-value.ts'

/** What is noted of a record so far. */
export interface DetailsDraft {
  attributes: [string, OtelValue][] | undefined
  params: [string, OtelValue][] | undefined
  named_params: string[] | undefined
  absent: string[] | undefined
}

/** Begins to note what the fields of an event do not tell of its record. */
export function createDetails(): DetailsDraft {
  return { attributes: undefined, params: undefined, named_params: undefined, absent: undefined }
}

/** Keeps an attribute as it is. */
export function keep(draft: DetailsDraft, attribute: string, value: unknown): void {
  ;(draft.attributes ??= []).push([attribute, toOtelValue(value)])
}

/** Keeps a param as it is. */
export function keepParam(draft: DetailsDraft, name: string, value: unknown): void {
  ;(draft.params ??= []).push([name, toOtelValue(value)])
}

/** Says that a name in `extra` is that of a param. */
export function nameParam(draft: DetailsDraft, name: string): void {
  ;(draft.named_params ??= []).push(name)
}

/** Says that the record has not what the fields tell of it. */
export function noteAbsent(draft: DetailsDraft, attribute: string): void {
  ;(draft.absent ??= []).push(attribute)
}

/** Adds what is no attribute. @returns `undefined` for a record of which its event tells all. */
export function finishDetails(draft: DetailsDraft, record: LogRecordLike): OtelDetails | undefined {
  const { attributes, params, named_params, absent } = draft
  const rest = restOf(record)
  if ((attributes ?? params ?? named_params ?? absent ?? rest) === undefined) return undefined
  return {
    ...(attributes === undefined ? {} : { attributes: Object.fromEntries(attributes) }),
    ...(params === undefined ? {} : { params: Object.fromEntries(params) }),
    ...(named_params === undefined ? {} : { named_params }),
    ...(absent === undefined ? {} : { absent }),
    ...rest,
  }
}

/** What is no attribute. Most records differ in nothing, so that is looked at first. */
function restOf(record: LogRecordLike): OtelDetails | undefined {
  const { hrTime, hrTimeObserved = hrTime, severityNumber, body, eventName, spanContext } = record
  const { severityText, droppedAttributesCount = 0, instrumentationScope: scope } = record
  const level = LEVELS[levelOfSeverity(severityNumber)]
  const flags = spanContext?.traceFlags ?? 1
  const isFine = hrTime[1] % 1e6 !== 0
  const isLate = hrTimeObserved[0] !== hrTime[0] || hrTimeObserved[1] !== hrTime[1]
  const hasLevel = severityNumber === level.severityNumber && severityText === level.severityText
  const isText = typeof body === 'string'
  const hasScope = scope.schemaUrl === SCHEMA_URL && scope.attributes === undefined
  if (hasLevel && isText && hasScope && !isFine && !isLate && flags === 1 && droppedAttributesCount === 0)
    return eventName === '' ? { event_name: '' } : undefined
  const scopeDetails = hasScope ? undefined : scopeOf(scope)
  const rest: OtelDetails = {
    ...(severityNumber === level.severityNumber ? {} : { severity_number: severityNumber ?? null }),
    ...(severityText === level.severityText ? {} : { severity_text: severityText ?? null }),
    ...(isText ? {} : { body: toOtelValue(body) }),
    ...(eventName === '' ? { event_name: '' } : {}),
    ...(isFine ? { time_unix_nano: toNanoseconds(hrTime) } : {}),
    ...(isLate ? { observed_time_unix_nano: toNanoseconds(hrTimeObserved) } : {}),
    ...(flags === 1 ? {} : { trace_flags: flags }),
    ...(droppedAttributesCount === 0 ? {} : { dropped_attributes_count: droppedAttributesCount }),
    ...(scopeDetails === undefined ? {} : { scope: scopeDetails }),
  }
  return Object.keys(rest).length === 0 ? undefined : rest
}

function scopeOf(scope: LogRecordLike['instrumentationScope']): OtelScopeDetails | undefined {
  const { schemaUrl, attributes = {}, droppedAttributesCount = 0 } = scope
  const hasAttributes = Object.keys(attributes).length > 0
  if (schemaUrl === SCHEMA_URL && !hasAttributes) return undefined
  return {
    ...(schemaUrl === SCHEMA_URL ? {} : { schema_url: schemaUrl ?? null }),
    ...(hasAttributes ? { attributes: toOtelValue(attributes) as Record<string, OtelValue> } : {}),
    ...(droppedAttributesCount === 0 ? {} : { dropped_attributes_count: droppedAttributesCount }),
  }
}

function toNanoseconds([seconds, nanoseconds]: readonly [number, number]): string {
  return String(BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanoseconds)))
}
