import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'

/**
 * Takes the diagnostics of a run somewhere: a terminal, a file, memory, a user's own place.
 *
 * `handle` is called in the emitting call and must be quick; what it throws is caught and said once.
 */
export interface Sink {
  /** Names the sink in messages about it. */
  readonly name: string
  handle(event: DiagnosticEvent): void
  /** Brings what is buffered to where it belongs, at once: also called while the process exits. */
  flush?(): void
  /** Flushes and lets go of files. Nothing is handled afterwards. */
  close?(): void
}
