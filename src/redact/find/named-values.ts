import { alphanumerics, allBut, charset, runEnd, runStart, type Charset } from './charset.ts'
import type { Finder, Found } from './finder.ts'

const SEPARATOR = /[=:]|--(?=[A-Za-z])/g
const NAME = alphanumerics('_.-')
const SPACE = charset(' \t')
const QUOTING = charset('"\'`\\]')
const QUOTE = charset('"\'`')
const BACKSLASH = charset('\\')
const MORE_SEPARATOR = charset('=>')
const BARE = allBut(' \t\r\n,;&"\'`<>(){}[]\\')
const LINE = allBut('\r\n"\'`')
// Of OTEL_EXPORTER_OTLP_HEADERS, `name=value,name=value`.
const LISTS = /_HEADERS$/
const LIST = allBut(' \t\r\n"\'`<>(){}[]\\')
const SCHEME = /(?:Bearer|Basic|Digest|Negotiate|ApiKey|Token)[ \t]{1,4}/iy
// Their values have separators of their own.
const HEADERS = /^(?:cookie|set-cookie|proxy-authorization|authorization)$/i
const LONGEST_NAME = 64
const LONGEST_QUOTING = 8
const LONGEST_SPACE = 4

/**
 * Finds values behind their names: `password=…`, `"password": "…"` (in JSON within JSON too), `Authorization: …`,
 * `--password …`. What nobody closes goes on to the end of the text.
 */
export function namedValues(
  rule: string,
  isNamed: (name: string) => boolean,
  isSecret: (name: string, value: string) => boolean = () => true,
): Finder {
  return {
    rule,
    find(text, found) {
      SEPARATOR.lastIndex = 0
      for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
        const { index } = match
        const named = match[0] === '--' ? flagAt(text, index + 2) : nameBefore(text, index)
        if (named === undefined || !isNamed(named.name)) continue
        const { name } = named
        const end = valueFrom(text, { ...named, isAssigned: match[0] === '=' }, (from, to) => {
          if (isSecret(name, text.slice(from, to))) found(from, to)
        })
        SEPARATOR.lastIndex = Math.max(end, index + 1)
      }
    },
  }
}

interface Named {
  readonly name: string
  readonly valueAt: number
}

function nameBefore(text: string, at: number): Named | undefined {
  const spaced = runStart(SPACE, text, at, Math.max(0, at - LONGEST_SPACE))
  const end = runStart(QUOTING, text, spaced, Math.max(0, spaced - LONGEST_QUOTING))
  const start = runStart(NAME, text, end, Math.max(0, end - LONGEST_NAME))
  // `=>` and `==` are one separator.
  return start === end
    ? undefined
    : { name: text.slice(start, end), valueAt: runEnd(MORE_SEPARATOR, text, at + 1, 2) }
}

function flagAt(text: string, start: number): Named | undefined {
  const end = runEnd(NAME, text, start, LONGEST_NAME)
  const valueAt = runEnd(SPACE, text, end, LONGEST_SPACE)
  return valueAt === end || text[valueAt] === '-' ? undefined : { name: text.slice(start, end), valueAt }
}

/** Hands on the value that starts here and says where it ends. */
function valueFrom(
  text: string,
  { name, valueAt, isAssigned }: Named & { readonly isAssigned: boolean },
  found: Found,
): number {
  const start = runEnd(SPACE, text, valueAt)
  const quote = runEnd(BACKSLASH, text, start)
  if (runEnd(QUOTE, text, quote, 1) > quote) {
    const end = closingQuote(text, quote + 1, quote - start)
    if (end > quote + 1) found(quote + 1, end)
    return end
  }
  if (text[start] === '{' || text[start] === '[') {
    const end = closingBracket(text, start)
    found(start, end)
    return end
  }
  SCHEME.lastIndex = start
  const credential = SCHEME.test(text) ? SCHEME.lastIndex : start
  const end = runEnd(charsetOf(name, isAssigned), text, credential)
  if (end > start) found(end > credential ? credential : start, end)
  return end
}

/** What a value is made of that nothing encloses. */
function charsetOf(name: string, isAssigned: boolean): Charset {
  if (LISTS.test(name)) return LIST
  // In `authorization=Basic%20…,service.name=shop` it is one of several, and no header of its own line.
  const isOfList = isAssigned && /authorization$/i.test(name)
  return HEADERS.test(name) && !isOfList ? LINE : BARE
}

/** A quote closes what one with as many backslashes has opened; one within has twice as many and one more. */
function closingQuote(text: string, from: number, backslashes: number): number {
  const mark = text[from - 1] as string
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    const before = at - runStart(BACKSLASH, text, at, from)
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
