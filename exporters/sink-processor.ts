import type { DiagnosticEvent, RunIdentity } from '../src/record/diagnostic-event.ts'
import type { LogRecordLike } from '../src/record/log-record.ts'
import { isDiagnosticRecord, toEvent } from '../src/record/to-event.ts'
import type { Sink } from './sink.ts'

/** An OTel log record processor that hands diagnostics to sinks; fits SDK 2.x and 3.x. */
export interface SinkProcessor {
  onEmit(record: LogRecordLike): void
  /** Asked by SDK 3 before a record is made. */
  enabled(): boolean
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** Options of {@link createSinkProcessor}. */
export interface SinkProcessorOptions {
  /** Asked for each record, so that sinks can be changed while the program runs. */
  readonly sinks: () => readonly Sink[]
  readonly run: RunIdentity
  /** Says what the sinks get for an event: itself, a copy with changes, or nothing. @default itself */
  readonly admit?: (event: DiagnosticEvent) => DiagnosticEvent | undefined
  /** Tells whether anything is wanted at all. @default always */
  readonly isEnabled?: () => boolean
  /** Told what a sink threw; must not throw itself. */
  readonly onSinkError: (sink: Sink, error: unknown) => void
}

/**
 * Creates a processor that hands each diagnostic to sinks, in the emitting call.
 *
 * Other log records pass it by. The record is read and never changed: it belongs to every other processor too.
 *
 * @example
 * ```ts
 * import { createMemorySink, createSinkProcessor } from 'smonitor/exporters'
 *
 * const memory = createMemorySink()
 * const processor = createSinkProcessor({
 *   sinks: () => [memory],
 *   run: { runId: 'r1', sessionId: 's1' },
 *   onSinkError: (sink, error) => console.error(sink.name, error),
 * })
 * await processor.forceFlush()
 * ```
 */
export function createSinkProcessor(options: SinkProcessorOptions): SinkProcessor {
  const { sinks, run, admit = (event) => event, isEnabled = () => true, onSinkError } = options

  function each(action: (sink: Sink) => void): void {
    for (const sink of sinks()) {
      try {
        action(sink)
      } catch (error) {
        onSinkError(sink, error)
      }
    }
  }

  return {
    onEmit(record) {
      if (!isDiagnosticRecord(record)) return
      const event = admit(toEvent(record, run))
      if (event !== undefined) each((sink) => sink.handle(event))
    },
    enabled: isEnabled,
    async forceFlush() {
      each((sink) => sink.flush?.())
    },
    async shutdown() {
      each((sink) => sink.flush?.())
    },
  }
}
