import { allBut, runEnd } from './charset.ts'
import type { Finder } from './finder.ts'

const SEPARATOR = /[/\\]/g
const PATH = allBut(' \t\r\n"\'`<>|*?(){},;')
const SPACED = allBut('\t\r\n"\'`<>|*?(){},;:/\\')
const BEFORE = /[\s"'`(){}[\]<>=:,;|]/
const METHOD = /\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) $/
const FILE = 'file:'
const HOME = /^(?:[A-Za-z]:)?[/\\]+(?:home|Users)[/\\]+[^/\\]+$/i

/**
 * Finds the folders of absolute paths, also of Windows and in file URLs, and leaves the name of what is in them. A folder of
 * the first level alone says nothing, and the route of a request is no path.
 */
export const LOCAL_PATHS: Finder = {
  rule: 'local_paths',
  find(text, found) {
    SEPARATOR.lastIndex = 0
    for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
      const { index } = match
      const start = startOf(text, index)
      const end =
        start === undefined || isDrive(text, index) || text[index] === '\\'
          ? spacedEnd(text, index)
          : runEnd(PATH, text, index)
      if (start !== undefined) {
        const last = lastSeparator(text, index, end)
        if (HOME.test(text.slice(start, end))) found(start, end)
        else if (last > firstSegment(text, index)) found(start, last)
      }
      SEPARATOR.lastIndex = Math.max(index + 1, start === undefined ? runEnd(PATH, text, index) : end)
    }
  },
}

/** Where the path begins whose first separator this is; `undefined` if it is none, or relative. */
function startOf(text: string, at: number): number | undefined {
  if (isDrive(text, at)) return at - 2
  if (text[at] === '\\') return text[at + 1] === '\\' && isBefore(text, at) ? at : undefined
  if (text.startsWith(FILE, at - FILE.length)) return at - FILE.length
  if (!isBefore(text, at) || (text[at - 1] === ':' && text[at + 1] === '/')) return undefined
  return METHOD.test(text.slice(Math.max(0, at - 9), at)) ? undefined : at
}

function isDrive(text: string, at: number): boolean {
  return text[at - 1] === ':' && /[A-Za-z]/.test(text[at - 2] ?? '') && isBefore(text, at - 2)
}

function isBefore(text: string, at: number): boolean {
  return at === 0 || BEFORE.test(text[at - 1] as string)
}

/** Folders of Windows have spaces; what has one and no separator behind it is the next word. */
function spacedEnd(text: string, from: number): number {
  let end = runEnd(PATH, text, from)
  for (let words = 0; words < MOST_WORDS && text[end] === ' '; words += 1) {
    const next = runEnd(SPACED, text, end)
    if (text[next] !== '\\' && text[next] !== '/') break
    end = runEnd(PATH, text, next)
  }
  return end
}

const MOST_WORDS = 8

function firstSegment(text: string, at: number): number {
  let start = at
  while (isSeparator(text[start])) start += 1
  return start
}

/** The separator before the last name of a path, whatever is behind that. */
function lastSeparator(text: string, from: number, to: number): number {
  let end = to
  while (end > from && isSeparator(text[end - 1])) end -= 1
  while (end > from && !isSeparator(text[end - 1])) end -= 1
  while (end > from && isSeparator(text[end - 1])) end -= 1
  return end
}

function isSeparator(character: string | undefined): boolean {
  return character === '/' || character === '\\'
}
