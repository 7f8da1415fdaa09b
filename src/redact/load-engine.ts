import { createRequire } from 'node:module'
import type { RE2JS } from 're2js'

/** Loads the engine of patterns, whose time grows with the length of a text alone, with the first one: most programs have none. */
export function loadEngine(): typeof RE2JS {
  return (createRequire(import.meta.url)('re2js') as { readonly RE2JS: typeof RE2JS }).RE2JS
}
