import { alphanumerics, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const SCHEME = /\b(?:Bearer|Basic|Digest|Negotiate|ApiKey|Token)[ \t]{1,4}/gi
const CREDENTIAL = alphanumerics('_.~+/=-')
const SHORTEST = 6
// What tells a credential from the next word of a sentence: "Basic authentication failed."
const NOT_A_WORD = /[^A-Za-z.]|[a-z][A-Z]/

/** Finds what follows the name of an HTTP authentication scheme. */
export const AUTH_SCHEMES: Finder = {
  rule: 'secrets.authorization',
  find(text, found) {
    SCHEME.lastIndex = 0
    while (SCHEME.test(text)) {
      const start = SCHEME.lastIndex
      const end = runEnd(CREDENTIAL, text, start)
      if (end - start < SHORTEST || !NOT_A_WORD.test(text.slice(start, end))) continue
      found(start, end)
      SCHEME.lastIndex = end
    }
  },
}
