import { sha256Hex } from '../identity/sha256.ts'
import type { ParamAttributes } from '../record/template.ts'

// Shared by every copy of smonitor in the process, so that a library that was loaded twice says it once.
const KEY = Symbol.for('smonitor.once.v1')

const MAX_REMEMBERED = 1000
const MAX_KEY_LENGTH = 200

/**
 * Tells whether this code of this library was not seen with these params yet, and remembers it.
 * Of the diagnostics seen, the 1000 that were asked about last are remembered.
 */
export function isFirstTime(library: string, code: string, params: ParamAttributes): boolean {
  const seen = ((globalThis as { [KEY]?: Set<string> })[KEY] ??= new Set())
  const key = keyOf(library, code, params)
  const isFirst = !seen.delete(key)
  // A set keeps the order of insertion: what was asked about last is at the end.
  seen.add(key)
  if (seen.size > MAX_REMEMBERED) seen.delete(seen.values().next().value as string)
  return isFirst
}

function keyOf(library: string, code: string, params: ParamAttributes): string {
  const sorted = Object.keys(params)
    .toSorted()
    .map((name) => [name, params[name]])
  const key = JSON.stringify([library, code, sorted])
  return key.length <= MAX_KEY_LENGTH ? key : sha256Hex(key)
}
