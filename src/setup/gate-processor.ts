import { ATTR_SMONITOR_SOURCE } from '../../semconv/semconv.ts'
import type { LogRecordLike } from '../record/log-record.ts'
import { isDiagnosticRecord } from '../record/to-event.ts'
import { markWrapper } from '../record/wraps.ts'
import type { AskedProcessor } from './processor-like.ts'

/**
 * Wraps a log record processor, so that it does not get the diagnostics that the settings keep back. Processors of
 * OTel cannot drop for each other; what is to be kept from an exporter has to stand before it. Other log records
 * pass as they are.
 */
export function gateProcessor(next: AskedProcessor, isAdmitted: (source: string) => boolean): AskedProcessor {
  const gated: AskedProcessor = {
    onEmit(record, context) {
      if (!isDiagnosticRecord(record) || isAdmitted(sourceOf(record))) next.onEmit(record, context)
    },
    ...(next.enabled === undefined ? {} : { enabled: (options) => next.enabled?.(options) ?? true }),
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  }
  return markWrapper(gated, next, 'smonitor gate')
}

/** Where a diagnostic arose: what `silence` is held against. */
export function sourceOf({ attributes, instrumentationScope }: LogRecordLike): string {
  const source = attributes[ATTR_SMONITOR_SOURCE]
  return typeof source === 'string' ? source : instrumentationScope.name
}
