import { statSync, unlinkSync } from 'node:fs'
import { countRecords, listUnsent } from './unsent-files.ts'

/** How much of an outbox may stay. */
export interface OutboxRoom {
  readonly maxBytes: number
  readonly maxAgeDays: number
}

/** What no endpoint has taken stays for so long. */
export const UNSENT_DAYS = 14
/** It may take so many times the bound of a run, in all former ones together: a long outage is long. */
export const UNSENT_FACTOR = 4

/** What became of it. */
export interface TrimmedOutbox {
  /** Bytes of what stays. */
  readonly bytes: number
  /** Diagnostics that are gone. */
  readonly lost: number
}

const DAY_MS = 86_400_000

/**
 * Deletes of the outboxes of a run that is over what is too old or too large, oldest first.
 *
 * @throws Error of `node:fs` when a file cannot be deleted.
 */
export function trimOutbox(folder: string, { maxBytes, maxAgeDays }: OutboxRoom): TrimmedOutbox {
  const oldest = Date.now() - maxAgeDays * DAY_MS
  const files = listUnsent(folder)
    .map(({ path }) => ({ path, stats: statSync(path, { throwIfNoEntry: false }) }))
    .toSorted((one, other) => (other.stats?.mtimeMs ?? 0) - (one.stats?.mtimeMs ?? 0))
  let bytes = 0
  let lost = 0
  let isFull = false
  for (const { path, stats } of files) {
    // Another program has just taken it over.
    if (stats === undefined) continue
    isFull ||= bytes + stats.size > maxBytes
    if (!isFull && stats.mtimeMs >= oldest) bytes += stats.size
    else lost += removeCounting(path)
  }
  return { bytes, lost }
}

/** @returns How many were in it */
function removeCounting(path: string): number {
  const records = countRecords(path)
  try {
    unlinkSync(path)
    return records
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
