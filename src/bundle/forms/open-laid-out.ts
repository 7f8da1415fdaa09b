import { readLines } from '../read-lines.ts'
import { asObject } from '../read-fields.ts'
import type { BundleSource, Data } from './bundle-source.ts'
import { hashLines } from './hash-lines.ts'
import { keyOf, PART_FILES } from './part-files.ts'

/**
 * Opens a bundle that is one JSON document as we lay it out: an item a line, so that it need not fit into memory.
 *
 * @returns `undefined` when it is laid out in another way.
 */
export function openLaidOut(path: string): BundleSource | undefined {
  const manifest = readHead(path)
  if (manifest === undefined) return undefined
  return {
    path,
    form: 'json',
    manifest,
    notes: [],
    lines(file, onBytes) {
      const part = PART_FILES.find((name) => name === file)
      if (part === undefined) return undefined
      const lines = itemsOf(path, keyOf(part))
      return onBytes === undefined ? lines : hashLines(lines, onBytes)
    },
    close: () => undefined,
  }
}

/** A manifest has a few thousand lines; of another document no more are read. */
const MAX_HEAD_LINES = 1_000_000

function readHead(path: string): Data | undefined {
  const head: string[] = []
  let isAtList = false
  for (const line of readLines(path)) {
    // What follows begins a list of ours, or another layout.
    if (isAtList) return /^(\{"| {2}\])/.test(line ?? '') ? parseHead(head) : undefined
    if (line === undefined || head.length > MAX_HEAD_LINES) return undefined
    isAtList = LIST.exec(line)?.[1] === 'events'
    if (!isAtList) head.push(line)
  }
  return isAtList ? parseHead(head) : undefined
}

/** Two spaces in front are those of the top; no text of JSON has a line break in it. */
const LIST = /^ {2}"(\w+)": \[\r?$/

function parseHead(lines: readonly string[]): Data | undefined {
  try {
    const { counts, ...rest } = asObject(JSON.parse(`${lines.join('\n').trimEnd().replace(/,$/, '')}\n}`))
    return { ...rest, events: counts }
  } catch {
    return undefined
  }
}

function* itemsOf(path: string, key: string): Generator<string | undefined> {
  let list: string | undefined
  for (const line of readLines(path)) {
    const opened = line === undefined ? undefined : LIST.exec(line)?.[1]
    if (opened !== undefined) list = opened
    else if (line !== undefined && /^ {2}\],?\r?$/.test(line)) {
      if (list === key) return
      list = undefined
    } else if (list === key) yield line?.replace(/,\r?$/, '')
  }
}
