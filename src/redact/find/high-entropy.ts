import { alphanumerics } from './charset.ts'
import { runs, type Finder } from './finder.ts'

/** Shorter ones are as likely to be names. */
export const SHORTEST_RANDOM = 20
const MIN_BITS = 3.6
// Of one kind of character to another, for each character: random text has 0.45, words in camel case 0.2.
const MIN_CHANGES = 0.25

/** Finds what looks like random text. Hex is left alone: that is what trace ids, hashes and commits are made of. */
export const HIGH_ENTROPY: Finder = runs('tokens', alphanumerics('+/_-='), SHORTEST_RANDOM, isRandom)

const DIGIT = 1
const LOWER = 2
const UPPER = 4
const OTHER = 8

/** Tells whether a run of letters, digits and `+/_-=` looks random. */
export function isRandom(run: string): boolean {
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
  return changes / run.length >= MIN_CHANGES && bitsOf(counts, run.length) >= MIN_BITS
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
