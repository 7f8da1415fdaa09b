import { allBut, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const AUTHORITY = allBut(' \t\r\n/?#"\'<>\\')
const MARK = '://'

/** Finds the user and password in addresses and connection strings: what stands between `://` and `@`. */
export const URL_CREDENTIALS: Finder = {
  rule: 'secrets.url',
  find(text, found) {
    for (let mark = text.indexOf(MARK); mark !== -1;) {
      const start = mark + MARK.length
      const end = runEnd(AUTHORITY, text, start)
      const at = text.slice(start, end).lastIndexOf('@')
      if (at > 0) found(start, start + at)
      mark = text.indexOf(MARK, end)
    }
  },
}
