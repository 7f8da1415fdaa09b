import { rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isOursAlone, listRuns, namesIn } from './list-runs.ts'
import { readRun, type RunContents } from './read-run.ts'
import { trimOutbox, type OutboxRoom } from './outbox/trim-outbox.ts'
import { ignoredFolderOf, isOutboxFile, isRunFile, writerOfAbout } from './run-files.ts'

/** What is kept of former runs. */
export interface PruneLimits {
  /** How many runs, the current one included. */
  readonly maxRuns: number
  /** How many days after the last sign of life. */
  readonly maxAgeDays: number
  /** How many bytes in all. */
  readonly maxBytes: number
  /** What of their outboxes stays all the same. */
  readonly unsent: OutboxRoom
  /** Told how many diagnostics went that no endpoint had taken; not called where that is none. */
  readonly onUnsentDeleted: (lost: number) => void
  /** The folder of the run that starts: it stays. */
  readonly current: string
}

const DAY_MS = 86_400_000

/**
 * Deletes runs that are too old, too many or too large together, oldest first: by their last sign of life. A run of
 * which any process is still alive stays, and so does whatever is not ours. Several programs may do it at once.
 *
 * A run that holds what no endpoint has taken stays past its time, within a bound of its own: nobody else has it. Of one
 * that is too large only that stays.
 *
 * @returns The folders that were deleted.
 * @throws Error of `node:fs` when a run cannot be deleted; the others are, all the same.
 */
export function pruneRuns(root: string, limits: PruneLimits): string[] {
  const runs = listRuns(root)
    .filter(isOursAlone)
    .map((folder) => readIfThere(folder))
    .filter((run) => run !== undefined)
    .toSorted((one, other) => other.lastSignMs - one.lastSignMs)
  const oldest = Date.now() - limits.maxAgeDays * DAY_MS
  const deleted: string[] = []
  const failures: unknown[] = []
  const unsent = { bytes: 0, lost: 0 }
  // The current run and those that are alive count, wherever they come in the order.
  const isKept = (run: RunContents): boolean => run.folder === limits.current || isAlive(run)
  const kept = runs.filter(isKept)
  let count = kept.length
  let bytes = kept.reduce((sum, run) => sum + run.bytes, 0)
  for (const run of runs) {
    if (isKept(run)) continue
    const fits = bytes + run.bytes <= limits.maxBytes
    if (run.lastSignMs >= oldest && count < limits.maxRuns && fits) {
      count += 1
      bytes += run.bytes
      continue
    }
    try {
      const { maxBytes, maxAgeDays } = limits.unsent
      const left = trimOutbox(run.folder, { maxBytes: maxBytes - unsent.bytes, maxAgeDays })
      unsent.lost += left.lost
      unsent.bytes += left.bytes
      if (left.bytes === 0) {
        removeRun(run.folder)
        deleted.push(run.folder)
      } else if (fits) bytes += run.bytes
      else removeFiles(run.folder, (name) => !isOutboxFile(name) && writerOfAbout(name) === undefined)
    } catch (error) {
      failures.push(error)
    }
  }
  if (unsent.lost > 0) limits.onUnsentDeleted(unsent.lost)
  if (failures.length > 0) throw failures[0]
  return deleted
}

/**
 * Deletes the files of a run, and its folder, if nothing else is in it: somebody may just be opening it.
 *
 * @throws Error of `node:fs`
 */
export function removeRun(folder: string): void {
  removeFiles(folder, isRunFile)
  removeEmptyFolder(folder)
}

function removeFiles(folder: string, isGoing: (name: string) => boolean): void {
  // What says who wrote goes last: without it, what is left would not be known as ours.
  for (const name of namesIn(folder).filter(isGoing).toSorted().toReversed())
    ignoring(['ENOENT'], () => unlinkSync(join(folder, name)))
}

/** Deletes a folder, if there is nothing in it. @throws Error of `node:fs` */
export function removeEmptyFolder(folder: string): void {
  ignoring(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => rmdirSync(folder))
}

/**
 * Deletes the folder of the runs, and `.smonitor` around it, if there is nothing left in them.
 *
 * @throws Error of `node:fs`
 */
export function removeEmptyRoot(root: string): void {
  const outer = ignoredFolderOf(root)
  const hasOther = (folder: string): boolean => namesIn(folder).some((name) => name !== '.gitignore')
  if (hasOther(root)) return
  if (outer !== root) removeEmptyFolder(root)
  if (hasOther(outer)) return
  ignoring(['ENOENT'], () => unlinkSync(join(outer, '.gitignore')))
  removeEmptyFolder(outer)
}

/** Tells whether anybody may still write to a run. */
export function isAlive({ state, alive, eventFiles }: RunContents): boolean {
  return state.kind === 'running' || alive.length > 0 || eventFiles.some(({ isGrowing }) => isGrowing)
}

/** Another program may have deleted it since it was listed. */
function readIfThere(folder: string): RunContents | undefined {
  try {
    return readRun(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function ignoring(codes: readonly string[], action: () => void): void {
  try {
    action()
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
