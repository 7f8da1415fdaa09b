import { context, createContextKey } from '@opentelemetry/api'
import { isEmitting } from '../otel/emission.ts'

// Both keys are Symbol.for, so that every copy of smonitor and of OpenTelemetry in the process shares them.
const CAPTURED = createContextKey('smonitor.captured.v1')
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Emits what was captured, so that whatever comes of it, now or later, is not captured in its turn. */
export function asOwnDoing(emit: () => void): void {
  context.with(context.active().setValue(CAPTURED, true), emit)
}

/** Tells whether this comes of something that was captured before, such as the work of a sink. */
export function isAftermath(): boolean {
  return context.active().getValue(CAPTURED) === true
}

/**
 * Tells whether this is the work of a sink, an exporter or a processor, on any record: a line that they print or
 * log is about a diagnostic that is recorded already.
 */
export function isOwnDoing(): boolean {
  return isEmitting() || isAftermath() || context.active().getValue(SUPPRESS_TRACING) === true
}
