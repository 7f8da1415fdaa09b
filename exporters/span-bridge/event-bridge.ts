import { ATTR_SMONITOR_MESSAGE, EVENT_SMONITOR_DIAGNOSTIC } from '../../semconv/semconv.ts'
import { markBridged } from '../../src/otel/bridged-events.ts'
import { isOnSpan } from '../../src/otel/emission.ts'
import { spanOf, type Context } from '../../src/otel/span-of.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { toParamAttribute } from '../../src/record/param-value.ts'
import { isDiagnosticRecord } from '../../src/record/to-event.ts'

/**
 * Adds a log-based event to the span in whose context it was emitted: a backend of traces, such as Jaeger, shows it
 * there. The record itself is left as it is.
 *
 * By the event to span event bridge of the specification, and besides: a diagnostic tells its message as
 * `smonitor.message`, since a span event has no body, and an exception that its signal has put on the span already is
 * not put there once more.
 *
 * https://opentelemetry.io/docs/specs/otel/logs/sdk/#event-to-span-event-bridge (v1.60, Development)
 */
export function bridgeEvent(record: LogRecordLike, context: Context | undefined): void {
  const { spanContext } = record
  const eventName = record.eventName ?? unnamed(record)
  if (!eventName || spanContext === undefined || isOnSpan()) return
  const span = spanOf(context)
  if (span?.isRecording() !== true) return
  const { traceId, spanId } = span.spanContext()
  if (spanContext.traceId !== traceId || spanContext.spanId !== spanId) return
  span.addEvent(eventName, attributesOf(record), timeOf(record))
  const added = (span as { readonly events?: readonly object[] }).events?.at(-1)
  if (added !== undefined) markBridged(added)
}

/** SDK 2.0 keeps no event names. */
function unnamed(record: LogRecordLike): string | undefined {
  return isDiagnosticRecord(record) ? EVENT_SMONITOR_DIAGNOSTIC : undefined
}

/** Flat: events of spans keep nothing else. */
function attributesOf(record: LogRecordLike): Record<string, string | number | boolean | string[]> {
  const attributes: Record<string, string | number | boolean | string[]> = {}
  for (const [key, value] of Object.entries(record.attributes)) {
    const flat = toParamAttribute(value)
    attributes[key] = typeof flat === 'object' ? [...flat] : flat
  }
  if (isDiagnosticRecord(record) && typeof record.body === 'string')
    attributes[ATTR_SMONITOR_MESSAGE] = record.body
  return attributes
}

function timeOf({ hrTime, hrTimeObserved }: LogRecordLike): [number, number] {
  const [seconds, nanoseconds] = hrTime[0] === 0 && hrTimeObserved !== undefined ? hrTimeObserved : hrTime
  return [seconds, nanoseconds]
}
