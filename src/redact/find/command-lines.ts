import type { Finder } from './finder.ts'
import { programNames } from './programs.ts'
import { findSecretArguments } from './secret-arguments.ts'

// What a command line begins with, somewhere in a text, and a flag behind it.
const LIKELY = new RegExp(`(?<![\\w.-])(?:${programNames().join('|')})(?:\\.exe)?["'\`]?[,\\s]`, 'g')

/** Finds secrets in the commands that a text quotes, by what programs have their flags for: `sshpass -p hunter2 ssh …`. */
export const COMMAND_LINES: Finder = {
  rule: 'secrets.command',
  find(text, found) {
    LIKELY.lastIndex = 0
    for (let match = LIKELY.exec(text); match !== null; match = LIKELY.exec(text)) {
      const { words, end } = readCommand(text, commandStart(text, match[0], match.index))
      const values = words.map(({ value }) => value)
      findSecretArguments(values, (index, start) => {
        const word = words[index] as Word
        const from = start === 0 ? word.start : unquoted(text, word.start + start, word.end)
        if (from < word.end) found(from, word.end)
      })
      LIKELY.lastIndex = Math.max(end, match.index + 1)
    }
  },
}

/** Quotes around its name alone belong to it; others are around the whole of a command. */
function commandStart(text: string, match: string, at: number): number {
  const before = text[at - 1]
  return isQuote(before) && match.at(-2) === before ? at - 1 : at
}

/** An argument and where it stands, without the quotes around all of it. */
interface Word {
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Reads the words of a command as a shell does, or a list of JSON: up to the end of the line or of the command. */
function readCommand(text: string, from: number): { readonly words: readonly Word[]; readonly end: number } {
  const words: Word[] = []
  let at = from
  for (;;) {
    while (at < text.length && isBetween(text, at)) at += 1
    if (at >= text.length || isEnd(text[at])) return { words, end: at }
    const word = readWord(text, at)
    words.push(word)
    at = Math.max(word.next, at + 1)
    if (word.isLast) return { words, end: at }
  }
}

interface ReadWord extends Word {
  readonly next: number
  /** Whether the quotes around the command end with it. */
  readonly isLast: boolean
}

function readWord(text: string, start: number): ReadWord {
  let isLast = false
  if (isQuote(text[start])) {
    const close = closeOf(text, start)
    return { value: text.slice(start + 1, close), start: start + 1, end: close, next: close + 1, isLast }
  }
  let at = start
  for (; at < text.length && !isSpace(text[at]) && !isEnd(text[at]); at += 1) {
    const isListed = text[at] === ',' && (isQuote(text[at + 1]) || isSpace(text[at + 1]))
    if (isListed) break
    if (!isQuote(text[at])) continue
    const isOpening = text[at - 1] === '=' || (at === start + 2 && text[start] === '-')
    isLast = !isOpening
    if (isLast) break
    const close = closeOf(text, at)
    return {
      value: text.slice(start, at) + text.slice(at + 1, close),
      start,
      end: close,
      next: close + 1,
      isLast,
    }
  }
  return { value: text.slice(start, at), start, end: at, next: at, isLast }
}

/** Where a quote is closed, or the line ends. */
function closeOf(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== text[open] && text[at] !== '\n') at += 1
  return at
}

function unquoted(text: string, start: number, end: number): number {
  return start < end && isQuote(text[start]) ? start + 1 : start
}

function isBetween(text: string, at: number): boolean {
  const character = text[at]
  if (character === '\\') return /^\\\r?\n/.test(text.slice(at, at + 3))
  if (character === '\n') return /\\\r?$/.test(text.slice(Math.max(0, at - 2), at))
  return character === ',' || isSpace(character)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r'
}

function isEnd(character: string | undefined): boolean {
  return (
    character === '\n' || character === '|' || character === ';' || character === '&' || character === '`'
  )
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'"
}
