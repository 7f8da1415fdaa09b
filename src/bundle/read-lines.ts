import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

/** Options of {@link readLines}. */
export interface ReadLinesOptions {
  /** Where reading begins, at the first byte of a line. @default 0 */
  readonly fromByte?: number
  /** How much is read in all. @default to the end of the file */
  readonly maxBytes?: number
  /** How much is read at once, and held in memory. @default 262144 */
  readonly chunkBytes?: number
  /** Opens the file for each chunk anew: whoever reads many files side by side may run out of open ones. @default false */
  readonly isReopened?: boolean
  /** Longest line that is read, in UTF-16 code units. @default 33554432 */
  readonly maxLineLength?: number
  /** Told of the bytes as they are read; they are only valid until it returns. */
  readonly onBytes?: (bytes: Uint8Array) => void
}

/** A longer line is not ours, and could fill the memory. */
const MAX_LINE_LENGTH = 33_554_432

/**
 * Reads a text file line by line, in bounded memory. Empty lines are left out, and a line that is longer than
 * any of ours comes as `undefined`.
 */
export function* readLines(path: string, options: ReadLinesOptions = {}): Generator<string | undefined> {
  const { maxLineLength = MAX_LINE_LENGTH, fromByte = 0 } = options
  const decoder = new StringDecoder('utf8')
  // The pieces of a line that is not at its end yet; `undefined` when it is too long.
  let pieces: string[] | undefined = []
  let length = 0
  let isAtStart = fromByte === 0
  const toLine = (): string | undefined => pieces?.join('')
  for (const chunk of readChunks(path, options)) {
    const text = decoder.write(chunk)
    const [first = '', ...others] = (isAtStart ? withoutMark(text) : text).split('\n')
    if (text !== '') isAtStart = false
    pieces?.push(first)
    length += first.length
    if (length > maxLineLength) pieces = undefined
    for (const next of others) {
      const line = toLine()
      if (line === undefined || line.trim() !== '') yield line
      pieces = [next]
      length = next.length
    }
  }
  pieces?.push(decoder.end())
  const line = toLine()
  if (line === undefined || line.trim() !== '') yield line
}

/** Editors of Windows put a mark before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Reads a file in pieces. Each is only valid until the next one. */
function* readChunks(
  path: string,
  { fromByte = 0, maxBytes = Infinity, chunkBytes = 262_144, isReopened = false, onBytes }: ReadLinesOptions,
): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  const end = fromByte + maxBytes
  let descriptor: number | undefined = isReopened ? undefined : openSync(path, 'r')
  let at = fromByte
  try {
    for (;;) {
      descriptor ??= openSync(path, 'r')
      const size = readSync(descriptor, chunk, 0, Math.min(chunkBytes, end - at), at)
      if (isReopened) {
        closeSync(descriptor)
        descriptor = undefined
      }
      if (size === 0) return
      at += size
      const bytes = chunk.subarray(0, size)
      onBytes?.(bytes)
      yield bytes
    }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
