import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { WriterEnd, WriterRole } from './about-file.ts'
import { BATCH_LENGTH, MAX_WAITING_LENGTH } from './append-file.ts'
import { HEARTBEAT_MS } from './process-mark.ts'
import { isAlive, pruneRuns, removeEmptyFolder, removeEmptyRoot, removeRun } from './prune-runs.ts'
import { readRun } from './read-run.ts'
import { UNSENT_DAYS, UNSENT_FACTOR } from './outbox/trim-outbox.ts'
import { hasUnsent } from './outbox/unsent-files.ts'
import { toRunFolderName } from './run-files.ts'
import { createRunWriter } from './run-writer.ts'
import { createTelemetryFiles, type TelemetryFiles } from './telemetry-files.ts'
import { toUnwritable, type SpoolProblem } from './spool-problem.ts'

/**
 * The place on disk where the processes and threads of a run leave their diagnostics, side by side. Nothing of it
 * throws: what cannot be written is counted, and said once.
 */
export interface RunSpool {
  /** The folder of the run; it is there once there is something in it. */
  readonly folder: string
  /** Adds an event as a line of JSON; an urgent one is on disk when this returns. */
  append(line: string, isUrgent: boolean): void
  /** Takes spans and metrics, until and while it is closed; after that only if there is a file already. */
  readonly telemetry: TelemetryFiles
  /** Says anew what is known of the run. */
  setInfo(info: object): void
  /** Brings what was added to the disk. */
  flush(): void
  /** Opens the files before there is anything to write. @returns Whether that is possible; if not, it is not said yet. */
  open(): boolean
  /** Flushes, says how it ended, and lets go of the files. What is added later is written at once. */
  close(end: SpoolEnd): void
  /** Lets go of its own files and deletes them, as if it had never been opened. */
  abandon(): void
  /** Deletes the run, with what others have left in it, unless one of them is alive, or no endpoint has taken some of it. */
  discard(): void
  /** Whether the system has refused to write, and that was said. */
  readonly isRefused: boolean
  /** Events of this process or thread that are not on disk and never will be. */
  readonly dropped: number
}

/** How a process ends; both are `null` when only smonitor is shut down. */
export type SpoolEnd = Pick<WriterEnd, 'exit_code' | 'signal'>

/** Options of {@link openRunSpool}. */
export interface RunSpoolOptions {
  /** The folder of all runs; absolute, since a program may change its own. */
  readonly root: string
  readonly runId: string
  /** What is known of the run; the reader gets it back. */
  readonly info: object
  /** @default 'program' */
  readonly role?: WriterRole
  /** For the diagnostics of all processes of the run together; what is past it is counted. Spans and metrics may take half as much besides. @default 67108864 (64 MiB) */
  readonly maxBytes?: number
  /** How many runs are kept, this one included; one that still runs is never deleted. @default 10 */
  readonly maxRuns?: number
  /** How many days a run is kept after its last sign of life. @default Infinity */
  readonly maxAgeDays?: number
  /** Told of each kind of problem, once; must not throw. */
  readonly onProblem?: (problem: SpoolProblem) => void
}

/** How long a line waits in memory at most, and how long after a failure the next attempt comes by itself. */
const FLUSH_AFTER_MS = 200
const RETRY_AFTER_MS = 1000

/** While it fails, records cause no more attempts than this; an urgent one always does, where only a write is needed. */
const PAUSE_MS = 250

/** Old runs are deleted a moment after the start, or at the end if that comes first: never in a call of the host. */
const PRUNE_AFTER_MS = 1000

/** No reader takes a longer line, in UTF-16 code units. */
const MAX_LINE_LENGTH = 16_777_216

/** While a disk refuses writes, the last quarter of the memory is kept for what is urgent. */
const MAX_WAITING_FOR_ALL = MAX_WAITING_LENGTH * 0.75

/** What a run may take on disk where nothing is said: 64 MiB. */
export const DEFAULT_MAX_BYTES = 67_108_864

/**
 * Opens the spool of a run for this process or worker thread. Nothing is made on disk before there is a line to
 * write, unless the folder of the run is there already.
 */
