import { truncate } from '../../src/record/param-value.ts'
import { toSafeLine } from '../../src/record/sanitise.ts'

/** Longest text of one value, in UTF-16 code units: as much as a param may have. */
const MAX_VALUE_LENGTH = 8192
const MAX_KEY_LENGTH = 256

/** Writes fields as one line of logfmt; those that are `null` or `undefined` are left out. */
export function toLogfmt(fields: readonly (readonly [string, string | null | undefined])[]): string {
  return fields
    .filter((field): field is readonly [string, string] => field[1] !== null && field[1] !== undefined)
    .map(([name, value]) => `${toKey(name)}=${toValue(truncate(value, MAX_VALUE_LENGTH))}`)
    .join(' ')
}

function toKey(name: string): string {
  return name.slice(0, MAX_KEY_LENGTH).replace(/[^\w.-]/g, '_')
}

/** Bare when it is one plain word, else quoted with `"` and `\` escaped. */
function toValue(value: string): string {
  if (/^[\w./:@+~>-]+$/.test(value)) return value
  return `"${toSafeLine(value.replace(/["\\]/g, '\\$&'))}"`
}
