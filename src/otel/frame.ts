import type { RecordedPrimitive } from './recorded-exceptions.ts'

/** One signal in the chain of calls. Linked, so that a push copies nothing. */
export interface Frame {
  readonly name: string
  readonly parent: Frame | undefined
  /** 1 for the outermost. */
  readonly depth: number
  /** The path to it, once that was asked for. */
  path: CallPath | undefined
  /** A thrown primitive that an inner signal has recorded: it cannot be marked itself. */
  recordedPrimitive: RecordedPrimitive | undefined
}

/** A chain of calls without immediate repeats, because how deep a function calls itself is no place. */
export interface CallPath {
  /** That of the innermost call; `undefined` outside of all calls. */
  readonly name: string | undefined
  readonly outer: CallPath | undefined
  /** The path of a call inside of it: the same one each time, so that it knows its hash. */
  readonly enter: (name: string) => CallPath
  /** The trace hash of what is no exception, once it was asked for. */
  traceHash: string | undefined
}
