import type { Audience } from '../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'

/** For whom a sink is working when it is handed an event. */
export interface SinkContext {
  /** The profile in force: one of the five, or one of the application's own. It can change while the program runs. */
  readonly profile: string
  /** Whose words that profile takes. */
  readonly audience: Audience
}

/**
 * Takes the diagnostics of a run somewhere: a terminal, a file, memory, a user's own place.
 *
 * `handle` is called in the emitting call and must be quick; what it throws is caught and said once. The event is
 * frozen: every sink is handed the same one.
 */
export interface Sink {
  /** Names the sink in messages about it. */
  readonly name: string
  /** Whether it may be handed what it emits itself while it handles an event. @default false */
  readonly isReentrant?: boolean
  handle(event: DiagnosticEvent, context: SinkContext): void
  /** Brings what is buffered to where it belongs, at once: also called while the process exits. */
  flush?(): void
  /** Flushes and lets go of files. Nothing is handled afterwards. */
  close?(): void
}
