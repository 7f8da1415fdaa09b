import type { Finder } from './finder.ts'

const AT = /@|%40/g
const LOCAL = /[\p{L}\p{N}._+-]/u
const DOMAIN = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/uy
const TOP_LEVEL = /\.\p{L}[\p{L}\p{N}-]+$/u

/** Finds mail addresses, those in query strings too. */
export const MAILS: Finder = {
  rule: 'mails',
  find(text, found) {
    let from = 0
    for (const match of text.matchAll(AT)) {
      // Never behind the last sign: so that each character is looked at once.
      let start = match.index
      while (start > from && LOCAL.test(text[start - 1] as string)) start -= 1
      from = match.index + match[0].length
      if (start === match.index) continue
      DOMAIN.lastIndex = from
      const domain = DOMAIN.exec(text)?.[0]
      if (domain !== undefined && TOP_LEVEL.test(domain)) found(start, from + domain.length)
    }
  },
}
