import { defined } from '../../record/defined.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { LEVELS, toLevel } from '../../record/level.ts'
import { toAnyValue, toKeyValues } from '../../record/otel-value.ts'
import { attributesOfEvent } from '../../record/told-attributes.ts'

/**
 * Makes the log record that an event was, in OTLP JSON, as OTel's own exporter for JavaScript writes it.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding (v1.9)
 */
export function toLogRecord(event: DiagnosticEvent): object {
  const { otel, event_name, trace_id, span_id } = event
  const level = LEVELS[toLevel(event.level) ?? 'info']
  const time = otel?.time_unix_nano ?? toNanoseconds(event.timestamp)
  const { severity_number = level.severityNumber, severity_text = level.severityText } = otel ?? {}
  const hasName = event_name !== '' || otel?.event_name !== undefined
  return defined({
    timeUnixNano: time,
    observedTimeUnixNano: otel?.observed_time_unix_nano ?? time,
    severityNumber: severity_number ?? undefined,
    severityText: severity_text ?? undefined,
    body: toAnyValue(otel?.body === undefined ? event.message : otel.body),
    eventName: hasName ? event_name : undefined,
    attributes: toKeyValues(attributesOfEvent(event)),
    droppedAttributesCount: otel?.dropped_attributes_count ?? 0,
    flags: trace_id === null ? undefined : (otel?.trace_flags ?? SAMPLED),
    traceId: trace_id ?? undefined,
    spanId: span_id ?? undefined,
  })
}

/** The trace flags of nearly every record. */
export const SAMPLED = 1

/** Reads the time of an event; one that cannot be read is none, which OTLP writes as 0. */
export function toNanoseconds(timestamp: string): string {
  const ms = Date.parse(timestamp)
  return Number.isNaN(ms) || ms === 0 ? '0' : `${ms}000000`
}
