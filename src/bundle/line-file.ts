import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { BundleFile } from './manifest.ts'

/** A new file that lines are written to; it counts and hashes them, and never holds the whole. */
export interface LineFile {
  /** Adds a line, which has no line break. @throws Error of `node:fs` */
  add(line: string): void
  /** Writes the rest and tells what a reader may check. @throws Error of `node:fs` */
  end(): BundleFile
  /** Lets go of the file, also after an error. */
  close(): void
}

/** Lines are written together once they reach this many UTF-16 code units. */
const BATCH_LENGTH = 65_536

/** Of a UTF-16 code unit in UTF-8. */
const MAX_BYTES_PER_UNIT = 3

/** Opens a new file for its owner's eyes alone. @throws Error of `node:fs` */
export function openLineFile(path: string): LineFile {
  const hash = createHash('sha256')
  let descriptor: number | undefined = openSync(path, 'w', 0o600)
  let waiting: string[] = []
  let length = 0
  let lines = 0
  let bytes = 0
  // One for all batches: a new one each time takes longer than all that is done with it.
  let room = Buffer.allocUnsafe(0)

  function write(): void {
    if (descriptor === undefined || length === 0) return
    // The last one ends with a line break too.
    waiting.push('')
    const text = waiting.join('\n')
    const batch = encode(text)
    waiting = []
    length = 0
    hash.update(batch)
    bytes += batch.length
    for (let at = 0; at < batch.length;) at += writeSync(descriptor, batch, at)
  }

  function encode(text: string): Buffer {
    // So much is not kept for a line that is longer than others.
    if (text.length > 4 * BATCH_LENGTH) return Buffer.from(text)
    const size = text.length * MAX_BYTES_PER_UNIT
    if (room.length < size) room = Buffer.allocUnsafe(size)
    return room.subarray(0, room.write(text))
  }

  return {
    add(line) {
      waiting.push(line)
      length += line.length + 1
      lines += 1
      if (length >= BATCH_LENGTH) write()
    },
    end() {
      write()
      return { lines, bytes, sha256: hash.digest('hex') }
    },
    close() {
      if (descriptor === undefined) return
      const closing = descriptor
      descriptor = undefined
      closeSync(closing)
    },
  }
}
