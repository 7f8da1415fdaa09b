/** A run of what is encoded in a text, and what it says. */
export interface EncodedRun {
  readonly start: number
  readonly end: number
  readonly text: string
}

const RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g
/** Shorter ones say too little to tell them from words. */
export const SHORTEST_RUN = 16
// How many bytes of text make it likely that the rest is text too.
const PROBE = 12

/**
 * Finds the runs of base64 in a text that say something readable, wherever that begins in the run: in one of its first four
 * places, or behind what may be a separator as well as a part of it.
 */
export function* base64Runs(text: string): Generator<EncodedRun> {
  for (const match of runsOf(text)) {
    const { index } = match
    const [run] = match
    const done = [false, false, false, false]
    for (let at = nextStart(run, -1); at < run.length; at = nextStart(run, at)) {
      // What begins four places further says the same.
      if (done[at % 4] === true || !isReadable(run, at, run.length)) continue
      done[at % 4] = true
      yield { start: index, end: index + run.length, text: decode(run.slice(at)) }
    }
  }
}

/** Tells whether what is between two places of a text may be base64 of something readable. */
export function maySayMore(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if ((at < start + 4 || isSeparator(text.charCodeAt(at - 1))) && isReadable(text, at, end)) return true
  }
  return false
}

function nextStart(run: string, at: number): number {
  let next = at + 1
  while (next >= 4 && next < run.length && !isSeparator(run.charCodeAt(next - 1))) next += 1
  return next
}

/** One of `+-/_`. */
function isSeparator(code: number): boolean {
  return code === 43 || code === 45 || code === 47 || code === 95
}

function runsOf(text: string): readonly RegExpExecArray[] {
  return text.length < SHORTEST_RUN ? [] : [...text.matchAll(RUN)]
}

function isReadable(text: string, start: number, end: number): boolean {
  let [bits, count, bytes] = [0, 0, 0]
  for (let at = start; at < end && bytes < PROBE; at += 1) {
    const value = VALUES[text.charCodeAt(at)] ?? NONE
    if (value === NONE) break
    bits = (bits << 6) | value
    count += 6
    if (count < 8) continue
    count -= 8
    const byte = (bits >> count) & 0xff
    bits &= (1 << count) - 1
    // What is beyond ASCII is let through only where it can be UTF-8, which words as base64 seldom are.
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127 || byte >= 128) return false
    bytes += 1
  }
  return bytes >= PROBE - 1
}

function decode(run: string): string {
  const plain = run.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '')
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain
  return new TextDecoder().decode(Uint8Array.from(atob(whole), (character) => character.charCodeAt(0)))
}

const NONE = 255
const VALUES = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(NONE)
  for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value
  values['-'.charCodeAt(0)] = 62
  values['_'.charCodeAt(0)] = 63
  return values
}
