import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { parseAbout, type About, type WriterEnd } from './about-file.ts'
import { checkLiveness, markProcess, SILENCE_MS, type Liveness, type ProcessMark } from './process-mark.ts'
import {
  eventsFileOf,
  isRunFile,
  telemetryOf,
  writerOfAbout,
  writerOfEvents,
  type TelemetryKind,
} from './run-files.ts'

/** What the processes of a run left in its folder, apart from the events themselves. */
export interface RunContents {
  readonly folder: string
  /** What the first process of the program said of the run, else its observer; `undefined` when none did. */
  readonly info: object | undefined
  readonly catalogs: readonly CatalogDefinition[]
  readonly eventFiles: readonly EventFile[]
  /** Files with spans and with metrics. */
  readonly telemetryFiles: readonly TelemetryFile[]
  /** Spans that the writers know to be missing. */
  readonly spansDropped: number
  /** Events that the writers know to be missing. */
  readonly dropped: number
  readonly state: RunState
  /** Processes of the run that are still alive. */
  readonly alive: readonly number[]
  /** Time of the last sign of life, in milliseconds since 1970. */
  readonly lastSignMs: number
  /** Bytes of all its files. */
  readonly bytes: number
}

/** A file with events, of one process or thread. */
export interface EventFile {
  readonly path: string
  /** Its size when the folder was read: what a running program adds later is not looked at. */
  readonly bytes: number
  /** Tells whether its writer may be in the middle of a line. */
  readonly isGrowing: boolean
}

/** A file with spans or metrics, of one process or thread. */
export interface TelemetryFile extends EventFile {
  readonly kind: TelemetryKind
}

/** What became of a run, and how that is known. */
export type RunState =
  /** It said so itself, or its observer saw it. Both codes `null`: smonitor was shut down, and nobody watched further. */
  | { readonly kind: 'ended'; readonly end: WriterEnd; readonly knownBy: 'itself' | 'observer' }
  | { readonly kind: 'running'; readonly pid: number; readonly knownBy: Liveness['knownBy'] }
  /** Its process is gone and has left no word: it was killed, or it crashed. */
  | { readonly kind: 'killed'; readonly pid: number; readonly knownBy: Liveness['knownBy'] }
  /** There is nobody in the folder to ask for. */
  | { readonly kind: 'unknown' }

/**
 * Reads what is in the folder of a run. A file that cannot be read counts as absent: the program may be running,
 * or was killed at any point.
 *
 * @throws Error of `node:fs` when the folder cannot be read.
 */
export function readRun(folder: string): RunContents {
  const here = markProcess()
  const files = readdirSync(folder)
    .filter(isRunFile)
    .toSorted()
    .map((name) => ({ name, path: join(folder, name), ...sizeOf(join(folder, name)) }))
  const signs = new Map(files.map(({ name, mtimeMs }) => [name, mtimeMs]))
  const writers = files.flatMap(({ name, path, mtimeMs }) => {
    const writer = writerOfAbout(name)
    if (writer === undefined) return []
    const lastSignMs = Math.max(mtimeMs, signs.get(eventsFileOf(writer)) ?? 0)
    return [readWriter(writer, path, lastSignMs, here)]
  })
  const growing = new Set(writers.filter(({ isAlive }) => isAlive).map(({ writer }) => writer))
  const program = writers.filter(({ about }) => about.head?.role !== 'observer')
  const observer = writers.find(({ about }) => about.head?.role === 'observer')
  const first = processOf(program)
  return {
    folder,
    info: first?.at(-1)?.about.run ?? observer?.about.run,
    catalogs: catalogsOf(writers),
    eventFiles: files.flatMap(({ name, path, bytes }) => {
      const writer = writerOfEvents(name)
      return writer === undefined ? [] : [{ path, bytes, isGrowing: growing.has(writer) }]
    }),
    telemetryFiles: files.flatMap(({ name, path, bytes }) => {
      const found = telemetryOf(name)
      return found === undefined || bytes === 0
        ? []
        : [{ kind: found.kind, path, bytes, isGrowing: growing.has(found.writer) }]
    }),
    spansDropped: writers.reduce((sum, { about }) => sum + (about.state.spans_dropped ?? 0), 0),
    dropped: writers.reduce((sum, { about }) => sum + about.state.dropped, 0),
    state: stateOf(first, observer),
    alive: [
      ...new Set(program.filter(({ isAlive }) => isAlive).flatMap(({ about }) => about.head?.pid ?? [])),
    ],
    lastSignMs: Math.max(0, ...signs.values()),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

interface Writer extends Liveness {
  /** Its name, which begins with the time when it opened the files. */
  readonly writer: string
  readonly about: About
}

function readWriter(writer: string, path: string, lastSignMs: number, here: ProcessMark): Writer {
  const about = parseAbout(readText(path))
  if (about.state.end !== null) return { writer, about, isAlive: false, knownBy: 'process' }
  if (about.head !== undefined) return { writer, about, ...checkLiveness(about.head, lastSignMs, here) }
  // Whoever has only just made the file has not said yet who it is.
  return { writer, about, isAlive: Date.now() - lastSignMs < SILENCE_MS, knownBy: 'heartbeat' }
}

/**
 * Finds the process of the program that started first, which is the program as somebody started it.
 *
 * @returns Its main thread's writers, oldest first, or those of its other threads if that one wrote nothing.
 */
function processOf(program: readonly Writer[]): readonly Writer[] | undefined {
  const [first] = program.toSorted((one, other) => (startOf(one) < startOf(other) ? -1 : 1))
  if (first === undefined) return undefined
  const threads = program.filter((writer) => markOf(writer) === markOf(first))
  const main = threads.filter(({ about }) => about.head?.thread === 0)
  return main.length > 0 ? main : threads
}

function startOf({ about, writer }: Writer): string {
  const { started_at } = (about.run ?? {}) as { readonly started_at?: unknown }
  return typeof started_at === 'string' ? started_at : `9 ${writer}`
}

function markOf({ about: { head } }: Writer): string {
  return JSON.stringify([head?.pid, head?.started, head?.space])
}

function stateOf(first: readonly Writer[] | undefined, observer: Writer | undefined): RunState {
  const seen = observer?.about.state.end ?? null
  if (seen !== null) return { kind: 'ended', end: seen, knownBy: 'observer' }
  const last = first?.at(-1) ?? observer
  if (last?.about.head === undefined) return { kind: 'unknown' }
  const { head, state } = last.about
  if (state.end !== null && head.thread === 0) return { kind: 'ended', end: state.end, knownBy: 'itself' }
  const living = [last, ...(first ?? [])].find(({ isAlive }) => isAlive)
  return { kind: living === undefined ? 'killed' : 'running', pid: head.pid, knownBy: last.knownBy }
}

function catalogsOf(writers: readonly Writer[]): CatalogDefinition[] {
  const catalogs = new Map<string, CatalogDefinition>()
  for (const catalog of writers.flatMap(({ about }) => about.catalogs))
    catalogs.set(`${catalog.name}@${catalog.version ?? ''}`, catalog)
  return [...catalogs.values()]
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A file that was deleted meanwhile has neither size nor time. */
function sizeOf(path: string): { readonly bytes: number; readonly mtimeMs: number } {
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 }
  return { bytes: size, mtimeMs }
}
