import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

/** Options of {@link readLines}. */
export interface ReadLinesOptions {
  /** How far is read. @default to the end of the file */
  readonly maxBytes?: number
  /** How much is read at once, and held in memory. @default 262144 */
  readonly chunkBytes?: number
  /** Opens the file for each chunk anew: whoever reads many files side by side may run out of open ones. @default false */
  readonly isReopened?: boolean
}

/** Longest line that is read, in UTF-16 code units; a longer one is not ours, and could fill the memory. */
const MAX_LINE_LENGTH = 33_554_432

/**
 * Reads a text file line by line, in bounded memory. Empty lines are left out, and a line that is longer than
 * any of ours comes as `undefined`.
 */
export function* readLines(path: string, options: ReadLinesOptions = {}): Generator<string | undefined> {
  const decoder = new StringDecoder('utf8')
  // The pieces of a line that is not at its end yet; `undefined` when it is too long.
  let pieces: string[] | undefined = []
  let length = 0
  const toLine = (): string | undefined => pieces?.join('')
  for (const chunk of readChunks(path, options)) {
    const [first = '', ...others] = decoder.write(chunk).split('\n')
    pieces?.push(first)
    length += first.length
    if (length > MAX_LINE_LENGTH) pieces = undefined
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

/** Reads a file in pieces. Each is only valid until the next one. */
function* readChunks(
  path: string,
  { maxBytes = Infinity, chunkBytes = 262_144, isReopened = false }: ReadLinesOptions,
): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let descriptor: number | undefined = isReopened ? undefined : openSync(path, 'r')
  let at = 0
  try {
    for (;;) {
      descriptor ??= openSync(path, 'r')
      const size = readSync(descriptor, chunk, 0, Math.min(chunkBytes, maxBytes - at), at)
      if (isReopened) {
        closeSync(descriptor)
        descriptor = undefined
      }
      if (size === 0) return
      at += size
      yield chunk.subarray(0, size)
    }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
