import type { Signal } from './signals.ts'

/** What `smonitor replay` sends. */
export interface ReplaySource {
  /** What it is, for a person. */
  readonly title: string
  /** The same for the same contents, wherever they lie. */
  readonly identity: string
  /** Whether more may come while it is read. */
  readonly isGrowing: boolean
  /** The signals that it has anything of, in the order in which they are sent. */
  readonly signals: readonly Signal[]
  /** Reads the bodies of requests of a signal, in the same order each time. */
  documents(signal: Signal): Iterable<string>
  /**
   * Tells whether the signal that was just read to its end is damaged there, and whole in another file, which it is read
   * from from now on.
   */
  reread(signal: Signal): boolean
  /** What a reader is to know, a sentence each; complete once all was read. */
  notes(): readonly string[]
  /** Called when all of it was taken. */
  settle(): void
  close(): void
}
