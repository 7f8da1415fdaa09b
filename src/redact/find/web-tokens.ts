import type { Finder } from './finder.ts'

const HEADER = /eyJ[\w-]{8,}/g
const PART = /\.[\w-]+/y

/** Finds JSON web tokens, signed (three parts), encrypted (five) and cut off ones. */
export const WEB_TOKENS: Finder = {
  rule: 'secrets.jwt',
  find(text, found) {
    for (const match of text.matchAll(HEADER)) {
      let end = match.index + match[0].length
      for (let part = 0; part < 4; part += 1) {
        PART.lastIndex = end
        if (!PART.test(text)) break
        end = PART.lastIndex
      }
      if (end > match.index + match[0].length) found(match.index, end)
    }
  },
}
