import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { countLines } from '../count-lines.ts'
import { listRuns, namesIn } from '../list-runs.ts'
import { markProcess } from '../process-mark.ts'
import { outboxPartOf } from '../run-files.ts'
import { isAbandoned, parseOutboxHead, type OutboxHead } from './outbox-head.ts'

/** A file of an outbox, of any process. */
export interface UnsentFile {
  readonly path: string
  readonly head: OutboxHead
}

/** Lists what processes that are gone have left unsent, oldest first. Never throws. */
export function listAbandoned(root: string): UnsentFile[] {
  const here = markProcess()
  try {
    return listRuns(root).flatMap((folder) => {
      const parts = readParts(folder)
      const owners = new Map(parts.filter(({ part }) => part === 0).map(({ writer, head }) => [writer, head]))
      return parts.filter(({ path, part, writer, head }) => {
        const stats = statSync(path, { throwIfNoEntry: false })
        // Whoever took a file over is not who wrote it.
        const owner = owners.get(writer) ?? head
        return part > 0 && stats !== undefined && isAbandoned(owner, stats.mtimeMs, here)
      })
    })
  } catch {
    return []
  }
}

/** How much of a run no endpoint has taken. */
export interface UnsentCount {
  readonly unsent: number
  /** Where to, for a person. */
  readonly endpoints: readonly string[]
}

/** Counts what the outboxes in the folder of a run hold. Never throws. */
export function countUnsent(folder: string): UnsentCount {
  try {
    const files = listUnsent(folder)
    return {
      unsent: files.reduce((sum, { path }) => sum + countRecords(path), 0),
      endpoints: [...new Set(files.map(({ head }) => head.endpoint ?? UNKNOWN_ENDPOINT))],
    }
  } catch {
    return { unsent: 0, endpoints: [] }
  }
}

/** Tells whether the folder of a run has anything that no endpoint has taken. Never throws. */
export function hasUnsent(folder: string): boolean {
  return countUnsent(folder).unsent > 0
}

/** Counts the records of a file of an outbox; its first line is none. */
export function countRecords(path: string): number {
  return Math.max(0, countLines(path, Infinity) - 1)
}

const UNKNOWN_ENDPOINT = 'Its endpoint'

/** Lists the files of the outboxes in the folder of a run, in the order in which they were written. */
export function listUnsent(folder: string): UnsentFile[] {
  return readParts(folder).filter(({ part }) => part > 0)
}

interface PartFile extends UnsentFile {
  readonly writer: string
  readonly part: number
}

function readParts(folder: string): PartFile[] {
  return namesIn(folder)
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .flatMap((name) => {
      const named = outboxPartOf(name)
      if (named === undefined) return []
      const path = join(folder, name)
      const head = parseOutboxHead(readFirstLine(path))
      return head === undefined ? [] : [{ path, head, ...named }]
    })
}

const HEAD_BYTES = 65_536

function readFirstLine(path: string): string {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const data = Buffer.alloc(HEAD_BYTES)
    return data.toString('utf8', 0, readSync(descriptor, data)).split('\n', 1)[0] ?? ''
  } catch {
    return ''
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
