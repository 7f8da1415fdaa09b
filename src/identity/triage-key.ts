import { createKey, type KeyComponents } from './create-key.ts'

/** What a triage key is made of: there is always a source. */
export interface TriageComponents extends KeyComponents {
  readonly source: string
}

/** The version of the recipe: in the prefix and in the hash, so keys of two recipes never meet. */
export const TRIAGE_KEY_VERSION = 1

/**
 * Makes the key that is the same for the same defect on every machine:
 * `tk1_` and the first 16 hex digits of the SHA-256 of the JSON `[1, code, source, type, line]`.
 */
export function createTriageKey(components: TriageComponents): string {
  return createKey('tk', TRIAGE_KEY_VERSION, components)
}
