import type { Finder } from './finder.ts'

const SCHEME = /\b(?:Bearer|Basic|Digest|Negotiate|ApiKey|Token)[ \t]{1,4}(?=([\w.~+/=-]+))/gi
// What tells a credential from the next word of a sentence: "Basic authentication failed."
const NOT_A_WORD = /[^A-Za-z.]|[a-z][A-Z]/

/** Finds what follows the name of an HTTP authentication scheme. */
export const AUTH_SCHEMES: Finder = {
  rule: 'secrets.authorization',
  find(text, found) {
    for (const match of text.matchAll(SCHEME)) {
      const credential = match[1] ?? ''
      const start = match.index + match[0].length
      if (credential.length >= 6 && NOT_A_WORD.test(credential)) found(start, start + credential.length)
    }
  },
}
