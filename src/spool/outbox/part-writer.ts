import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import type { OutboxHead } from './outbox-head.ts'

/** Writes the newest file of an outbox, a batch of lines at a time. Nothing of it throws. */
export interface PartWriter {
  /** Adds a line to the file at a path, which is the same until {@link PartWriter.finish}. */
  add(path: string, line: string, isUrgent: boolean): void
  /** Brings what was added to the disk. */
  flush(): void
  /** Forgets what is not on disk yet: nobody needs it any more. */
  forget(): void
  /** Flushes, and lets go of the file. @returns Whether all of it is on disk */
  finish(): boolean
  /** Flushes; what is added later is on disk at once. */
  close(): void
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
/** While the disk refuses. */
const MAX_WAITING_LENGTH = 4_194_304

/** Creates it without touching the disk. */
export function createPartWriter({ head, open, onUnwritable }: PartWriterOptions): PartWriter {
  let path: string | undefined
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  let descriptor: number | undefined
  let isClosed = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting === '' || path === undefined) return
    try {
      if (descriptor === undefined) {
        if (!open()) throw new Error('The folder cannot be made.')
        descriptor = openSync(path, 'ax', 0o600)
        waiting = `${JSON.stringify(head())}\n${waiting}`
      }
      write(descriptor, Buffer.from(waiting))
      waiting = ''
    } catch {
      onUnwritable()
      if (!isClosed) timer = setTimeout(flush, FLUSH_AFTER_MS * 5).unref()
    }
  }

  return {
    add(to, line, isUrgent) {
      path = to
      waiting += `${line}\n`
      if (isUrgent || isClosed || !isMainThread || waiting.length >= BATCH_LENGTH) flush()
      else timer ??= setTimeout(flush, FLUSH_AFTER_MS).unref()
    },
    flush,
    forget() {
      waiting = ''
    },
    finish() {
      flush()
      if (waiting !== '') return false
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
      path = undefined
      return true
    },
    close() {
      isClosed = true
      flush()
    },
    get isFull() {
      return waiting.length > MAX_WAITING_LENGTH
    },
  }
}

/** What a full disk took a part of is taken back, so that the next attempt begins anew. */
function write(descriptor: number, data: Buffer): void {
  const before = fstatSync(descriptor).size
  try {
    for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at)
  } catch (error) {
    ftruncateSync(descriptor, before)
    throw error
  }
}
