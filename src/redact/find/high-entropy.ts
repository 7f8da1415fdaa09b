import { alphanumerics, runEnd } from './charset.ts'
import type { Finder, Found } from './finder.ts'

/** Shorter ones are as likely to be names. */
export const SHORTEST_RANDOM = 20
const MIN_BITS = 3.6
// Of one kind of character to another, for each character: random text has 0.45, words in camel case 0.2.
const MIN_CHANGES = 0.25

const RUN = alphanumerics('+/_-=')
const PART = alphanumerics('')

/** Finds what looks like random text. Hex is left alone: that is what trace ids, hashes and commits are made of. */
export const HIGH_ENTROPY: Finder = {
  rule: 'tokens',
  find(text, found) {
    for (let at = 0; at < text.length; at += 1) {
      const end = runEnd(RUN, text, at)
      if (end - at >= SHORTEST_RANDOM) findRandom(text, at, end, found)
      at = end
    }
  },
}

/**
 * Finds what looks random in a run of letters, digits and `+/_-=`: the run, or of a path or an address, which is long and
 * has every sort of character anyway, each part of it for itself.
 */
export function findRandom(text: string, start: number, end: number, found: Found): void {
  if (!isPath(text, start, end)) {
    if (isRandom(text.slice(start, end))) found(start, end)
    return
  }
  for (let at = start; at < end; at += 1) {
    const to = Math.min(end, runEnd(PART, text, at))
    if (to - at >= SHORTEST_RANDOM && isRandom(text.slice(at, to))) found(at, to)
    at = to
  }
}

/**
 * Tells whether the whole of a setting looks random, which may be shorter than what is taken for random in a text: names of
 * machines, versions and UUIDs do not, since what joins their words says nothing.
 */
export function isRandomSetting(value: string): boolean {
  if (value.length > LONGEST_LOOK || !SETTING.test(value)) return false
  const plain = value.replaceAll(/[^A-Za-z0-9]/g, '')
  return plain.length >= SHORTEST_SETTING && isRandom(plain, MIN_CHANGES_OF_SETTING, MIN_BITS_OF_SETTING)
}

const SETTING = /^[\w+=.~!@#$%^&*-]+$/
const SHORTEST_SETTING = 14
const MIN_CHANGES_OF_SETTING = 0.35
const MIN_BITS_OF_SETTING = 3.2

const WORD = /(?:^|\/)[a-z][a-z_-]{2,}(?=\/|$)/g
const EXTENSION = /^\.[a-z]{1,4}[a-z0-9]?\b/
const LONGEST_EXTENSION = 7
const LONGEST_LOOK = 512

/** Random text has a slash here and there, and neither names between them nor an extension behind it. */
function isPath(text: string, start: number, end: number): boolean {
  // Enough to tell, and an engine that goes back has no room for more.
  const run = text.slice(start, Math.min(end, start + LONGEST_LOOK))
  if (!run.includes('/')) return false
  if (run.startsWith('/') || EXTENSION.test(text.slice(end, end + LONGEST_EXTENSION))) return true
  return (run.match(WORD) ?? []).length >= 2
}

const DIGIT = 1
const LOWER = 2
const UPPER = 4
const OTHER = 8

/** Tells whether a run of letters, digits and `+/_-=` looks random. */
function isRandom(run: string, minChanges = MIN_CHANGES, minBits = MIN_BITS): boolean {
  const counts = new Uint32Array(128)
  let changes = 0
  let before = 0
  let kinds = 0
  for (let at = 0; at < run.length; at += 1) {
    const code = run.charCodeAt(at)
    counts[code] = (counts[code] ?? 0) + 1
    const kind = kindOf(code)
    kinds |= kind
    // A capital and its word are one thing.
    if (at > 0 && kind !== before && !(before === UPPER && kind === LOWER)) changes += 1
    before = kind
  }
  if ((kinds & (DIGIT | LOWER | UPPER)) !== (DIGIT | LOWER | UPPER)) return false
  return changes / run.length >= minChanges && bitsOf(counts, run.length) >= minBits
}

/** Shannon's entropy of one character. */
function bitsOf(counts: Uint32Array, length: number): number {
  let bits = 0
  for (const count of counts) {
    if (count > 0) bits -= (count / length) * Math.log2(count / length)
  }
  return bits
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT
  if (code >= 97 && code <= 122) return LOWER
  return code >= 65 && code <= 90 ? UPPER : OTHER
}
