import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import { createLineBuffer } from './line-buffer.ts'

/** A file that lines are appended to, buffered for a moment. */
export interface AppendFile {
  /** Adds a line, without its line break. An urgent one is on disk when this returns. */
  append(line: string, isUrgent: boolean): void
  /**
   * Writes what is buffered, at once.
   *
   * @throws Error of `node:fs`. What was not written by then is still buffered: the next flush goes on with it.
   */
  flush(): void
  /** Flushes and closes; can be called again. */
  close(): void
  /** Lines that were refused: the file had reached `maxBytes`, or the disk takes no more. */
  readonly dropped: number
}

/** Options of {@link openAppendFile}. */
export interface AppendFileOptions {
  /** Beyond this size lines are dropped and counted. @default Infinity */
  readonly maxBytes?: number
  /** Longest time that a line waits in memory, in milliseconds. @default 200 */
  readonly flushAfterMs?: number
  /**
   * Gives the descriptor to write the next bytes to, for files that rotate; whoever gives another one has closed
   * the one before. @default the one that was opened
   */
  readonly descriptorFor?: (descriptor: number, bytes: number) => number
}

/** Lines are written together once they reach this many UTF-16 code units. */
export const BATCH_LENGTH = 65_536

/** While a disk refuses writes, no more than this waits in memory, in UTF-16 code units. */
export const MAX_WAITING_LENGTH = 4_194_304

/**
 * Opens a file to append lines to; it and its folders are readable by their owner alone.
 *
 * Writes are synchronous: what has been flushed survives whatever happens to the process. A line that somebody was
 * killed in the middle of is ended first, so that ours does not become a part of it.
 *
 * @throws Error of `node:fs` when the file cannot be opened.
 */
export function openAppendFile(path: string, options: AppendFileOptions = {}): AppendFile {
  const { maxBytes = Infinity, flushAfterMs = 200, descriptorFor = (same) => same } = options
  makeFolder(dirname(path), 0o700)
  let descriptor: number | undefined = openSync(path, 'a', 0o600)
  const buffer = createLineBuffer()
  let bytes = 0
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  if (isTorn(path)) writeSync(descriptor, '\n')

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    for (buffer.load(); buffer.loaded > 0; buffer.load()) {
      if (descriptor === undefined) return
      // The rest of a batch that was written in part belongs behind it.
      if (!buffer.isBegun) descriptor = descriptorFor(descriptor, buffer.length)
      const file = descriptor
      buffer.write((data) => writeSync(file, data))
      buffer.commit()
    }
  }

  return {
    append(line, isUrgent) {
      const size = Buffer.byteLength(line) + 1
      if (descriptor === undefined || bytes + size > maxBytes || buffer.length > MAX_WAITING_LENGTH) {
        dropped += 1
        return
      }
      bytes += size
      buffer.add(line, isUrgent)
      if (isUrgent || buffer.length >= BATCH_LENGTH) flush()
      else timer ??= setTimeout(flushQuietly, flushAfterMs, flush).unref()
    },
    flush,
    close() {
      if (descriptor === undefined) return
      try {
        flush()
      } finally {
        clearTimeout(timer)
        closeSync(descriptor)
        descriptor = undefined
        dropped += buffer.clear().lines
      }
    },
    get dropped() {
      return dropped
    },
  }
}

/** Only of a file: a pipe or a device has no end that could be looked at. */
function isTorn(path: string): boolean {
  const found = statSync(path)
  if (!found.isFile() || found.size === 0) return false
  const descriptor = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    readSync(descriptor, last, 0, 1, found.size - 1)
    return last.toString('latin1') !== '\n'
  } finally {
    closeSync(descriptor)
  }
}

/** A timer has nobody to throw at; the next append or the close meets the same error and reports it. */
function flushQuietly(flush: () => void): void {
  try {
    flush()
  } catch {
    return
  }
}
