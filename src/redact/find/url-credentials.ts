import type { Finder } from './finder.ts'

const AUTHORITY = /:\/\/[^\s/?#"'<>\\]+/g

/** Finds the user and password in addresses and connection strings: what stands between `://` and `@`. */
export const URL_CREDENTIALS: Finder = {
  rule: 'secrets.url',
  find(text, found) {
    for (const match of text.matchAll(AUTHORITY)) {
      const at = match[0].lastIndexOf('@')
      if (at > 3) found(match.index + 3, match.index + at)
    }
  },
}
