import { allBut, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const HOME = /(?:[/\\]{1,4}(?:home|Users)|\b[A-Za-z]:[/\\]{1,4}Documents and Settings)[/\\]{1,4}/gi
const NAME = allBut('/\\\n\r\t"\'<>|:*?')
const WORD = allBut('/\\\n\r\t"\'<>|:*? ),;]}')

/** Finds whose home folder a path is in. What comes after the name stays: it says where to look. */
export const HOME_PATHS: Finder = {
  rule: 'paths',
  find(text, found) {
    HOME.lastIndex = 0
    while (HOME.test(text)) {
      const start = HOME.lastIndex
      const end = runEnd(NAME, text, start)
      // A name with spaces is one only where the path goes on behind it.
      const name = text[end] === '/' || text[end] === '\\' ? end : runEnd(WORD, text, start)
      if (name > start) found(start, name)
      HOME.lastIndex = Math.max(start, name)
    }
  },
}
