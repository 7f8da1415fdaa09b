/**
 * Computes the SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits.
 *
 * Synchronous, because a key is needed while a record is made and `crypto.subtle` only answers later.
 * A lone surrogate counts as U+FFFD, as `TextEncoder` and `node:crypto` have it.
 */
export function sha256Hex(text: string): string {
  const blocks = toBlocks(new TextEncoder().encode(text))
  const { initial, rounds } = createConstants()
  const state = new Int32Array(initial)
  for (let offset = 0; offset < blocks.byteLength; offset += 64) compress(state, rounds, blocks, offset)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Pads to whole 64-byte blocks: a 1 bit, zeros, the length in bits as 64 bits (FIPS 180-4, 5.1.1). */
function toBlocks(bytes: Uint8Array): DataView {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(padded.length - 4, bytes.length << 3)
  return view
}

/** FIPS 180-4, 6.2.2. The `!` are for words that exist: all indices are below 64. */
function compress(state: Int32Array, rounds: readonly number[], blocks: DataView, offset: number): void {
  const w = new Int32Array(64)
  let [a, b, c, d, e, f, g, h] = state as unknown as EightWords
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      w[i] = blocks.getInt32(offset + i * 4)
    } else {
      const early = w[i - 15]!
      const late = w[i - 2]!
      const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
      const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
    }
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const step = (h + sum1 + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!) | 0
    const next = (step + sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + step) | 0
    d = c
    c = b
    b = a
    a = next
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + word
}

type EightWords = [number, number, number, number, number, number, number, number]

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/**
 * The fractions of the square roots of the first 8 primes and of the cube roots of the first 64 (FIPS 180-4, 4.2.2, 5.3.3).
 * Computed at each call: that takes microseconds, while the table would be a tenth of the identity code's size.
 */
function createConstants(): { readonly initial: number[]; readonly rounds: number[] } {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) {
    if (isPrime(n)) primes.push(n)
  }
  return {
    initial: primes.slice(0, 8).map((prime) => toFraction(Math.sqrt(prime))),
    rounds: primes.map((prime) => toFraction(Math.cbrt(prime))),
  }
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return true
}

function toFraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0
}
