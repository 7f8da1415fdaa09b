/** Texts of ASCII that are looked for in bytes. */
export interface ByteNeedles {
  add(text: string): void
  /** Tells whether one may be in bytes. It may say yes where there is none. */
  isAnyIn(bytes: Uint8Array): boolean
}

const GRAM = 4
// So long that one of its grams begins at a multiple of four, wherever it is.
const ALIGNED = 7
const MOST_ALIKE = 16
// A bit for each bucket: most grams of a text are to be in none that is set.
const BUCKET_BITS = 21

interface Needle {
  readonly text: string
  readonly offset: number
}

/**
 * Makes an empty list of texts to look for. Of the bytes only every fourth place is looked at, four of them as one number:
 * files are looked through by this that have nothing in them, and that is to cost little.
 */
export function createByteNeedles(): ByteNeedles {
  const byGram = new Map<number, Needle[]>()
  const buckets = new Int32Array(1 << (BUCKET_BITS - 5))
  // Too short for that, and few: a search for each.
  const short: Uint8Array[] = []

  function addAt(text: string, offset: number): void {
    const gram = gramAt(text, offset)
    const alike = byGram.get(gram)
    const needle = { text, offset }
    if (alike === undefined) byGram.set(gram, [needle])
    // Too many to compare each: where those four are, there may be one.
    else if (alike.length >= MOST_ALIKE)
      byGram.set(gram, [{ text: text.slice(offset, offset + GRAM), offset: 0 }])
    else alike.push(needle)
    const bucket = bucketOf(gram)
    buckets[bucket >> 5] = (buckets[bucket >> 5] as number) | (1 << (bucket & 31))
  }

  function isAnyAt(bytes: Uint8Array, gram: number, at: number): boolean {
    for (const { text, offset } of byGram.get(gram) ?? NONE) if (areAt(bytes, at - offset, text)) return true
    return false
  }

  return {
    add(text) {
      if (text.length < ALIGNED) {
        short.push(new TextEncoder().encode(text))
        return
      }
      const first = Math.min(text.length >> 1, text.length - ALIGNED)
      for (let offset = first; offset < first + GRAM; offset += 1) addAt(text, offset)
    },
    isAnyIn(bytes) {
      const skipped = -bytes.byteOffset & 3
      const whole = Math.max(0, bytes.length - skipped) >> 2
      const grams = new Int32Array(bytes.buffer, bytes.byteOffset + skipped, whole)
      for (let at = 0; at < grams.length; at += 1) {
        const gram = grams[at] as number
        const bucket = bucketOf(gram)
        if (((buckets[bucket >> 5] as number) & (1 << (bucket & 31))) === 0) continue
        if (isAnyAt(bytes, gram, skipped + at * GRAM)) return true
      }
      return short.some((text) => includes(bytes, text))
    },
  }
}

const NONE: readonly Needle[] = []

const scratch = new Uint8Array(GRAM)
const asNumber = new Int32Array(scratch.buffer)

/** Four characters as the number that they are in memory, in whatever order this machine has its bytes. */
function gramAt(text: string, at: number): number {
  for (let index = 0; index < GRAM; index += 1) scratch[index] = text.charCodeAt(at + index)
  return asNumber[0] as number
}

function bucketOf(gram: number): number {
  return Math.imul(gram, 0x9e_37_79_b1) >>> (32 - BUCKET_BITS)
}

function areAt(bytes: Uint8Array, start: number, text: string): boolean {
  if (start < 0 || start + text.length > bytes.length) return false
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false
  }
  return true
}

function includes(bytes: Uint8Array, text: Uint8Array): boolean {
  const [first = 0] = text
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (text.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
