import { shortHash } from './short-hash.ts'

/** What a trace hash is made of. */
export interface TraceComponents {
  /** The names of the signals around it, outermost first, without immediate repeats. */
  readonly chain: readonly string[]
  /** The frames of an exception in the program, innermost first, see `normaliseFrames`. */
  readonly frames: readonly string[]
}

/** The version of the recipe: in the prefix and in the hash, so hashes of two recipes never meet. */
export const TRACE_HASH_VERSION = 1

/**
 * Makes the hash of the way that led somewhere, which splits one triage key by where it arose:
 * `th1_` and the first 16 hex digits of the SHA-256 of the JSON `[1, chain, frames]`.
 */
export function createTraceHash({ chain, frames }: TraceComponents): string {
  return `th${TRACE_HASH_VERSION}_${shortHash([TRACE_HASH_VERSION, chain, frames])}`
}
