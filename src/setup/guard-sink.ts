import { createGuardedSink, type GuardedSink } from '../../exporters/guarded-sink.ts'
import type { Sink } from '../../exporters/sink.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** Options of {@link guardSink}. */
export interface GuardSinkOptions {
  /** After so many errors in a row the sink is left alone for a while; 0 never does. */
  readonly errorThreshold: number
  /** Told of every error. */
  readonly onError?: (error: unknown) => void
}

/** Wraps a sink so that its troubles are said through the other sinks, once each, and never reach the program. */
export function guardSink(sink: Sink, options: GuardSinkOptions): GuardedSink {
  return createGuardedSink(sink, {
    ...options,
    onAnnounce(what, _error, { errors, lastError }) {
      const reason = lastError ?? 'no reason was given'
      if (what === 'failed') ownDiagnostics.emit('SMON-W201', { sink: sink.name, reason })
      else ownDiagnostics.emit('SMON-W207', { sink: sink.name, errors, reason })
    },
  })
}
