import { context, isSpanContextValid, trace } from '@opentelemetry/api'
import { findRecorded } from '../otel/recorded-exceptions.ts'
import { readField } from './read-text.ts'

/** What joins a line of a logger with the telemetry of the program. */
export interface SmonitorMixin {
  /** 32 hex digits. */
  readonly trace_id?: string
  /** 16 hex digits. */
  readonly span_id?: string
  /** The key under which the error of the line was recorded. */
  readonly triage_key?: string
}

/**
 * Tells what joins a line of a logger with the diagnostics around it: the `mixin` of pino, or a part of a format of
 * winston. It only looks things up, and is empty outside of a trace.
 *
 * @param line - The fields of the line; its `err` or `error` is looked up.
 * @example
 * ```ts
 * import { pino } from 'pino'
 * import { smonitorMixin } from 'smonitor/capture'
 *
 * const logger = pino({ mixin: smonitorMixin })
 * logger.info('It is written with the trace id of the span around it.')
 * ```
 */
export function smonitorMixin(line?: object): SmonitorMixin {
  const span = trace.getSpanContext(context.active())
  const known = findRecorded(readField(line, 'err') ?? readField(line, 'error'))
  return {
    ...(span !== undefined && isSpanContextValid(span)
      ? { trace_id: span.traceId, span_id: span.spanId }
      : {}),
    ...(known === undefined ? {} : { triage_key: known.triageKey }),
  }
}
