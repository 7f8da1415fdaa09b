/**
 * A set of characters: one byte for each of ASCII. Runs are looked for by hand and not by `[…]+`: an engine that goes
 * back runs out of stack on one of ten million characters.
 */
export interface Charset {
  readonly ascii: Uint8Array
  /** Whether what is beyond ASCII belongs to it. */
  readonly hasOthers: boolean
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'

/** Letters and digits of ASCII, and what is named besides. */
export function alphanumerics(besides = '', hasOthers = false): Charset {
  return charset(LETTERS + DIGITS + besides, hasOthers)
}

/** The characters that are named. */
export function charset(characters: string, hasOthers = false): Charset {
  const ascii = new Uint8Array(128)
  for (const character of characters) ascii[character.charCodeAt(0)] = 1
  return { ascii, hasOthers }
}

/** All characters but those that are named. */
export function allBut(characters: string): Charset {
  const { ascii } = charset(characters)
  return { ascii: ascii.map((isNamed) => 1 - isNamed), hasOthers: true }
}

/** Tells whether the character at a place of a text is in the set. */
export function isIn(set: Charset, text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code < 128 ? set.ascii[code] === 1 : set.hasOthers && at >= 0 && at < text.length
}

/** Where the run of characters of the set ends that starts at a place, or does not. */
export function runEnd(set: Charset, text: string, from: number, atMost = Infinity): number {
  const limit = Math.min(text.length, from + atMost)
  let end = from
  while (end < limit && isIn(set, text, end)) end += 1
  return end
}

/** Where the run of characters of the set starts that ends at a place, or does not. */
export function runStart(set: Charset, text: string, end: number, notBefore = 0): number {
  let start = end
  while (start > notBefore && isIn(set, text, start - 1)) start -= 1
  return start
}
