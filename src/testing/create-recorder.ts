import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { LogRecordLike } from '../record/log-record.ts'
import { isDiagnosticRecord, toEvent } from '../record/to-event.ts'
import { listen } from './listen.ts'

/** Records the diagnostics that a test causes. */
export interface Recorder {
  /** What was emitted so far, oldest first. */
  readonly events: readonly DiagnosticEvent[]
  /** For the `processors` of a `LoggerProvider`, of SDK 2 or 3. */
  readonly processor: RecorderProcessor
  /** Forgets what was emitted so far. */
  clear(): void
  /** Ends the recording; what was recorded stays. */
  stop(): void
}

/** An OTel log record processor, of either SDK line. */
export interface RecorderProcessor {
  onEmit(record: LogRecordLike): void
  enabled(): boolean
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** Options of {@link createRecorder}. */
export interface RecorderOptions {
  /**
   * Whether everything that is emitted in the process is recorded, at once and without an OTel SDK; `false` records
   * what its `processor` gets and nothing else. @default true
   */
  readonly isListening?: boolean
  /** How many events are kept, the newest. @default 10_000 */
  readonly maxEvents?: number
}

const RUN = { runId: '', sessionId: '' }

/**
 * Starts to record the diagnostics of this process, for a test. Needs no OTel SDK, and takes nothing away from one
 * that there is. `stop()` leaves no trace of it.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { emit } from 'smonitor'
 * import { createRecorder } from 'smonitor/testing'
 *
 * const recorder = createRecorder()
 * emit('warn', 'The cache is cold.')
 * recorder.stop()
 * assert.deepEqual(recorder.events.map((event) => event.message), ['The cache is cold.'])
 * ```
 */
export function createRecorder({ isListening = true, maxEvents = 10_000 }: RecorderOptions = {}): Recorder {
  let events: DiagnosticEvent[] = []
  let isStopped = false

  function record(found: LogRecordLike): void {
    if (isStopped || !isDiagnosticRecord(found)) return
    events.push(toEvent(found, RUN))
    if (events.length > maxEvents) events.shift()
  }

  const stopListening = isListening ? listen(record) : undefined
  return {
    get events() {
      return [...events]
    },
    processor: {
      onEmit: record,
      enabled: () => !isStopped,
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    clear() {
      events = []
    },
    stop() {
      isStopped = true
      stopListening?.()
    },
  }
}
