import { truncate } from '../../src/record/param-value.ts'
import { toSafeLine } from '../../src/record/sanitise.ts'

/** Longest text of one field on a terminal, in UTF-16 code units. */
const MAX_FIELD_LENGTH = 600

/** Makes a text from data fit for one line of a terminal: no control characters, not endless. */
export function clip(text: string, maxLength: number = MAX_FIELD_LENGTH): string {
  return toSafeLine(truncate(text, maxLength))
}
