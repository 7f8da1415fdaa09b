import { alphanumerics, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const PART = alphanumerics('_-')
const HEADER = 'eyJ'
const SHORTEST_HEADER = 11
// Of an encrypted one.
const MOST_PARTS = 5

/** Finds JSON web tokens: signed (three parts), encrypted (five), and those that were cut off behind the first dot. */
export const WEB_TOKENS: Finder = {
  rule: 'secrets.jwt',
  find(text, found) {
    for (let start = text.indexOf(HEADER); start !== -1;) {
      let end = runEnd(PART, text, start)
      if (end - start >= SHORTEST_HEADER && text[end] === '.') {
        for (let part = 1; part < MOST_PARTS && text[end] === '.'; part += 1)
          end = runEnd(PART, text, end + 1)
        found(start, end)
      }
      start = text.indexOf(HEADER, end)
    }
  },
}
