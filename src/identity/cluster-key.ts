import { createKey, type KeyComponents } from './create-key.ts'

/** The version of the recipe: in the prefix and in the hash, so keys of two recipes never meet. */
export const CLUSTER_KEY_VERSION = 1

/**
 * Makes the key that is coarser than the triage key, to show together what belongs together:
 * `tc1_` and the first 16 hex digits of the SHA-256 of the JSON `[1, code, source, type, line]`.
 *
 * Of a code it is made of the code alone; of an exception of its type and, for `source`, its innermost frame in
 * the program; of what has neither of its line.
 */
export function createClusterKey(components: KeyComponents): string {
  return createKey('tc', CLUSTER_KEY_VERSION, components)
}
