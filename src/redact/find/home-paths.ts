import type { Finder } from './finder.ts'

const HOME =
  /(?:[/\\]{1,4}(?:home|Users)|\b[A-Za-z]:[/\\]{1,4}Documents and Settings)[/\\]{1,4}(?=([^/\\\n\r\t"'<>|:*?]+))/gi

/** Finds whose home folder a path is in. What comes after the name stays: it says where to look. */
export const HOME_PATHS: Finder = {
  rule: 'paths',
  find(text, found) {
    for (const match of text.matchAll(HOME)) {
      const start = match.index + match[0].length
      const rest = match[1] ?? ''
      const next = text[start + rest.length]
      // A name with spaces is one only where the path goes on behind it.
      const name = next === '/' || next === '\\' ? rest : (rest.split(/[\s),;\]}]/, 1)[0] ?? '')
      if (name !== '') found(start, start + name.length)
    }
  },
}
