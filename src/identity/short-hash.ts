import { rememberResults } from './remember-results.ts'
import { sha256Hex } from './sha256.ts'

/** Hashes what identifies something: the first 16 hex digits of the SHA-256 of its JSON. */
export function shortHash(parts: readonly unknown[]): string {
  return hashOf(JSON.stringify(parts))
}

// A hash takes longer than all the rest of a record, and what happens happens again.
const hashOf = rememberResults((json) => sha256Hex(json).slice(0, 16))
