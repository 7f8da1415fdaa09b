import { displayWidth, splitGraphemes } from './display-width.ts'

/** Options of {@link wrapText}. */
export interface WrapOptions {
  /** Leaves an address or a path that is longer than a line in one piece, so that it can be copied. @default false */
  readonly keepsPaths?: boolean
}

/** Breaks one line of text into lines of at most `width` columns, at spaces where there are any, never inside a character. */
export function wrapText(text: string, width: number, { keepsPaths = false }: WrapOptions = {}): string[] {
  const lines: string[] = []
  let line: string | undefined
  let used = 0
  for (const word of text.split(' ')) {
    const wordWidth = displayWidth(word)
    if (line !== undefined && used + 1 + wordWidth <= width) {
      line += ` ${word}`
      used += 1 + wordWidth
      continue
    }
    if (line !== undefined) lines.push(line)
    const pieces = wordWidth <= width || (keepsPaths && isPath(word)) ? [word] : breakWord(word, width)
    line = pieces.pop() ?? ''
    used = displayWidth(line)
    lines.push(...pieces)
  }
  return [...lines, line ?? '']
}

/** Cuts a text to `width` columns and says that it did. */
export function fitText(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  const room = width - displayWidth(ellipsis)
  if (room < 1) return ''
  let start = ''
  for (const grapheme of splitGraphemes(text)) {
    if (displayWidth(start + grapheme) > room) break
    start += grapheme
  }
  return start + ellipsis
}

function isPath(word: string): boolean {
  return /[\\/][^\\/]/.test(word)
}

/** Breaks a word that is longer than a line, after a slash where one is near. */
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const grapheme of splitGraphemes(word)) {
    const graphemeWidth = displayWidth(grapheme)
    if (used + graphemeWidth > width && piece !== '') {
      const end = lastSlash(piece)
      pieces.push(piece.slice(0, end))
      piece = piece.slice(end)
      used = displayWidth(piece)
    }
    piece += grapheme
    used += graphemeWidth
  }
  return [...pieces, piece]
}

/** Where a piece of a path is best broken: at its end if that would leave less than half of it. */
function lastSlash(piece: string): number {
  const end = Math.max(piece.lastIndexOf('/'), piece.lastIndexOf('\\')) + 1
  return end > piece.length / 2 ? end : piece.length
}
