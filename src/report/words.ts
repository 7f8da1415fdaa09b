import { toSafeLine } from '../record/sanitise.ts'
import { truncate } from '../record/param-value.ts'

/** Longest text of one field, in UTF-16 code units. */
const MAX_FIELD_LENGTH = 600

/** A bundle is data: whoever wrote it must not reach the terminal. */
export function safe(text: string | null): string {
  return toSafeLine(truncate(text ?? '', MAX_FIELD_LENGTH))
}

/** The time of day of a timestamp. */
export function clock(timestamp: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(timestamp)?.[1] ?? '?'
}

/** The day of a timestamp. */
export function dayOf(timestamp: string): string {
  return /^\d{4}-\d\d-\d\d/.exec(timestamp)?.[0] ?? ''
}

/** A number as people read it: 12,300. */
export function number(value: number): string {
  return value.toLocaleString('en')
}

/** A word for one or for many. */
export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`
}

/** A number with its word: 3 codes. */
export function counted(count: number, word: string): string {
  return `${number(count)} ${plural(count, word)}`
}
