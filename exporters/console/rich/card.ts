import { displayWidth } from '../terminal/display-width.ts'
import type { Canvas } from './canvas.ts'
import { joinCells, type Cell, type Style } from './cell.ts'

/** What a card holds; the cells of the body are no wider than {@link cardBodyWidth}. */
export interface Card {
  readonly title: Cell
  /** At the right of the title; left out where there is no room. */
  readonly corner: Cell
  readonly body: readonly Cell[]
  /** In the lower edge. */
  readonly footer: Cell
  readonly style: Style
}

/** A card is read as a text is, and a text has shorter lines than a grid. */
const MAX_WIDTH = 100

/** The columns that a card takes. */
export function cardWidth({ columns }: Canvas): number {
  return Math.min(columns, MAX_WIDTH)
}

/** The columns between the sides of a card. */
export function cardBodyWidth(canvas: Canvas): number {
  return cardWidth(canvas) - '│  │'.length
}

/** Draws a card: a box with its title in the upper edge. */
export function drawCard({ title, corner, body, footer, style }: Card, canvas: Canvas): string[] {
  const { paint, symbols } = canvas
  const [topLeft, topRight, bottomLeft, bottomRight] = symbols.corners
  const side = paint(symbols.side, style)
  const space = paint(' ')

  /** Measured as a whole: next to a space some characters take another width than alone. */
  function line(start: readonly Cell[], end: readonly Cell[], fill: string, look?: Style): string {
    const used = displayWidth(joinCells([...start, ...end]).text)
    const filler = paint(fill.repeat(Math.max(0, cardWidth(canvas) - used)), look)
    return joinCells([...start, filler, ...end]).text
  }

  function edge(left: string, start: Cell, end: Cell, right: string): string {
    const gap = (cell: Cell): Cell[] => (cell.width === 0 ? [] : [space, cell, space])
    return line(
      [paint(left + symbols.line, style), ...gap(start)],
      [...gap(end), paint(symbols.line + right, style)],
      symbols.line,
      style,
    )
  }

  return [
    edge(topLeft, title, corner, topRight),
    ...body.map((cell) => line([side, space, cell], [space, side], ' ')),
    edge(bottomLeft, footer, paint(''), bottomRight),
  ]
}
