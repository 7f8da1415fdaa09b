import type { Finder, Found } from './finder.ts'

const SEPARATOR = /[=:]|--[A-Za-z]/g
const NAME_CHARACTER = /[\w.-]/
const LONGEST_NAME = 64
const QUOTES = /\\*["'`]/y
const SPACE = /[ \t]*/y
const BARE = /[^\s,;&"'`<>(){}[\]\\]+/y
const LINE = /[^\r\n"'`]+/y
const SCHEME = /(?:Bearer|Basic|Digest|Negotiate|ApiKey|Token)[ \t]+/iy
const FLAG = /--?([\w.-]{1,64})[ \t]+(?=[^\s-])/y
// Their values have separators of their own.
const HEADERS = /^(?:cookie|set-cookie|proxy-authorization|authorization)$/i

/**
 * Finds values behind their names: `password=…`, `"password": "…"` (in JSON within JSON too), `Authorization: …`,
 * `--password …`. A quote that nobody closes goes on to the end of the text.
 */
export function namedValues(
  rule: (name: string) => string | undefined,
): (text: string, found: NamedFound) => void {
  return (text, found) => {
    SEPARATOR.lastIndex = 0
    for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
      const at = match.index
      const named = match[0].length > 1 ? flagAt(text, at) : nameBefore(text, at)
      if (named === undefined) continue
      const counted = rule(named.name)
      if (counted === undefined) continue
      const end = valueFrom(text, named.valueAt, HEADERS.test(named.name), (start, stop) =>
        found(counted, start, stop),
      )
      SEPARATOR.lastIndex = Math.max(end, at + 1)
    }
  }
}

/** Hands on a value that was found, with the rule to count it under. */
export type NamedFound = (rule: string, start: number, end: number) => void

/** Makes an ordinary finder of it. */
export function namedValuesFinder(rule: string, isNamed: (name: string) => boolean): Finder {
  const find = namedValues((name) => (isNamed(name) ? rule : undefined))
  return { rule, find: (text, found) => find(text, (_, start, end) => found(start, end)) }
}

interface Named {
  readonly name: string
  readonly valueAt: number
}

function nameBefore(text: string, at: number): Named | undefined {
  let end = at
  while (end > 0 && at - end < 4 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1
  while (end > 0 && at - end < 12 && /["'`\\\]]/.test(text[end - 1] as string)) end -= 1
  let start = end
  while (start > 0 && end - start < LONGEST_NAME && NAME_CHARACTER.test(text[start - 1] as string)) start -= 1
  if (start === end) return undefined
  // `=>` and `==` are one separator.
  let valueAt = at + 1
  while (text[valueAt] === '=' || text[valueAt] === '>') valueAt += 1
  return { name: text.slice(start, end), valueAt }
}

function flagAt(text: string, at: number): Named | undefined {
  FLAG.lastIndex = at
  const name = FLAG.exec(text)?.[1]
  return name === undefined ? undefined : { name, valueAt: FLAG.lastIndex }
}

function valueFrom(text: string, from: number, isHeader: boolean, found: Found): number {
  let start = skip(SPACE, text, from)
  QUOTES.lastIndex = start
  const quote = QUOTES.exec(text)?.[0]
  if (quote !== undefined) {
    const end = closingQuote(text, start + quote.length, quote)
    if (end > start + quote.length) found(start + quote.length, end)
    return end
  }
  if (text[start] === '{' || text[start] === '[') {
    const end = closingBracket(text, start)
    found(start, end)
    return end
  }
  const begin = start
  start = skip(SCHEME, text, start)
  const end = skip(isHeader ? LINE : BARE, text, start)
  if (end > start) found(start, end)
  else if (start > begin) found(begin, start)
  return end
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** A quote closes what one with as many backslashes has opened; within, one has twice as many and more. */
function closingQuote(text: string, from: number, opening: string): number {
  const backslashes = opening.length - 1
  const mark = opening.at(-1) as string
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    let before = 0
    while (at - before > from && text[at - before - 1] === '\\') before += 1
    if (before % (2 * (backslashes + 1)) === backslashes) return at - backslashes
  }
  return text.length
}

function closingBracket(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}
