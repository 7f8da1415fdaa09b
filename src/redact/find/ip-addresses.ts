import { charset, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const CHARACTERS = charset('0123456789abcdefABCDEF:.')
const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/
const PORT = /^([\d.]{7,15}):\d{1,5}$/
// They say nothing about anybody.
const LOCAL = /^(?:127\.[\d.]{5,11}|0\.0\.0\.0|::1?)$/
const SHORTEST = 4
const LONGEST = 45

/** Finds addresses of machines, but for those that every machine has. */
export const IP_ADDRESSES: Finder = {
  rule: 'ips',
  find(text, found) {
    for (let start = 0; start < text.length; start += 1) {
      let end = runEnd(CHARACTERS, text, start)
      const next = end
      // The end of a sentence, or a name before its value.
      if (text[end - 1] === '.' || (text[end - 1] === ':' && text[end - 2] !== ':')) end -= 1
      if (end - start >= SHORTEST && end - start <= LONGEST) {
        const run = text.slice(start, end)
        const address = PORT.exec(run)?.[1] ?? run
        if ((V4.test(address) || isV6(address)) && !LOCAL.test(address)) found(start, start + address.length)
      }
      start = next
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
