import { isIn, alphanumerics } from './charset.ts'
import type { EncodedRun } from './base64-runs.ts'

/** So many bytes at least: fewer are a time, a version or the coordinates of something. */
const FEWEST = 6
const START =
  /(?<![\w.])(?:(?:0x[\dA-Fa-f]{1,2}|\d{1,3}),|[\dA-Fa-f]{2}(?:[:-][\dA-Fa-f]{2}){5})|"0":|<Buffer (?=[\da-f]{2} )/g

/**
 * Finds what is written byte by byte: `[115,119]`, as JSON has a `Buffer`, `{"0":115}`, as it has other arrays of bytes,
 * `<Buffer 73 77>`, `73:77` and `0x73, 0x77`.
 */
export function* byteRuns(text: string): Generator<EncodedRun> {
  START.lastIndex = 0
  for (let match = START.exec(text); match !== null; match = START.exec(text)) {
    const run = runAt(text, match.index, match[0])
    if (run === undefined || run.bytes.length < FEWEST) continue
    yield { start: run.start, end: run.end, text: new TextDecoder().decode(Uint8Array.from(run.bytes)) }
    START.lastIndex = Math.max(run.end, match.index + 1)
  }
}

/** Tells whether the comma, colon or dash at a place is one of a run of bytes. */
export function isWithinBytes(text: string, at: number): boolean {
  const mark = text[at]
  if (mark === ',') {
    let start = at
    while (start > at - LONGEST_NUMBER && isIn(ALPHANUMERIC, text, start - 1)) start -= 1
    return readList(text, start, FEWEST).bytes.length >= FEWEST
  }
  if (mark === ':' && text.startsWith('"0"', at - 3)) return true
  return readPairs(text, at - 2, mark as string, FEWEST).bytes.length >= FEWEST
}

interface Bytes {
  readonly start: number
  readonly end: number
  readonly bytes: readonly number[]
}

function runAt(text: string, start: number, match: string): Bytes | undefined {
  if (match === '"0":') return readFields(text, start)
  if (match.startsWith('<')) return readPairs(text, start + match.length, ' ', Infinity)
  return match.endsWith(',')
    ? readList(text, start, Infinity)
    : readPairs(text, start, match[2] as string, Infinity)
}

/** `115, 119` */
function readList(text: string, start: number, atMost: number): Bytes {
  const bytes: number[] = []
  let end = start
  for (let at = start; bytes.length < atMost;) {
    const number = numberAt(text, at)
    if (number === undefined) break
    bytes.push(number.value)
    end = number.end
    if (text[end] !== ',') break
    at = afterSpace(text, end + 1)
  }
  return { start, end, bytes }
}

/** `"0":115,"1":119` */
function readFields(text: string, start: number): Bytes {
  const bytes: number[] = []
  let end = start
  for (let at = start; ;) {
    const name = `"${bytes.length}":`
    if (!text.startsWith(name, at)) break
    const number = numberAt(text, afterSpace(text, at + name.length))
    if (number === undefined) break
    bytes.push(number.value)
    end = number.end
    if (text[end] !== ',') break
    at = afterSpace(text, end + 1)
  }
  return { start, end, bytes }
}

/** `73:77` */
function readPairs(text: string, start: number, separator: string, atMost: number): Bytes {
  const bytes: number[] = []
  let at = start
  while (bytes.length < atMost) {
    const pair = text.slice(at, at + 2)
    if (!/^[\dA-Fa-f]{2}$/.test(pair)) break
    bytes.push(Number.parseInt(pair, 16))
    at += 3
    if (text[at - 1] !== separator) break
  }
  return { start, end: Math.max(start, at - 1), bytes }
}

function numberAt(text: string, at: number): { readonly value: number; readonly end: number } | undefined {
  const digits = /^(?:0x[\dA-Fa-f]{1,2}|\d{1,3})(?![\w.])/.exec(text.slice(at, at + LONGEST_NUMBER + 1))?.[0]
  const value = Number(digits)
  return digits === undefined || value > 255 ? undefined : { value, end: at + digits.length }
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (at < from + LONGEST_SPACE && /\s/.test(text[at] ?? '')) at += 1
  return at
}

const LONGEST_NUMBER = 4
const LONGEST_SPACE = 32
const ALPHANUMERIC = alphanumerics()
