import type { CallPath } from './call-path.ts'
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

/** Most names of a chain that a record carries: the innermost ones. */
export const MAX_CHAIN_LENGTH = 64

/** Lists the names of a chain, outermost first, at most the innermost 64. */
export function chainOf(frame: Frame | undefined): string[] {
  const names: string[] = []
  let at = frame
  while (at !== undefined && names.length < MAX_CHAIN_LENGTH) {
    names.push(at.name)
    at = at.parent
  }
  return names.toReversed()
}
