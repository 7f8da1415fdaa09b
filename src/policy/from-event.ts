import { ATTR_SMONITOR_RUN_ID, ATTR_SMONITOR_SESSION_ID, SCHEMA_URL } from '../../semconv/semconv.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { LEVELS, toLevel } from '../record/level.ts'
import { attributesOfEvent } from '../record/told-attributes.ts'
import type { PolicyLogRecord } from './policy-item.ts'

/** Makes the log record that an event was, for rules to be tried on. */
export function toRecordOfEvent(event: DiagnosticEvent): PolicyLogRecord {
  const ms = Date.parse(event.timestamp)
  const time = Number.isNaN(ms) ? ([0, 0] as const) : ([Math.floor(ms / 1000), (ms % 1000) * 1e6] as const)
  const { trace_id: traceId, span_id: spanId, otel, library } = event
  const level = LEVELS[toLevel(event.level) ?? 'info']
  const { severity_number = level.severityNumber, severity_text = level.severityText } = otel ?? {}
  const { schema_url = SCHEMA_URL, attributes } = otel?.scope ?? {}
  return {
    hrTime: time,
    hrTimeObserved: time,
    eventName: event.event_name,
    severityNumber: severity_number ?? undefined,
    severityText: severity_text ?? undefined,
    body: otel?.body === undefined ? event.message : otel.body,
    attributes: attributesOfEvent(event),
    resource: {
      attributes: { [ATTR_SMONITOR_RUN_ID]: event.run_id, [ATTR_SMONITOR_SESSION_ID]: event.session_id },
    },
    instrumentationScope: {
      name: library.name,
      version: library.version ?? undefined,
      schemaUrl: schema_url ?? undefined,
      attributes,
    },
    spanContext:
      traceId === null || spanId === null
        ? undefined
        : { traceId, spanId, traceFlags: otel?.trace_flags ?? 1 },
    droppedAttributesCount: otel?.dropped_attributes_count ?? 0,
  }
}
