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
const BATCH_LENGTH = 262_144

/** Opens a new file for its owner's eyes alone. @throws Error of `node:fs` */
export function openLineFile(path: string): LineFile {
  const hash = createHash('sha256')
  let descriptor: number | undefined = openSync(path, 'w', 0o600)
  let waiting: string[] = []
  let length = 0
  let lines = 0
  let bytes = 0

  function write(): void {
    if (descriptor === undefined || length === 0) return
    const batch = Buffer.from(`${waiting.join('\n')}\n`)
    waiting = []
    length = 0
    hash.update(batch)
    bytes += batch.length
    for (let at = 0; at < batch.length;) at += writeSync(descriptor, batch, at)
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
