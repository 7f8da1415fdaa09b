import { truncate } from '../../src/record/param-value.ts'
import { toSafeLine } from '../../src/record/sanitise.ts'

/** Longest text of one field on a terminal, in UTF-16 code units. */
const MAX_FIELD_LENGTH = 600

/** Effectively no limit, for the reader who wants all of it: as much as a param may have. */
export const LONG = 8192

/** Makes a text from data fit for one line of a terminal: no control characters, not endless. */
export function clip(text: string, maxLength: number = MAX_FIELD_LENGTH): string {
  return toSafeLine(truncate(text, maxLength))
}

/** Most lines that one field may take, where a field may take several. */
const MAX_FIELD_LINES = 12

/** Makes a text from data fit for several lines of a terminal: its own line breaks stay, all else as {@link clip}. */
export function clipLines(text: string, maxLength: number = MAX_FIELD_LENGTH, ellipsis = '…'): string[] {
  const lines = truncate(text, maxLength).trimEnd().split(/\r?\n/)
  const shown = lines.slice(0, MAX_FIELD_LINES).map(toSafeLine)
  const more = lines.length - shown.length
  return more > 0 ? [...shown, `${ellipsis} ${more} more lines`] : shown
}
