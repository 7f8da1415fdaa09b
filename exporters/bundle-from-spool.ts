import { existsSync } from 'node:fs'
import { splitRun, type BundleManifest, type RunEnd, type SpooledRun } from '../src/bundle/manifest.ts'
import { parseEvent } from '../src/bundle/parse-event.ts'
import { readLines } from '../src/bundle/read-lines.ts'
import { writeBundle, type WriteBundleOptions } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { readTelemetry } from './telemetry-documents.ts'
import { chooseEvents, type EventChoice } from './choose-events.ts'
import { countUnsent } from '../src/spool/outbox/unsent-files.ts'
import { readRun, type EventFile, type RunContents } from '../src/spool/read-run.ts'

/** What {@link bundleFromSpool} may be told besides the two folders. */
export interface BundleFromSpoolOptions extends WriteBundleOptions, EventChoice {
  /** How the run ended, from whoever knows better than its spool. */
  readonly end?: RunEnd
  /** What is said of the run when none of its processes came to say it. */
  readonly fallback: SpooledRun
  /** All environment variables, from whoever has them; a spool keeps some of them only. */
  readonly env?: Readonly<Record<string, string>>
  /** Variables of a process that may have been started as the program was: their secrets are looked for too. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Writes a bundle from what a run left in its spool, in the order of time, whether it has ended or still runs.
 *
 * @throws BundleError when the bundle cannot be written, Error of `node:fs` when the spool cannot be read.
 */
export function bundleFromSpool(
  spool: string,
  folder: string,
  options: BundleFromSpoolOptions,
): BundleManifest {
  const run = existsSync(spool) ? readRun(spool) : undefined
  const torn = { lines: 0 }
  const read = (): Generator<DiagnosticEvent> =>
    readRunEvents(run?.eventFiles ?? [], (lines) => (torn.lines = lines))
  const chosen = { leftOut: 0 }
  const telemetry = { torn: 0 }
  const choice = { since: options.since, onTorn: () => (telemetry.torn += 1) }
  const files = run?.telemetryFiles ?? []
  const traces = readTelemetry(files, 'traces', choice)
  const metrics = readTelemetry(files, 'metrics', choice)
  const { process, ...said } = splitRun((run?.info as SpooledRun | undefined) ?? options.fallback)
  return writeBundle(
    folder,
    {
      ...said,
      process: process === null || options.env === undefined ? process : { ...process, env: options.env },
      end: options.end ?? (run === undefined ? NOTHING_KNOWN : toRunEnd(run)),
      ...(options.environment === undefined ? {} : { environment: options.environment }),
      catalogs: run?.catalogs ?? [],
      unsent: countUnsent(spool).unsent,
      events: chooseEvents(read, options, () => (chosen.leftOut += 1)),
      dropped: () => (run?.dropped ?? 0) + torn.lines,
      leftOut: () => chosen.leftOut,
      ...(traces === undefined ? {} : { traces }),
      ...(metrics === undefined ? {} : { metrics }),
      telemetryLoss: () => ({ spans_dropped: run?.spansDropped ?? 0, torn_lines: telemetry.torn }),
    },
    options,
  )
}

/**
 * Reads the events of a run in the order of time.
 *
 * @param onTorn - Told how many lines could not be read so far: cut off by a kill, or damaged.
 */
export function* readRunEvents(
  eventFiles: readonly EventFile[],
  onTorn: (lines: number) => void,
): Generator<DiagnosticEvent> {
  let torn = 0
  onTorn(0)
  // A run may have had more processes than this one may have files open.
  const chunkBytes = Math.max(4096, Math.min(262_144, Math.floor(MAX_CHUNKS_BYTES / eventFiles.length)))
  yield* mergeByTime(eventFiles.map((file) => readEvents(file, chunkBytes, () => onTorn((torn += 1)))))
}

/** Memory for what is read at once of all files. */
const MAX_CHUNKS_BYTES = 33_554_432

function* readEvents(file: EventFile, chunkBytes: number, onTorn: () => void): Generator<DiagnosticEvent> {
  const { path, bytes, isGrowing } = file
  let isTorn = false
  for (const line of readLines(path, { maxBytes: bytes, chunkBytes, isReopened: true })) {
    if (isTorn) onTorn()
    const event = line === undefined ? undefined : parseEvent(line)
    isTorn = event === undefined
    if (event !== undefined) yield event
  }
  // A writer that is alive is in the middle of its last line: that one is not there yet, rather than lost.
  if (isTorn && !isGrowing) onTorn()
}

/** Merges the files of several processes; each is in order already, so one event of each is held. */
function* mergeByTime(sources: readonly Iterator<DiagnosticEvent>[]): Generator<DiagnosticEvent> {
  const heads = sources.map((source) => ({ source, next: source.next() }))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done === true) continue
      if (first === undefined || head.next.value.timestamp < first.next.value.timestamp) first = head
    }
    if (first === undefined) return
    yield first.next.value
    first.next = first.source.next()
  }
}

/** Tells how the run ended, as far as its spool knows. */
export function toRunEnd({ state, lastSignMs }: RunContents): RunEnd {
  switch (state.kind) {
    case 'ended':
      return { ...state.end, state: isKnown(state.end) ? 'ended' : 'closed', known_by: state.knownBy }
    case 'running':
      return { ...UNKNOWN_END, ended_at: new Date().toISOString(), state: 'running', known_by: state.knownBy }
    case 'killed':
      return {
        ...UNKNOWN_END,
        ended_at: new Date(lastSignMs).toISOString(),
        state: 'killed',
        known_by: state.knownBy,
      }
    case 'unknown':
      return { ...UNKNOWN_END, ended_at: new Date(lastSignMs).toISOString(), state: 'unknown' }
  }
}

const NOTHING_KNOWN: RunEnd = { ended_at: '', exit_code: null, signal: null, state: 'unknown' }

const UNKNOWN_END = { exit_code: null, signal: null }

function isKnown({ exit_code, signal }: Pick<RunEnd, 'exit_code' | 'signal'>): boolean {
  return exit_code !== null || signal !== null
}
