import { withoutTracing } from '../src/otel/without-tracing.ts'
import type { DiagnosticEvent, RunIdentity } from '../src/record/diagnostic-event.ts'
import type { LogRecordLike } from '../src/record/log-record.ts'
import { isDiagnosticRecord, toEvent } from '../src/record/to-event.ts'
import { markName } from '../src/record/wraps.ts'
import { checkArgument, isObject } from './check-argument.ts'
import { freezeEvent } from './freeze-event.ts'
import type { Sink, SinkContext } from './sink.ts'

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
  /** A list, or a function that is asked for each record, so that sinks can be changed while the program runs. */
  readonly sinks: readonly Sink[] | (() => readonly Sink[])
  readonly run: RunIdentity
  /** Says what the sinks get for an event: itself, a copy with changes, or nothing. @default itself */
  readonly admit?: (event: DiagnosticEvent) => DiagnosticEvent | undefined
  /** Tells whether anything is wanted at all. @default always */
  readonly isEnabled?: () => boolean
  /** Asked for each record, so that the profile can be changed too. @default the profile `user` */
  readonly context?: () => SinkContext
  /** Told what a sink threw; must not throw itself. */
  readonly onSinkError: (sink: Sink, error: unknown) => void
}

const USER: SinkContext = { profile: 'user', audience: 'user' }

/**
 * Creates a processor that hands each diagnostic to sinks, in the emitting call.
 *
 * Other log records pass it by. The record is read and never changed: it belongs to every other processor too.
 * What a sink itself emits goes to the other sinks only, and none of their work becomes a span.
 *
 * @throws SinkError SMON-E121 for an option that is not valid.
 * @example
 * ```ts
 * import { createMemorySink, createSinkProcessor } from 'smonitor/exporters'
 *
 * const memory = createMemorySink()
 * const processor = createSinkProcessor({
 *   sinks: [memory],
 *   run: { runId: 'r1', sessionId: 's1' },
 *   onSinkError: (sink, error) => console.error(sink.name, error),
 * })
 * await processor.forceFlush()
 * ```
 */
export function createSinkProcessor(options: SinkProcessorOptions): SinkProcessor {
  checkOptions(options)
  const { run, context = () => USER, onSinkError } = options
  const given = options.sinks
  const sinks = typeof given === 'function' ? given : (): readonly Sink[] => given
  const { admit = (event) => event, isEnabled = () => true } = options
  /** Those that are at work, the innermost last. */
  const busy: Sink[] = []

  function each(action: (sink: Sink) => void): void {
    for (const sink of sinks()) {
      // A sink that emits would be handed its own diagnostics for ever.
      if (busy.includes(sink) && sink.isReentrant !== true) continue
      busy.push(sink)
      try {
        action(sink)
      } catch (error) {
        onSinkError(sink, error)
      } finally {
        busy.pop()
      }
    }
  }

  const processor: SinkProcessor = {
    onEmit(record) {
      if (!isDiagnosticRecord(record)) return
      const event = admit(freezeEvent(toEvent(record, run)))
      if (event === undefined) return
      const reader = context()
      withoutTracing(() => each((sink) => sink.handle(event, reader)))
    },
    enabled: isEnabled,
    async forceFlush() {
      withoutTracing(() => each((sink) => sink.flush?.()))
    },
    async shutdown() {
      withoutTracing(() => each((sink) => sink.flush?.()))
    },
  }
  return markName(processor, 'smonitor sinks')
}

function checkOptions(options: SinkProcessorOptions): void {
  const call = 'createSinkProcessor'
  checkArgument(isObject(options), `The argument of ${call}()`, options, '{ sinks, run, onSinkError }')
  const { sinks, run, onSinkError } = options
  const isList = Array.isArray(sinks) && sinks.every((sink) => isObject(sink) && 'handle' in sink)
  const allowed = 'a list of sinks, such as [createConsoleSink()], or a function that returns one'
  checkArgument(isList || typeof sinks === 'function', `${call}({ sinks })`, sinks, allowed)
  checkArgument(
    isObject(run),
    `${call}({ run })`,
    run,
    "{ runId, sessionId }, such as { runId: 'r1', sessionId: 's1' }",
  )
  checkArgument(
    typeof onSinkError === 'function',
    `${call}({ onSinkError })`,
    onSinkError,
    'a function that takes the sink and the error',
  )
}
