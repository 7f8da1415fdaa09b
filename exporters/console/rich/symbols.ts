import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'

/** The characters of boxes and icons. */
export interface Symbols {
  readonly icons: Readonly<Record<DiagnosticEvent['level'], string>>
  readonly line: string
  readonly side: string
  /** Top left, top right, bottom left, bottom right. */
  readonly corners: readonly [string, string, string, string]
  readonly hint: string
  readonly arrow: string
  readonly ellipsis: string
}

/** For terminals that show them. */
export const UNICODE: Symbols = {
  icons: { DEBUG: '⚙', INFO: 'ℹ', WARNING: '⚠', ERROR: '✘', CRITICAL: '✘' },
  line: '─',
  side: '│',
  corners: ['╭', '╮', '╰', '╯'],
  hint: '◆',
  arrow: '❯',
  ellipsis: '…',
}

/** For all others. */
export const ASCII: Symbols = {
  icons: { DEBUG: '*', INFO: 'i', WARNING: '!', ERROR: 'x', CRITICAL: 'x' },
  line: '-',
  side: '|',
  corners: ['+', '+', '+', '+'],
  hint: '*',
  arrow: '>',
  ellipsis: '...',
}
