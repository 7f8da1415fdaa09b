import { createByteNeedles, type ByteNeedles } from './byte-needles.ts'

/** Texts that are looked for wherever they are, all of them in one pass. */
export interface Needles {
  /** How often one was added: whoever remembers what had none looks again once there are more. */
  readonly version: number
  /** How many were not added, because there are too many. */
  readonly refused: number
  /**
   * Grows with each that is added and may be in a text that was noted before: whoever wrote such a text has to look at it again.
   * What only came up since then is in none of them.
   */
  readonly late: number
  /** Notes a text for {@link Needles.late}, unless whoever looks at each place of it sets {@link SEEN} by itself. */
  note(text: string): void
  /** Notes a run of a text that may be one of hex. */
  noteRun(text: string, start: number, end: number): void
  /** Adds a text of at least four characters; a short one is found as a word only: "root" is in "rootCause". */
  add(text: string): void
  /** Hands on where they are in a text, in order; those that overlap are one. */
  find(text: string, found: (start: number, end: number) => void): void
  /**
   * Tells whether one of them may be in a line of JSON, escaped as often as you like: by the longest part of each that no
   * escape changes. It may say yes where there is none.
   */
  mayBeIn(line: string): boolean
  /** Tells whether one may be in a text where four characters of it end at a place, which are this number. */
  isAt(text: string, at: number, gram: number): boolean
  /** Tells the same of a piece of a file, which it looks through without making texts of it. */
  mayBeInBytes(bytes: Uint8Array): boolean
  /**
   * What a look at each place of a text needs to do without {@link Needles.mayBeIn}: the bit {@link NEEDLE} is set in the
   * bucket of four characters that are in one of them. Other bits are free for what else is looked for.
   */
  readonly buckets: Uint8Array
  /** Whether one has no such part, so that it may be in any line. */
  readonly isUnsure: boolean
}

/** The bit of {@link Needles.buckets}. */
export const NEEDLE = 1
/** The bit of {@link Needles.buckets} for four characters that are in a text which was noted. */
export const SEEN = 4

/** Whoever looks through a file piece by piece lets each begin with so many bytes of the one before. */
export const OVERLAP_BYTES = 256

const GRAM = 4
// Below this a text is found as a word only.
const ANYWHERE = 6
// Long ones are looked for in pieces, so that each place of a text is compared with so much at most.
const PIECE = OVERLAP_BYTES
const MOST = 40_000
// Of those that are found by the same four characters; a text that has them is compared with each.
const MOST_ALIKE = 16
// So many that most characters of a text are in none of them, however many needles there are.
const BUCKET_BITS = 18

interface Needle {
  readonly text: string
  /** Where the four characters are in it by which it is found. */
  readonly offset: number
}

/** Makes an empty list of texts to look for. */
export function createNeedles(): Needles {
  const all = new Set<string>()
  const whole = createIndex()
  const cores = createIndex()
  // Made with the first look at bytes: mostly there is none.
  let inBytes: ByteNeedles | undefined
  const coreTexts: string[] = []
  const counts = { version: 0, refused: 0, late: 0 }
  let longestHex = SHORT_HEX
  // One of them has no part that escapes leave alone.
  let isAnywhere = false

  function addPiece(text: string): void {
    if (all.has(text)) return
    if (all.size >= MOST || !whole.add(text)) {
      counts.refused += 1
      return
    }
    all.add(text)
    counts.version += 1
    const core = coreOf(text)
    if (core.length < GRAM || isSeen(core)) counts.late += 1
    coreTexts.push(core)
    if (core.length < GRAM) isAnywhere = true
    // One of too many that are alike is looked for by its middle alone.
    else if (!cores.add(core)) cores.add(core.slice(offsetsOf(core)[0], (offsetsOf(core)[0] ?? 0) + GRAM))
  }

  function noteRun(text: string, start: number, end: number): void {
    if (end - start <= longestHex) return
    let length = 0
    for (let at = start; at < end; at += 1) {
      length = isHexDigit(text.charCodeAt(at)) ? length + 1 : 0
      if (length > longestHex) longestHex = length
    }
  }

  /** Whether each four characters of it are in a text that was noted, though maybe not in one and not in that order. */
  function isSeen(core: string): boolean {
    // Numbers are everywhere, and what is written in hex is made of little else.
    if (core.length > longestHex && HEX.test(core)) return false
    for (let at = 0; at + GRAM <= core.length; at += 1) {
      if (((cores.buckets[bucketOf(gramAt(core, at))] as number) & SEEN) === 0) return false
    }
    return true
  }

  return {
    get version() {
      return counts.version
    },
    get refused() {
      return counts.refused
    },
    get late() {
      return counts.late
    },
    noteRun,
    note(text) {
      const { buckets } = cores
      noteRun(text, 0, text.length)
      let gram = 0
      for (let at = 0; at < text.length; at += 1) {
        gram = (gram << 8) | (text.charCodeAt(at) & 0xff)
        const bucket = bucketOf(gram)
        buckets[bucket] = (buckets[bucket] as number) | SEEN
      }
    },
    add(text) {
      for (let from = 0; from + GRAM <= text.length; from += PIECE) addPiece(text.slice(from, from + PIECE))
    },
    find(text, found) {
      if (all.size === 0) return
      let [start, end] = [0, 0]
      whole.find(text, (from, to) => {
        if (to - from < ANYWHERE && !isWordAt(text, from, to)) return false
        if (from > end) {
          if (end > start) found(start, end)
          start = from
        }
        start = Math.min(start, from)
        end = Math.max(end, to)
        return false
      })
      if (end > start) found(start, end)
    },
    mayBeIn: (line) => all.size > 0 && (isAnywhere || cores.find(line, () => true)),
    buckets: cores.buckets,
    get isUnsure() {
      return isAnywhere
    },
    isAt: (text, at, gram) => cores.isAt(text, at, gram),
    mayBeInBytes(bytes) {
      if (all.size === 0 || isAnywhere) return all.size > 0
      inBytes ??= createByteNeedles()
      for (const core of coreTexts.splice(0)) inBytes.add(core)
      return inBytes.isAnyIn(bytes)
    },
  }
}

