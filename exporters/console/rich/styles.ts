import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { Style } from './cell.ts'

/** What stands out, and what steps back; in the colours of the terminal, whatever they are. */
export const STRONG: Style = '1'
export const QUIET: Style = '2'

/**
 * The looks of a level. Its name stands on a ground of its own, with the ink that goes with it, and so is readable on
 * light terminals and dark ones; on their own ground colours only draw lines.
 */
export const LEVEL_STYLES: Readonly<
  Record<DiagnosticEvent['level'], { readonly name: Style; readonly line: Style }>
> = {
  DEBUG: { name: '30;47', line: '2' },
  INFO: { name: '97;44', line: '34' },
  WARNING: { name: '30;43', line: '33' },
  ERROR: { name: '97;41', line: '31' },
  CRITICAL: { name: '1;97;45', line: '35' },
}
