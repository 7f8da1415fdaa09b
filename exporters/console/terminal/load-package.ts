import { createRequire } from 'node:module'
import type * as StringWidth from 'string-width'
import type * as SupportsColor from 'supports-color'
import type * as SupportsHyperlinks from 'supports-hyperlinks'

interface Packages {
  readonly 'string-width': typeof StringWidth
  readonly 'supports-color': typeof SupportsColor
  readonly 'supports-hyperlinks': typeof SupportsHyperlinks
}

const requirePackage = createRequire(import.meta.url)

/**
 * Loads a package when it is needed, at once. What a terminal can show, and how wide a character is, costs up to
 * 50 ms to load; a program that prints to no terminal shall not pay for it.
 */
export function loadPackage<Name extends keyof Packages>(name: Name): Packages[Name] {
  return requirePackage(name) as Packages[Name]
}