/** No shorter run is noted. */
export const SHORT_HEX = 16
const HEX = /^[\dA-Fa-f]+$/

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)
}

interface NeedleIndex {
  /** Tells whether it was added: not if there are too many like it. */
  add(text: string): boolean
  /** Calls back for each match until that says that it is enough; tells whether it did. */
  find(text: string, onMatch: (start: number, end: number) => boolean): boolean
  /** Tells whether one is where its four characters end at a place. */
  isAt(text: string, at: number, gram: number): boolean
  readonly buckets: Uint8Array
}

/** Looks at each place of a text once, by a hash of four characters. */
function createIndex(): NeedleIndex {
  const buckets = new Uint8Array(1 << BUCKET_BITS)
  const byGram = new Map<number, Needle[]>()
  return {
    buckets,
    add(text) {
      for (const offset of offsetsOf(text)) {
        const gram = gramAt(text, offset)
        const alike = byGram.get(gram) ?? []
        if (alike.some((needle) => needle.text === text)) return true
        // The middle of a short one may be in many; that of one that is no more than its middle always has room.
        if (alike.length >= MOST_ALIKE && text.length > GRAM) continue
        byGram.set(gram, [...alike, { text, offset }])
        buckets[bucketOf(gram)] = (buckets[bucketOf(gram)] as number) | NEEDLE
        return true
      }
      return false
    },
    isAt(text, at, gram) {
      for (const { text: needle, offset } of byGram.get(gram) ?? NONE) {
        const start = at - GRAM + 1 - offset
        if (start >= 0 && text.startsWith(needle, start)) return true
      }
      return false
    },
    find(text, onMatch) {
      let gram = 0
      for (let at = 0; at < text.length; at += 1) {
        gram = (gram << 8) | (text.charCodeAt(at) & 0xff)
        if (((buckets[bucketOf(gram)] as number) & NEEDLE) === 0 || at < GRAM - 1) continue
        for (const { text: needle, offset } of byGram.get(gram) ?? NONE) {
          const start = at - GRAM + 1 - offset
          if (start < 0 || !text.startsWith(needle, start)) continue
          if (onMatch(start, start + needle.length)) return true
        }
      }
      return false
    },
  }
}

const NONE: readonly Needle[] = []

/** Where four characters are by which a text may be found: keys of one service begin alike, so in its middle first. */
function offsetsOf(text: string): readonly number[] {
  const last = text.length - GRAM
  return [text.length >> 1, (text.length * 3) >> 2, text.length >> 2, last].map((offset) =>
    Math.min(offset, last),
  )
}

/** The longest part of what neither JSON nor an address escapes. */
function coreOf(text: string): string {
  return (text.match(/[A-Za-z0-9._-]+/g) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    '',
  )
}

function gramAt(text: string, at: number): number {
  let gram = 0
  for (let index = at; index < at + GRAM; index += 1) gram = (gram << 8) | (text.charCodeAt(index) & 0xff)
  return gram
}

/** The bucket of four characters, of each its lowest eight bits. */
export function bucketOf(gram: number): number {
  return Math.imul(gram, 0x9e_37_79_b1) >>> (32 - BUCKET_BITS)
}

function isWordAt(text: string, start: number, end: number): boolean {
  return !isWordCharacter(text[start - 1]) && !isWordCharacter(text[end])
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}
