import { createHash, randomBytes } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { threadId } from 'node:worker_threads'

/** Where runs are kept unless somebody says otherwise, seen from the program's folder. */
export const DEFAULT_ROOT = '.smonitor/runs'

/** The folder of smonitor's own files in a project. */
export const OWN_FOLDER = '.smonitor'

const WRITER = String.raw`\d{8}T\d{9}Z-\d+-\d+-[0-9a-f]{8}`
const EVENTS = new RegExp(`^events-(${WRITER})\\.jsonl$`)
const ABOUT = new RegExp(`^about-(${WRITER})\\.jsonl$`)
const TELEMETRY = new RegExp(`^(traces|metrics)-(${WRITER})(\\.draft)?\\.jsonl$`)

const OUTBOX = new RegExp(`^outbox-(${WRITER})-(\\d{1,9})\\.jsonl$`)

/**
 * Names a writer: a process or worker thread that has opened the spool. A name is never used twice, since numbers
 * of processes are, and a line after one that a kill has cut off would be a part of it.
 */
export function createWriterName(): string {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '')
  return `${time}-${process.pid}-${threadId}-${randomBytes(4).toString('hex')}`
}

/** Names the file of a writer that holds its events. */
export function eventsFileOf(writer: string): string {
  return `events-${writer}.jsonl`
}

/** Names the file of a writer that says who it is. */
export function aboutFileOf(writer: string): string {
  return `about-${writer}.jsonl`
}

/** What a spool keeps beside events: the spans of a process, or its metrics. */
export type TelemetryKind = 'traces' | 'metrics'

/** Names the file of a writer that holds its spans or metrics. */
export function telemetryFileOf(kind: TelemetryKind, writer: string): string {
  return `${kind}-${writer}.jsonl`
}

/** Names the file that becomes {@link telemetryFileOf} once it is whole. */
export function telemetryDraftOf(kind: TelemetryKind, writer: string): string {
  return `${kind}-${writer}.draft.jsonl`
}

/** Tells of whom a file holds what besides events, if it is such a file, and whole. */
export function telemetryOf(
  name: string,
): { readonly kind: TelemetryKind; readonly writer: string } | undefined {
  const [, kind, writer, draft] = TELEMETRY.exec(name) ?? []
  if (writer === undefined || draft !== undefined) return undefined
  return { kind: kind === 'metrics' ? 'metrics' : 'traces', writer }
}

/** Tells whether a file holds spans or metrics, or a part of them. */
export function isTelemetryFile(name: string): boolean {
  return TELEMETRY.test(name)
}

/** Names a file of a writer with diagnostics that a backend has not taken yet. */
export function outboxFileOf(writer: string, part: number): string {
  return `outbox-${writer}-${part}.jsonl`
}

/** Tells whether a file holds diagnostics that a backend has not taken yet. */
export function isOutboxFile(name: string): boolean {
  return OUTBOX.test(name)
}

/** Tells of whom a file holds what a backend has not taken yet, if it is such a file. Part 0 says only who that is. */
export function outboxPartOf(name: string): { readonly writer: string; readonly part: number } | undefined {
  const [, writer, part] = OUTBOX.exec(name) ?? []
  return writer === undefined ? undefined : { writer, part: Number(part) }
}

/** Tells of whom a file holds the events, if it is such a file. */
export function writerOfEvents(name: string): string | undefined {
  return EVENTS.exec(name)?.[1]
}

/** Tells whom a file is about, if it is such a file. */
export function writerOfAbout(name: string): string | undefined {
  return ABOUT.exec(name)?.[1]
}

/** Tells whether a name in the folder of a run is one that a spool gives. */
export function isRunFile(name: string): boolean {
  return EVENTS.test(name) || ABOUT.test(name) || TELEMETRY.test(name) || OUTBOX.test(name)
}

/** Names the folder of a run. An id that could lead elsewhere, or is too long, gets a name that is like it. */
export function toRunFolderName(runId: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(runId)) return runId
  const hash = createHash('sha256').update(runId).digest('hex').slice(0, 16)
  const readable = runId.replaceAll(/\W/g, '_').slice(0, 60)
  return `_${readable}-${hash}`
}

/** Tells which folder a .gitignore belongs to: `.smonitor` itself, where the runs are in it. */
export function ignoredFolderOf(root: string): string {
  const parent = dirname(root)
  return basename(parent) === OWN_FOLDER ? parent : root
}
