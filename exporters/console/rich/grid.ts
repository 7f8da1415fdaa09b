import { clipLines } from '../clip.ts'
import { wrapText } from '../terminal/wrap-text.ts'
import type { Canvas } from './canvas.ts'
import { joinCells, type Cell } from './cell.ts'
import { QUIET, STRONG } from './styles.ts'

/** A row of a grid: a name and its lines. */
export interface GridRow {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** As wide as the longest, `category`, and a space. */
const NAME_WIDTH = 9
const INDENT = '  '

/** The columns for the values of a grid. */
export function gridValueWidth({ columns }: Canvas): number {
  return columns - INDENT.length - NAME_WIDTH
}

/** Makes a row of a text, in as many lines as it needs; a text of its own for each line of a list. */
export function textRow(
  name: string,
  texts: string | readonly string[],
  canvas: Canvas,
  options: { readonly maxLength?: number } = {},
): GridRow {
  const lines = [texts]
    .flat()
    .flatMap((text) => clipLines(text, options.maxLength, canvas.symbols.ellipsis))
    .flatMap((line) => wrapText(line, gridValueWidth(canvas), { keepsPaths: true }))
  return { name, cells: lines.map((line) => canvas.paint(line)) }
}

/** Draws rows, with their names in a column of their own. */
export function drawGrid(rows: readonly GridRow[], { paint }: Canvas): string[] {
  return rows.flatMap(({ name, cells }) =>
    cells.map((cell, at) => {
      const label = paint((at === 0 ? name : '').padEnd(NAME_WIDTH), at === 0 ? QUIET : undefined)
      return joinCells([paint(INDENT), label, cell]).text
    }),
  )
}

/** Draws what happened, below the rule that an event begins with. */
export function drawHeadline(message: string, canvas: Canvas, maxLength?: number): string[] {
  const { paint, columns, symbols } = canvas
  return clipLines(message, maxLength, symbols.ellipsis)
    .flatMap((line) => wrapText(line, columns - INDENT.length, { keepsPaths: true }))
    .map((line) => INDENT + paint(line, STRONG).text)
}
