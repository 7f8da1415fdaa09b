import type { Terminal } from '../terminal/terminal.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { createPainter, type Cell, type Painter } from './cell.ts'
import { LEVEL_STYLES } from './styles.ts'
import { ASCII, UNICODE, type Symbols } from './symbols.ts'

/** What a rich format draws with. */
export interface Canvas {
  /** Columns that are drawn on; the lines of a very wide terminal would be hard to read. */
  readonly columns: number
  readonly paint: Painter
  readonly symbols: Symbols
  readonly hasHyperlinks: boolean
  /** Names a level, with its icon. */
  nameLevel(level: DiagnosticEvent['level'], word: string): Cell
}

const MAX_COLUMNS = 120

/** Creates the canvas of a terminal as it is now. */
export function createCanvas(terminal: Terminal): Canvas {
  const paint = createPainter(terminal.hasColours)
  const symbols = terminal.hasUnicode ? UNICODE : ASCII
  return {
    columns: Math.min(terminal.columns(), MAX_COLUMNS),
    paint,
    symbols,
    hasHyperlinks: terminal.hasHyperlinks,
    nameLevel(level, word) {
      const name = `${symbols.icons[level]} ${word}`
      // Where it has a ground of its own, it needs an edge.
      return terminal.hasColours ? paint(` ${name} `, LEVEL_STYLES[level].name) : paint(name)
    },
  }
}
