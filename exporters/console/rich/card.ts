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
  const inner = cardBodyWidth(canvas)
  const side = paint(symbols.side, style)
  const space = paint(' ')

  function edge(left: string, start: Cell, end: Cell, right: string): string {
    const used = [start, end].reduce((sum, { width }) => sum + (width === 0 ? 0 : width + 2), 0)
    const gap = (cell: Cell): Cell[] => (cell.width === 0 ? [] : [space, cell, space])
    const parts = [
      paint(left + symbols.line, style),
      ...gap(start),
      paint(symbols.line.repeat(Math.max(0, inner - used)), style),
      ...gap(end),
      paint(symbols.line + right, style),
    ]
    return joinCells(parts).text
  }

  return [
    edge(topLeft, title, corner, topRight),
    ...body.map((cell) => {
      const fill = paint(' '.repeat(Math.max(0, inner - cell.width)))
      return joinCells([side, space, cell, fill, space, side]).text
    }),
    edge(bottomLeft, footer, paint(''), bottomRight),
  ]
}
