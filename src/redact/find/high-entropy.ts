import type { Finder } from './finder.ts'

const RUN = /[A-Za-z0-9+/_-]{20,}={0,2}/g
const HEX = /^[0-9a-f-]+$/i
const MIN_BITS = 3.6
// Of one kind of character to another, for each character: random text has 0.45, words in camel case 0.2.
const MIN_CHANGES = 0.25

/** Finds what looks like random text. Hex is left alone: that is what trace ids, hashes and commits are made of. */
export const HIGH_ENTROPY: Finder = {
  rule: 'tokens',
  find(text, found) {
    for (const match of text.matchAll(RUN)) {
      if (isRandom(match[0])) found(match.index, match.index + match[0].length)
    }
  },
}

function isRandom(run: string): boolean {
  if (HEX.test(run)) return false
  const counts = new Map<string, number>()
  let changes = 0
  let before = ''
  const kinds = new Set<string>()
  for (const character of run) {
    counts.set(character, (counts.get(character) ?? 0) + 1)
    const kind = kindOf(character)
    kinds.add(kind)
    // A capital and its word are one thing.
    if (before !== '' && kind !== before && !(before === 'upper' && kind === 'lower')) changes += 1
    before = kind
  }
  if (!kinds.has('digit') || !kinds.has('lower') || !kinds.has('upper')) return false
  if (changes / run.length < MIN_CHANGES) return false
  let bits = 0
  for (const count of counts.values()) bits -= (count / run.length) * Math.log2(count / run.length)
  return bits >= MIN_BITS
}

function kindOf(character: string): string {
  if (character >= '0' && character <= '9') return 'digit'
  if (character >= 'a' && character <= 'z') return 'lower'
  return character >= 'A' && character <= 'Z' ? 'upper' : 'other'
}
