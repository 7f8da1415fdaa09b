import { alphanumerics, isIn, runEnd, runStart } from './charset.ts'
import type { Finder } from './finder.ts'

const AT = /@|%40/g
const LOCAL = alphanumerics('._+-', true)
const LABEL = alphanumerics('-', true)
// Names of files and versions have digits in their last part, and no such domain is given out.
const TOP_LEVEL = alphanumerics('', true)

/** Finds mail addresses, those in query strings too. */
export const MAILS: Finder = {
  rule: 'mails',
  find(text, found) {
    let from = 0
    AT.lastIndex = 0
    for (let match = AT.exec(text); match !== null; match = AT.exec(text)) {
      // Never behind the last sign, so that each character is looked at once.
      const start = runStart(LOCAL, text, match.index, from)
      from = AT.lastIndex
      const end = domainEnd(text, from)
      if (start < match.index && end !== undefined) found(start, end)
    }
  },
}

function domainEnd(text: string, from: number): number | undefined {
  let last = from
  let end = runEnd(LABEL, text, from)
  if (end === from) return undefined
  while (text[end] === '.' && isIn(LABEL, text, end + 1)) {
    last = end + 1
    end = runEnd(LABEL, text, last)
  }
  const isTopLevel = last > from && end - last >= 2 && !/[\d-]/.test(text.slice(last, last + 1))
  return isTopLevel && runEnd(TOP_LEVEL, text, last) > last + 1 ? end : undefined
}
