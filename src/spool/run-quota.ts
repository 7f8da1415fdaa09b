import { statSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from './list-runs.ts'
import { isOutboxFile, isRunFile, isTelemetryFile } from './run-files.ts'

/** How much a writer may still write into the folder of a run, which it shares with others. */
export interface RunQuota {
  /**
   * Tells how many bytes may be written.
   *
   * @param isUrgent - The last eighth is kept for what is urgent.
   */
  readonly room: (needed: number, isUrgent: boolean) => number
  /** Says that so many bytes were written. */
  spend(bytes: number): void
}

/** A file takes whole blocks of the disk. */
const BLOCK_BYTES = 4096

const KEPT_FOR_URGENT = 1 / 8

/** Others count as writing at the same time if they wrote within this time. */
const RECENT_MS = 10_000

/** The folder is looked at again after this part of the whole was written, or after this long. */
const LOOK_AFTER_PART = 1 / 64
const LOOK_AFTER_MS = 1000

/** Where there is much to look at, it takes no more than this part of the time. */
const MAX_TIME_PART = 1 / 100

/**
 * Holds all writers of a run together below a bound, without a lock: each looks now and then at what is there, and
 * until its next look writes at most its share of what is left. Writers that begin at the same moment do not see each
 * other yet, so they may exceed the bound by a 64th of it each.
 *
 * @param isCounted - Which files the bound is for. @default those with diagnostics
 */
export function createRunQuota(folder: string, maxBytes: number, isCounted = isDiagnosticFile): RunQuota {
  let share = 0
  let shareForAll = 0
  let spent = 0
  let lookedAt = -Infinity
  let pauseMs = 0

  function look(): void {
    const start = performance.now()
    const { used, writers } = measure(folder, isCounted)
    share = Math.floor((maxBytes - used) / writers)
    shareForAll = Math.floor((maxBytes * (1 - KEPT_FOR_URGENT) - used) / writers)
    spent = 0
    lookedAt = performance.now()
    pauseMs = Math.max(LOOK_AFTER_MS, (lookedAt - start) / MAX_TIME_PART)
  }

  return {
    room(needed, isUrgent) {
      if (maxBytes === Infinity) return Infinity
      const mine = isUrgent ? share : shareForAll
      // A share that is mostly used up may have a next one; where there was none, another look is no use yet.
      const isUsedUp = mine > 0 && needed > mine - spent && spent >= mine / 2
      const isDue = spent >= maxBytes * LOOK_AFTER_PART || performance.now() - lookedAt >= pauseMs
      if (isUsedUp || isDue) look()
      return Math.max(0, (isUrgent ? share : shareForAll) - spent)
    },
    spend(bytes) {
      spent += bytes
    },
  }
}

/** What else there is has bounds of its own, and never takes room from diagnostics. */
function isDiagnosticFile(name: string): boolean {
  return isRunFile(name) && !isTelemetryFile(name) && !isOutboxFile(name)
}

function measure(
  folder: string,
  isCounted: (name: string) => boolean,
): { readonly used: number; readonly writers: number } {
  const now = Date.now()
  let used = 0
  let writers = 0
  // Somebody may have deleted the folder; whoever writes next makes it again.
  for (const name of namesIn(folder)) {
    if (!isCounted(name)) continue
    const { size, mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? NOTHING
    used += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
    if (!name.startsWith('about-') && size > 0 && now - mtimeMs < RECENT_MS) writers += 1
  }
  return { used, writers: Math.max(1, writers) }
}

/** What a file is that was deleted meanwhile. */
const NOTHING = { size: 0, mtimeMs: 0 }
