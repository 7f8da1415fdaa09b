import type { GuardedSink } from '../../../exporters/guarded-sink.ts'
import type { Sink } from '../../../exporters/sink.ts'
import { guardSink } from '../guard-sink.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { createHealthBook } from '../report/health-book.ts'
import type { SinkHealth } from '../report/run-report.ts'

/** What stands before each sink, so that one that fails harms nobody else. */
export interface SinkGuards {
  /** The sink behind its guard, always the same one. */
  guard(sink: Sink): GuardedSink
  /** Brings what a sink has to where it belongs, for the last time, and forgets the sink. */
  release(sink: Sink): void
  /** Says once of a sink that nobody guards that it failed, through the others. */
  onSinkError(sink: Sink, error: unknown): void
  /** How the sinks are doing, those included that are gone. */
  health(): readonly SinkHealth[]
}

/** Options of {@link createSinkGuards}. */
export interface SinkGuardsOptions {
  readonly errorThreshold: () => number
  /** Told of every error of a sink. */
  readonly onHandlerError: (sink: string, error: unknown) => void
}

/** Creates the guards of one program. */
export function createSinkGuards({ errorThreshold, onHandlerError }: SinkGuardsOptions): SinkGuards {
  const failed = new Set<Sink>()
  const guards = new Map<Sink, GuardedSink>()
  const book = createHealthBook()

  function guard(sink: Sink): GuardedSink {
    let guarded = guards.get(sink)
    if (guarded === undefined) {
      guarded = guardSink(sink, {
        errorThreshold: errorThreshold(),
        onError: (error) => onHandlerError(sink.name, error),
      })
      guards.set(sink, guarded)
    }
    return guarded
  }

  return {
    guard,
    release(sink) {
      const guarded = guard(sink)
      if (guarded.close === undefined) guarded.flush?.()
      else guarded.close()
      book.add(guarded.stats())
      guards.delete(sink)
      failed.delete(sink)
    },
    onSinkError(sink, error) {
      if (failed.has(sink)) return
      failed.add(sink)
      ownDiagnostics.emit('SMON-W201', {
        sink: sink.name,
        reason: error instanceof Error ? error.message : String(error),
      })
    },
    health: () => book.list([...guards.values()].map((guarded) => guarded.stats())),
  }
}
