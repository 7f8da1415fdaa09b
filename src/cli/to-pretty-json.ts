import { safeStringify } from '../record/safe-stringify.ts'
import { toSafeLine } from '../record/sanitise.ts'

/**
 * Writes a value as JSON for programs, and for a terminal: JSON leaves characters as they are that act on one;
 * escaped, they parse to the same text.
 */
export function toPrettyJson(value: unknown): string {
  const lines = JSON.stringify(JSON.parse(safeStringify(value)), undefined, 2).split('\n')
  return `${lines.map(toSafeLine).join('\n')}\n`
}
