import type { Finder } from './finder.ts'

const RUN = /[0-9A-Fa-f:.]{3,}/g
const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/
// They say nothing about anybody.
const LOCAL = /^(?:127\.[\d.]+|0\.0\.0\.0|::1?)$/
const LONGEST = 45

/** Finds addresses of machines, but for those that every machine has. */
export const IP_ADDRESSES: Finder = {
  rule: 'ips',
  find(text, found) {
    for (const match of text.matchAll(RUN)) {
      const run = match[0].replace(/[.:]$/, '')
      if (run.length > LONGEST + 6) continue
      const port = /^([\d.]+):\d{1,5}$/.exec(run)?.[1]
      const address = port ?? run
      if ((V4.test(address) || isV6(address)) && !LOCAL.test(address)) {
        found(match.index, match.index + address.length)
      }
    }
  },
}

function isV6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false
  return halves.length === 2
    ? groups.length >= 2 && groups.length < 8 && /\d/.test(text)
    : groups.length === 8
}
