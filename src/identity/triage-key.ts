import { sha256Hex } from './sha256.ts'

/** What a triage key is made of. An absent part is `null` in the hashed JSON, so it never equals an empty text. */
export interface TriageComponents {
  /** The diagnostic's code, or the code of a kind of test failure. */
  readonly code?: string
  /** Where it came from: a signal, a catalog, or the source anchor of a test failure. */
  readonly source: string
  /** The error's name with its string code, see `normaliseError`. */
  readonly type?: string
  /** The first line without what varies, see `normaliseLine`. */
  readonly line?: string
}

/** The version of the recipe: in the prefix and in the hash, so keys of two recipes never meet. */
export const TRIAGE_KEY_VERSION = 1

/**
 * Makes the key that is the same for the same defect on every machine:
 * `tk1_` and the first 16 hex digits of the SHA-256 of the JSON `[1, code, source, type, line]`.
 */
export function createTriageKey(components: TriageComponents): string {
  const { code = null, source, type = null, line = null } = components
  const hash = sha256Hex(JSON.stringify([TRIAGE_KEY_VERSION, code, source, type, line]))
  return `tk${TRIAGE_KEY_VERSION}_${hash.slice(0, 16)}`
}
