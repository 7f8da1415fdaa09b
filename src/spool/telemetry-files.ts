import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createRunQuota } from './run-quota.ts'
import { isTelemetryFile, telemetryDraftOf, telemetryFileOf } from './run-files.ts'

/** Where a process or thread leaves its spans and metrics, beside its events, as lines of OTLP JSON. Nothing throws. */
export interface TelemetryFiles {
  /** Adds a line with so many spans; those for which there is no room, or no disk, are dropped and counted. */
  addSpans(line: string, count: number): void
  /** Puts the newest metrics in the place of those before. */
  setMetrics(line: string): void
}

/** Options of {@link createTelemetryFiles}. */
export interface TelemetryFilesOptions {
  readonly folder: string
  /** For all processes of the run together. */
  readonly maxBytes: number
  /** Names the writer whose files these are, and opens them if need be; `undefined` where that cannot be. */
  readonly writerName: () => string | undefined
  /** Told how many spans will never be written. */
  readonly onDropped: (spans: number) => void
}

/** Creates them without touching the disk. A file is opened for each write: that is a few times a second at most. */
export function createTelemetryFiles(options: TelemetryFilesOptions): TelemetryFiles {
  const { folder, maxBytes, writerName, onDropped } = options
  const quota = createRunQuota(folder, maxBytes, isTelemetryFile)
  return {
    addSpans(line, count) {
      const data = Buffer.from(`${line}\n`)
      const writer = writerName()
      const hasRoom = writer !== undefined && quota.room(data.length, false) >= data.length
      if (!hasRoom || !append(join(folder, telemetryFileOf('traces', writer)), data)) return onDropped(count)
      quota.spend(data.length)
    },
    setMetrics(line) {
      const data = Buffer.from(`${line}\n`)
      const writer = writerName()
      if (writer === undefined || quota.room(data.length, true) < data.length) return
      const path = join(folder, telemetryFileOf('metrics', writer))
      if (replace(path, join(folder, telemetryDraftOf('metrics', writer)), data)) quota.spend(data.length)
    },
  }
}

/** What a full disk has taken a part of is taken back, so that the next line does not become a part of it. */
function append(path: string, data: Buffer): boolean {
  let descriptor: number | undefined
  let before = 0
  try {
    descriptor = openSync(path, 'a', 0o600)
    before = fstatSync(descriptor).size
    for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at)
    return true
  } catch {
    if (descriptor !== undefined) cutOff(descriptor, before)
    return false
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function cutOff(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size)
  } catch {
    // A reader leaves out, and counts, a line that is cut off.
    return
  }
}

/** A kill finds the old one or the new one whole. */
function replace(path: string, draft: string, data: Buffer): boolean {
  try {
    writeFileSync(draft, data, { mode: 0o600 })
    renameSync(draft, path)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}
