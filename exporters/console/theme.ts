import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { formatForAudience } from './format.ts'
import { createCanvas } from './rich/canvas.ts'
import { formatRich } from './rich/format-rich.ts'
import { QUIET } from './rich/styles.ts'
import type { FormatOptions } from './shown.ts'
import {
  describeTerminal,
  isRichTerminal,
  type TerminalOverrides,
  type TerminalStream,
} from './terminal/terminal.ts'
import { wrapText } from './terminal/wrap-text.ts'

/** How a console sink draws. */
export type ThemeName = 'auto' | 'plain' | 'rich'

/** Writes events as the lines of a terminal, without a final line break. */
export interface Theme {
  format(event: DiagnosticEvent): string
  /** Writes a remark that is about no single event. */
  formatAside(text: string): string
}

/** Creates the theme for an audience and a stream. */
export function createTheme(
  name: ThemeName,
  audience: Audience,
  stream: TerminalStream,
  options: FormatOptions & TerminalOverrides,
): Theme {
  const isRich = name === 'rich' || (name === 'auto' && isRichTerminal(stream, options.columns))
  if (!isRich || audience === 'agent') {
    return {
      format: (event) => formatForAudience(event, audience, options),
      formatAside: (text) => text,
    }
  }
  const terminal = describeTerminal(stream, options)
  return {
    format: (event) => formatRich(event, audience, options, createCanvas(terminal)),
    formatAside(text) {
      const { paint, columns, symbols } = createCanvas(terminal)
      return wrapText(text.replace(/^…/, symbols.ellipsis), columns - 2)
        .map((line, at) => paint(at === 0 ? line : `  ${line}`, QUIET).text)
        .join('\n')
    },
  }
}
