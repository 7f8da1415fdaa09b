import { displayWidth } from '../terminal/display-width.ts'

/** A piece of a line with its look. */
export interface Cell {
  readonly text: string
  /** In columns, without what only changes the look. */
  readonly width: number
}

/** How a piece of text looks, as the parameters of the SGR sequence. */
export type Style = string

/** Makes cells of texts that are safe already. */
export interface Painter {
  (text: string, style?: Style): Cell
}

/** Creates the function that makes cells; without colours their look is left out. */
export function createPainter(hasColours: boolean): Painter {
  return (text, style) => ({
    text: hasColours && style !== undefined && text !== '' ? `\u001b[${style}m${text}\u001b[0m` : text,
    width: displayWidth(text),
  })
}

/** Joins cells to one. */
export function joinCells(cells: readonly Cell[]): Cell {
  return {
    text: cells.map(({ text }) => text).join(''),
    width: cells.reduce((sum, { width }) => sum + width, 0),
  }
}
