import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file that lines are appended to, buffered for a moment. */
export interface AppendFile {
  /** Adds a line, without its line break. An urgent one is on disk when this returns. */
  append(line: string, isUrgent: boolean): void
  /** Writes what is buffered, at once. @throws Error of `node:fs`, with what was not written still buffered. */
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
const BATCH_LENGTH = 65_536

/** While a disk refuses writes, no more than this waits in memory, in UTF-16 code units. */
const MAX_PENDING_LENGTH = 4_194_304

/**
 * Opens a file to append lines to; it and its folders are readable by their owner alone.
 *
 * Writes are synchronous: what has been flushed survives whatever happens to the process.
 *
 * @throws Error of `node:fs` when the file cannot be opened.
 */
export function openAppendFile(path: string, options: AppendFileOptions = {}): AppendFile {
  const { maxBytes = Infinity, flushAfterMs = 200, descriptorFor = (same) => same } = options
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let descriptor: number | undefined = openSync(path, 'a', 0o600)
  let pending: string[] = []
  let pendingLength = 0
  let bytes = 0
  let dropped = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (descriptor === undefined || pending.length === 0) return
    const data = Buffer.from(`${pending.join('\n')}\n`)
    descriptor = descriptorFor(descriptor, data.length)
    writeAll(descriptor, data)
    pending = []
    pendingLength = 0
  }

  return {
    append(line, isUrgent) {
      const size = Buffer.byteLength(line) + 1
      if (descriptor === undefined || bytes + size > maxBytes || pendingLength > MAX_PENDING_LENGTH) {
        dropped += 1
        return
      }
      bytes += size
      pending.push(line)
      pendingLength += line.length
      if (isUrgent || pendingLength >= BATCH_LENGTH) flush()
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
      }
    },
    get dropped() {
      return dropped
    },
  }
}

function writeAll(descriptor: number, data: Buffer): void {
  for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at)
}

/** A timer has nobody to throw at; the next append or the close meets the same error and reports it. */
function flushQuietly(flush: () => void): void {
  try {
    flush()
  } catch {
    return
  }
}
