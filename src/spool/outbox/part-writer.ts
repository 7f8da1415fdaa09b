import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import type { OutboxHead } from './outbox-head.ts'

/** Writes the newest file of an outbox, a batch of lines at a time. Nothing of it throws. */
export interface PartWriter {
  /** Adds a line to the file at a path, which is the same until {@link PartWriter.finish}. */
  add(path: string, line: string, isUrgent: boolean): void
  /** Brings what was added to the disk. */
  flush(): void
  /** Forgets what is not on disk yet. @returns How many lines that were */
  forget(): number
  /** Flushes, and lets go of the file. @returns Whether all of it is on disk */
  finish(): boolean
  /** Flushes; what is added later is on disk at once. */
  close(): void
  /** What is not on disk yet. */
  lines(): readonly string[]
  /** Whether the disk has refused just now, so that it is not asked again yet. */
  readonly isPausing: boolean
  /** Whether the disk has refused for so long that no more can wait for it. */
  readonly isFull: boolean
}

/** Options of {@link createPartWriter}. */
export interface PartWriterOptions {
  /** What a file begins with. */
  readonly head: () => OutboxHead
  /** Makes the folder. @returns Whether it is there */
  readonly open: () => boolean
  /** Told that the disk refuses. */
  readonly onUnwritable: () => void
}

const BATCH_LENGTH = 65_536
const FLUSH_AFTER_MS = 200
/** While the disk refuses, it is asked no more often: each time costs the program what a write costs. */
const PAUSE_MS = 250
const RETRY_AFTER_MS = 1000
const MAX_WAITING_LENGTH = 4_194_304

/** Creates it without touching the disk. */
export function createPartWriter({ head, open, onUnwritable }: PartWriterOptions): PartWriter {
  let path: string | undefined
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  let descriptor: number | undefined
  let hasHead = false
  let failedAt = -Infinity
  let isClosed = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting === '' || path === undefined) return
    try {
      if (descriptor === undefined) {
        if (!open()) throw new Error('The folder cannot be made.')
        descriptor = openSync(path, 'ax', 0o600)
      }
      if (!hasHead) writeLines(descriptor, `${JSON.stringify(head())}\n`)
      hasHead = true
      while (waiting !== '') waiting = writeFirst(descriptor, waiting)
      failedAt = -Infinity
    } catch {
      failedAt = performance.now()
      onUnwritable()
      if (!isClosed) timer = setTimeout(flush, RETRY_AFTER_MS).unref()
    }
  }

  const isPausing = (): boolean => performance.now() - failedAt < PAUSE_MS

  return {
    add(to, line, isUrgent) {
      path = to
      waiting += `${line}\n`
      const isDue = isUrgent || isClosed || !isMainThread || waiting.length >= BATCH_LENGTH
      if (isDue && !isPausing()) flush()
      else timer ??= setTimeout(flush, FLUSH_AFTER_MS).unref()
    },
    flush,
    forget() {
      const { length } = linesOf(waiting)
      waiting = ''
      return length
    },
    finish() {
      flush()
      if (waiting !== '') return false
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
      hasHead = false
      path = undefined
      return true
    },
    close() {
      isClosed = true
      flush()
    },
    lines: () => linesOf(waiting),
    get isPausing() {
      return isPausing()
    },
    get isFull() {
      return waiting.length > MAX_WAITING_LENGTH
    },
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1)
}

/** Writes as many lines as make a batch: a disk that is full refuses few for what many cost. @returns The others */
function writeFirst(descriptor: number, lines: string): string {
  const end = lines.length <= BATCH_LENGTH ? lines.length : lines.indexOf('\n', BATCH_LENGTH) + 1
  writeLines(descriptor, lines.slice(0, end))
  return lines.slice(end)
}

/** What a full disk took a part of is taken back, so that the next attempt begins anew. */
function writeLines(descriptor: number, text: string): void {
  const data = Buffer.from(text)
  const before = fstatSync(descriptor).size
  try {
    for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at)
  } catch (error) {
    ftruncateSync(descriptor, before)
    throw error
  }
}
