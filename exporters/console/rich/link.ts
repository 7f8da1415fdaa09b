import type { Cell, Painter } from './cell.ts'

/** Longest address that terminals take. */
const MAX_URL_LENGTH = 2000

/**
 * Writes an address, as a link where the terminal has links. What is shown is where it leads; only web addresses are
 * links, in the form in which nothing in them is special to a terminal.
 *
 * https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda (OSC 8)
 */
export function linkCell(url: string, shown: string, paint: Painter, hasHyperlinks: boolean): Cell {
  const { text, width } = paint(shown, '4')
  const target = hasHyperlinks ? targetOf(url) : undefined
  if (target === undefined) return { text, width }
  return { text: `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u001b\\`, width }
}

function targetOf(url: string): string | undefined {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined
  const { href } = new URL(url)
  return /^[!-~]+$/.test(href) && href.length <= MAX_URL_LENGTH ? href : undefined
}
