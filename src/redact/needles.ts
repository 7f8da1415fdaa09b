/** Texts that are looked for wherever they are, all of them in one pass. */
export interface Needles {
  /** How often one was added: whoever remembers what had none looks again once there are more. */
  readonly version: number
  /** How many were not added, because there are too many. */
  readonly refused: number
  /** Adds a text of at least four characters; a short one is found as a word only: "root" is in "rootCause". */
  add(text: string): void
  /** Hands on where they are in a text, in order; those that overlap are one. */
  find(text: string, found: (start: number, end: number) => void): void
  /**
   * Tells whether one of them may be in a line of JSON, escaped as often as you like: by the longest part of each that no
   * escape changes. It may say yes where there is none.
   */
  mayBeIn(line: string): boolean
}

const GRAM = 4
// Below this a text is found as a word only.
const ANYWHERE = 6
// Long ones are looked for in pieces, so that each place of a text is compared with so much at most.
const PIECE = 256
const MOST = 60_000
// Of those that have the same four characters in the middle; a text that has them is compared with each.
const MOST_ALIKE = 64
const BUCKETS = 0x1_00_00

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
  const counts = { version: 0, refused: 0 }
  // One of them has no part that escapes leave alone.
  let isAnywhere = false

  function addPiece(text: string): void {
    if (all.has(text)) return
    if (all.size >= MOST || !whole.add(text, middleOf(text))) {
      counts.refused += 1
      return
    }
    all.add(text)
    counts.version += 1
    const core = coreOf(text)
    if (core.length < GRAM) isAnywhere = true
    // One that is alike in its core to many others is found by theirs, which are as many characters.
    else if (!cores.add(core, middleOf(core))) isAnywhere = true
  }

  return {
    get version() {
      return counts.version
    },
    get refused() {
      return counts.refused
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
  }
}

interface NeedleIndex {
  add(text: string, offset: number): boolean
  /** Calls back for each match until that says that it is enough; tells whether it did. */
  find(text: string, onMatch: (start: number, end: number) => boolean): boolean
}

/** Looks at each place of a text once, by a hash of four characters. */
function createIndex(): NeedleIndex {
  const isLikely = new Uint8Array(BUCKETS)
  const byGram = new Map<number, Needle[]>()
  return {
    add(text, offset) {
      const gram = gramAt(text, offset)
      const alike = byGram.get(gram)
      if (alike === undefined) byGram.set(gram, [{ text, offset }])
      else if (alike.some((needle) => needle.text === text)) return true
      else if (alike.length >= MOST_ALIKE) return false
      else alike.push({ text, offset })
      isLikely[bucketOf(gram)] = 1
      return true
    },
    find(text, onMatch) {
      let gram = 0
      for (let at = 0; at < text.length; at += 1) {
        gram = (gram << 8) | (text.charCodeAt(at) & 0xff)
        if (isLikely[bucketOf(gram)] === 0 || at < GRAM - 1) continue
        for (const { text: needle, offset } of byGram.get(gram) ?? []) {
          const start = at - GRAM + 1 - offset
          if (start < 0 || !text.startsWith(needle, start)) continue
          if (onMatch(start, start + needle.length)) return true
        }
      }
      return false
    },
  }
}

// Keys of one service begin alike and end alike, so they are found by what is in their middle.
function middleOf(text: string): number {
  return Math.max(0, Math.min(text.length - GRAM, text.length >> 1))
}

function coreOf(text: string): string {
  return (text.match(/[A-Za-z0-9]+/g) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    '',
  )
}

function gramAt(text: string, at: number): number {
  let gram = 0
  for (let index = at; index < at + GRAM; index += 1) gram = (gram << 8) | (text.charCodeAt(index) & 0xff)
  return gram
}

function bucketOf(gram: number): number {
  return Math.imul(gram, 0x9e_37_79_b1) >>> 16
}

function isWordAt(text: string, start: number, end: number): boolean {
  return !isWordCharacter(text[start - 1]) && !isWordCharacter(text[end])
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}
