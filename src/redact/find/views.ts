import { alphanumerics, charset, isIn, runEnd, runStart } from './charset.ts'

/** A text as it is once it is decoded, and where each of its characters was before. */
export interface View {
  readonly text: string
  /** Where the character at a place begins in the encoded text; one more than there are characters. */
  readonly starts: Uint32Array
}

/** Decodes `%41`; `undefined` where there is none. */
export function percentView(text: string): View | undefined {
  if (!text.includes('%') || !/%[0-9A-Fa-f]{2}/.test(text)) return undefined
  return decode(text, PERCENT, (at) => {
    let [code, end] = [hexAt(text, at + 1, 2), at + 3]
    if (code === undefined) return undefined
    const more = code >= 0xf0 ? 3 : code >= 0xe0 ? 2 : code >= 0xc0 ? 1 : 0
    if (more > 0) code &= 0x3f >> more
    for (let left = more; left > 0; left -= 1, end += 3) {
      const byte = text.charCodeAt(end) === PERCENT ? hexAt(text, end + 1, 2) : undefined
      if (byte === undefined || byte >> 6 !== 2) return { character: '\u{FFFD}', end }
      code = (code << 6) | (byte & 0x3f)
    }
    return { character: code > 0x10_ff_ff ? '\u{FFFD}' : String.fromCodePoint(code), end }
  })
}

/** Undoes the escapes of JSON and JavaScript; `undefined` where there are none. */
export function unescapedView(text: string): View | undefined {
  if (!text.includes('\\')) return undefined
  return decode(text, BACKSLASH, (at) => {
    const kind = text[at + 1] ?? ''
    const digits = kind === 'u' ? 4 : kind === 'x' ? 2 : 0
    const code = digits === 0 ? undefined : hexAt(text, at + 2, digits)
    if (code !== undefined) return { character: String.fromCharCode(code), end: at + 2 + digits }
    const character = ESCAPED.get(kind)
    return character === undefined ? undefined : { character, end: at + 2 }
  })
}

/** Takes plus signs for spaces, as forms write them; `undefined` where there are none. */
export function formView(text: string): View | undefined {
  return text.includes('+') ? decode(text, PLUS, (at) => ({ character: ' ', end: at + 1 })) : undefined
}

/** Undoes the line breaks in base64, as mails and files of keys have it; `undefined` where there are none. */
export function unwrappedView(text: string): View | undefined {
  if (!text.includes('\n')) return undefined
  const mark = text.includes('\r\n') ? CARRIAGE_RETURN : LINE_FEED
  return decode(text, mark, (at) => {
    let end = at + (mark === CARRIAGE_RETURN ? 2 : 1)
    if (runStart(BASE64, text, at, at - SHORTEST_LINE) > at - SHORTEST_LINE) return undefined
    end = runEnd(SPACE, text, end, LONGEST_INDENT)
    return isIn(BASE64, text, end) ? { character: '', end } : undefined
  })
}

/** Of base64 that is broken into lines, each has so many characters at least. */
export const SHORTEST_LINE = 60
const LONGEST_INDENT = 32
const BASE64 = alphanumerics('+/_=-')
const SPACE = charset(' \t')
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const PLUS = 43
const PERCENT = 37
const BACKSLASH = 92
const ESCAPED = new Map([
  ...['"', "'", '`', '\\', '/'].map((character) => [character, character] as const),
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
])

/** Decodes what is behind each mark; `undefined` if that was nothing. */
function decode(
  text: string,
  mark: number,
  decodeAt: (at: number) => { readonly character: string; readonly end: number } | undefined,
): View | undefined {
  const starts = new Uint32Array(text.length + 1)
  const pieces: string[] = []
  let [length, from] = [0, 0]
  for (let at = 0; at < text.length;) {
    const decoded = text.charCodeAt(at) === mark ? decodeAt(at) : undefined
    if (decoded === undefined) {
      starts[length] = at
      length += 1
      at += 1
      continue
    }
    pieces.push(text.slice(from, at), decoded.character)
    for (let unit = 0; unit < decoded.character.length; unit += 1) starts[length + unit] = at
    length += decoded.character.length
    at = decoded.end
    from = at
  }
  if (from === 0) return undefined
  pieces.push(text.slice(from))
  starts[length] = text.length
  return { text: pieces.join(''), starts }
}

function hexAt(text: string, at: number, digits: number): number | undefined {
  let code = 0
  for (let index = at; index < at + digits; index += 1) {
    const digit = digitOf(text.charCodeAt(index))
    if (digit < 0) return undefined
    code = code * 16 + digit
  }
  return code
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
