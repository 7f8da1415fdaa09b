import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const CHUNK_BYTES = 262_144

/** Longest line that is read, in UTF-16 code units; a longer one is not ours, and could fill the memory. */
const MAX_LINE_LENGTH = 33_554_432

/**
 * Reads a text file line by line, in bounded memory. Empty lines are left out, and a line that is longer than
 * any of ours comes as `undefined`.
 */
export function* readLines(path: string): Generator<string | undefined> {
  const descriptor = openSync(path, 'r')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isOverlong = false
  try {
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isOverlong) yield undefined
        else if (line.trim() !== '') yield line
        isOverlong = false
      }
      if (rest.length > MAX_LINE_LENGTH) {
        rest = ''
        isOverlong = true
      }
    }
    if (isOverlong) yield undefined
    else if (rest.trim() !== '') yield rest + decoder.end()
  } finally {
    closeSync(descriptor)
  }
}
