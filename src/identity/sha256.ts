/**
 * Computes the SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits.
 *
 * Synchronous, because a key is needed while a record is made and `crypto.subtle` only answers later.
 * A lone surrogate counts as U+FFFD, as `TextEncoder` and `node:crypto` have it.
 */
export function sha256Hex(text: string): string {
  const blocks = toBlocks(new TextEncoder().encode(text))
  const state = new Uint32Array(PRIMES.slice(0, 8).map((prime) => toFraction(Math.sqrt(prime))))
  for (let offset = 0; offset < blocks.byteLength; offset += 64) compress(state, blocks, offset)
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}

/** Pads to whole 64-byte blocks: a 1 bit, zeros, the length in bits as 64 bits (FIPS 180-4, 5.1.1). */
function toBlocks(bytes: Uint8Array): DataView {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length * 8))
  return view
}

/** FIPS 180-4, 6.2.2. The `!` are for words that exist: all indices are below 64. */
function compress(state: Uint32Array, blocks: DataView, offset: number): void {
  const w = new Int32Array(64)
  let [a, b, c, d, e, f, g, h] = state as unknown as EightWords
  for (let i = 0; i < 64; i++) {
    w[i] =
      i < 16
        ? blocks.getInt32(offset + i * 4)
        : w[i - 16]! + w[i - 7]! + mix(w[i - 15]!, 7, 18, 3) + mix(w[i - 2]!, 17, 19, 10)
    const step = h + turn(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + w[i]!
    h = g
    g = f
    f = e
    e = (d + step) | 0
    d = c
    c = b
    b = a
    a = (step + turn(b, 2, 13, 22) + ((b & c) ^ (b & d) ^ (c & d))) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i]! += word
}

type EightWords = [number, number, number, number, number, number, number, number]

/** Turns a word to the right by three numbers of bits. */
function turn(word: number, first: number, second: number, third: number): number {
  return mix(word, first, second, third) ^ (word << (32 - third))
}

/** Turns a word to the right by two numbers of bits, and shifts it by a third. */
function mix(word: number, first: number, second: number, third: number): number {
  return (
    (word >>> first) ^ (word << (32 - first)) ^ (word >>> second) ^ (word << (32 - second)) ^ (word >>> third)
  )
}

const PRIMES: readonly number[] = firstPrimes(64)

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime > 0)) primes.push(n)
  return primes
}

/**
 * The fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2); those of the square roots of the
 * first 8 are the state at the start (5.3.3). Computed, since the table would be a tenth of the identity code's size.
 */
const ROUNDS = PRIMES.map((prime) => toFraction(Math.cbrt(prime)))

function toFraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0
}
