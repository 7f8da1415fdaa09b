import type { Finder } from './finder.ts'

const BEGIN = '-----BEGIN '
const END = '-----END '
const LONGEST_LABEL = 64

/** Finds blocks of private keys. One without an end goes on to the end of the text. */
export const PRIVATE_KEYS: Finder = {
  rule: 'secrets.private_key',
  find(text, found) {
    for (let start = text.indexOf(BEGIN); start !== -1; start = text.indexOf(BEGIN, start + BEGIN.length)) {
      const label = text
        .slice(start + BEGIN.length, start + BEGIN.length + LONGEST_LABEL)
        .split('-----', 1)[0]
      if (label?.includes('PRIVATE KEY') !== true) continue
      const close = text.indexOf(END, start)
      if (close === -1) return found(start, text.length)
      const dashes = text.indexOf('-----', close + END.length)
      const end = dashes === -1 ? text.length : dashes + 5
      found(start, end)
      start = end - BEGIN.length
    }
  },
}
