import { loadPackage } from './load-package.ts'

/** Printable ASCII and our own decoration: a column for each character. */
const NARROW = /^[ -~…❯◆─│╭╮╰╯⚙ℹ⚠✘]*$/

/** Counts the columns that a text takes on a terminal: wide characters two, combining ones none. */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length
  return loadPackage('string-width').default(text)
}

let segmenter: Intl.Segmenter | undefined

/** Splits a text into what a reader takes for one character, such as a letter with its accents or a family emoji. */
export function splitGraphemes(text: string): string[] {
  if (NARROW.test(text)) return text.split('')
  // Made when it is needed: it takes ten milliseconds.
  segmenter ??= new Intl.Segmenter()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
