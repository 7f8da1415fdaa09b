import { createNeedles, type Needles } from '../../redact/needles.ts'
import { spellingsOf } from '../../redact/spellings.ts'
import { isWorthKnowing, type FoundIn } from '../../redact/worth-knowing.ts'
import type { Finder } from '../../redact/find/finder.ts'
import { protectedSpans } from '../../redact/protected.ts'

/** Secrets of a bundle that were found in one place of it, and are looked for in every other. */
export interface KnownSecrets {
  /** Grows with each secret that is new. */
  readonly version: number
  /** How many could not be remembered: there are too many. */
  readonly refused: number
  /** Remembers the texts and numbers of a value that was taken out. */
  learn(value: unknown, foundIn: FoundIn): void
  readonly finder: Finder
  /** Their texts, in every way that they are looked for. */
  readonly needles: Needles
}

const MAX_DEPTH = 16
// A key or an address within it is no secret, and what is a secret of it has been found by itself.
const LONGEST = 16_384

/** Makes a memory with nothing in it. */
export function createKnownSecrets(replacement: string): KnownSecrets {
  const needles = createNeedles()
  const seen = new Set<string>()

  function learn(value: unknown, foundIn: FoundIn, depth = 0): void {
    if (typeof value === 'object' && value !== null) {
      if (depth < MAX_DEPTH) for (const item of Object.values(value)) learn(item, foundIn, depth + 1)
      return
    }
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = String(value).trim()
    if (text === '' || text.length > LONGEST || seen.has(text)) return
    if (text.includes(replacement) || !isWorthKnowing(text, foundIn)) return
    if (seen.size < MOST_SEEN) seen.add(text)
    for (const spelling of spellingsOf(text)) needles.add(spelling)
  }

  return {
    get version() {
      return needles.version
    },
    get refused() {
      return needles.refused
    },
    learn: (value, foundIn) => learn(value, foundIn),
    finder: {
      rule: 'known',
      find(text, found) {
        let kept: ReturnType<typeof protectedSpans> | undefined
        needles.find(text, (start, end) => {
          kept ??= protectedSpans(text)
          // Part of a key by chance; one that is a whole key is the secret itself.
          if (!kept.some(([from, to]) => from <= start && end <= to && end - start < to - from))
            found(start, end)
        })
      },
    },
    needles,
  }
}

const MOST_SEEN = 20_000