export function openRunSpool(options: RunSpoolOptions): RunSpool {
  const {
    root,
    role = 'program',
    maxBytes = DEFAULT_MAX_BYTES,
    maxRuns = 10,
    maxAgeDays = Infinity,
  } = options
  const folder = join(root, toRunFolderName(options.runId))
  const told = new Set<SpoolProblem['kind']>()
  const writer = createRunWriter({ root, folder, role, info: options.info, maxBytes, onLoss: tell })
  const timers: { flush?: NodeJS.Timeout; prune?: NodeJS.Timeout; beat?: NodeJS.Timeout } = {}
  let hasLines = false
  let isGone = false
  let failedAt = -Infinity
  let closed: { readonly path: string | undefined } | undefined

  function tell(problem: SpoolProblem): void {
    if (told.has(problem.kind)) return
    told.add(problem.kind)
    options.onProblem?.(problem)
  }

  /** What fails is said and tried again. */
  function attempt(action: () => void): void {
    try {
      action()
      failedAt = -Infinity
      startTimers()
    } catch (error) {
      failedAt = performance.now()
      schedule(RETRY_AFTER_MS)
      tell(toUnwritable(folder, error))
    }
  }

  function open(): boolean {
    try {
      writer.open()
      startTimers()
      return true
    } catch {
      // The first line that is to be written meets the same error, when there is somebody to tell.
      return false
    }
  }

  function startTimers(): void {
    if (!writer.isOpen || timers.beat !== undefined) return
    timers.beat = setInterval(() => attempt(writer.beat), HEARTBEAT_MS).unref()
    // Whoever makes the folder starts the run.
    if (writer.made !== undefined) timers.prune = setTimeout(prune, PRUNE_AFTER_MS).unref()
  }

  function prune(): void {
    clearTimeout(timers.prune)
    delete timers.prune
    try {
      pruneRuns(root, {
        maxRuns,
        maxAgeDays,
        maxBytes: maxRuns * maxBytes,
        current: folder,
        unsent: { maxBytes: maxBytes * UNSENT_FACTOR, maxAgeDays: UNSENT_DAYS },
        onUnsentDeleted: (lost) => tell({ kind: 'unsent', folder: root, lost }),
      })
    } catch (error) {
      tell({ kind: 'unpruned', folder: root, reason: (error as Error).message })
    }
  }

  function mayTry(isUrgent: boolean): boolean {
    if (failedAt === -Infinity || (isUrgent && writer.isOpen)) return true
    return performance.now() - failedAt >= PAUSE_MS
  }

  function schedule(afterMs: number): void {
    timers.flush ??= setTimeout(flush, afterMs).unref()
  }

  function flush(): void {
    clearTimeout(timers.flush)
    delete timers.flush
    if (closed === undefined && (hasLines || writer.isOpen)) attempt(writer.write)
  }

  /** Takes away the folders that were made for this run, where nothing else has come into them. */
  function tidy(): void {
    if (writer.made === undefined) return
    removeEmptyFolder(folder)
    if (writer.made !== folder) removeEmptyRoot(root)
  }

  function stopTimers(): void {
    clearTimeout(timers.flush)
    clearTimeout(timers.prune)
    clearInterval(timers.beat)
  }

  const telemetry = createTelemetryFiles({
    folder,
    maxBytes: maxBytes / 2,
    writerName() {
      if (isGone) return undefined
      if (closed === undefined && !writer.isOpen) attempt(() => writer.open())
      return writer.writerName
    },
    onDropped: (spans) => writer.dropSpans(spans),
  })

  if (isMainThread && existsSync(folder)) open()

  return {
    folder,
    telemetry,
    append(line, isUrgent) {
      if (closed !== undefined) return appendLate(line)
      const isTooMuch = writer.waiting > (isUrgent ? MAX_WAITING_LENGTH : MAX_WAITING_FOR_ALL)
      if (isTooMuch || line.length > MAX_LINE_LENGTH) {
        writer.drop(1)
        return schedule(FLUSH_AFTER_MS)
      }
      hasLines = true
      writer.add(line, isUrgent)
      // A worker thread is stopped without a word when its process exits, so nothing of it may wait.
      const isDue = isUrgent || !isMainThread || writer.waiting >= BATCH_LENGTH
      if (isDue && mayTry(isUrgent)) flush()
      else schedule(FLUSH_AFTER_MS)
    },
    setInfo(info) {
      writer.setInfo(info)
      if (writer.isOpen) flush()
    },
    flush,
    open,
    close(end) {
      if (closed !== undefined) return
      const mayOpen = hasLines || writer.isOpen || (isMainThread && existsSync(folder))
      writer.setEnd({ ...end, ended_at: new Date().toISOString() })
      if (mayOpen) attempt(writer.write)
      if (timers.prune !== undefined) prune()
      let path: string | undefined
      attempt(() => (path = writer.close()))
      stopTimers()
      closed = { path }
    },
    abandon() {
      isGone = true
      closed ??= { path: undefined }
      attempt(() => {
        writer.remove()
        tidy()
      })
      stopTimers()
    },
    discard() {
      if (hasUnsent(folder)) return
      isGone = true
      closed ??= { path: undefined }
      attempt(() => {
        writer.remove()
        if (existsSync(folder) && !isAlive(readRun(folder))) removeRun(folder)
        tidy()
      })
      stopTimers()
    },
    get isRefused() {
      return told.has('unwritable')
    },
    get dropped() {
      return writer.dropped
    },
  }

  /** What is emitted while the process exits, by a listener of the program after ours. */
  function appendLate(line: string): void {
    try {
      if (closed?.path !== undefined) return appendTo(closed.path, line)
      writer.add(line, true)
      writer.write()
      closed = { path: writer.close() }
    } catch {
      writer.drop(1)
    }
  }
}

/** Not by a function that would make the file again, without its folder's rules, if somebody deleted it. */
function appendTo(path: string, line: string): void {
  const descriptor = openSync(path, constants.O_APPEND | constants.O_WRONLY)
  try {
    writeSync(descriptor, `${line}\n`)
  } finally {
    closeSync(descriptor)
  }
}
