import { safeStringify } from '../../src/record/safe-stringify.ts'
import { boundParts } from './bound-parts.ts'
import { isPlainData } from './is-plain-data.ts'

/** Longest object that is written whole, in UTF-16 code units; what Emit makes is far below. */
const MAX_LINE_LENGTH = 1_048_576

// What JSON leaves as it is, and a terminal or a reader of lines does not: C1 controls, line and paragraph
// separators, marks that turn the direction of text.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Writes an object as one line of JSON that is of bounded length and harmless on a terminal. Never throws. */
export function toJsonLine(value: object): string {
  // The safe serialiser copies what it writes, which takes five times as long.
  return escapeUnsafe(
    isPlainData(value, MAX_LINE_LENGTH)
      ? JSON.stringify(value)
      : safeStringify(boundParts(value, MAX_LINE_LENGTH)),
  )
}

/** Escapes what is unsafe in a line of JSON. Only texts can hold it, so that it stays the same JSON. */
export function escapeUnsafe(json: string): string {
  return json.replace(UNSAFE, escapeOf)
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
