import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { stringifyEvent } from '../record/stringify-event.ts'
import { VERSION } from '../record/version.ts'
import { BundleError } from './bundle-error.ts'
import { openLineFile } from './line-file.ts'
import {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  TRACES_FILE,
  type BundleFile,
  type BundleManifest,
  type RunEnd,
  type RunFacts,
  type RunInfo,
} from './manifest.ts'
import type { BundleRedaction, BundleRedactOptions } from './redaction/bundle-redaction.ts'
import { createBundleRedaction } from './redaction/create-bundle-redaction.ts'
import { lookAgain } from './redaction/second-look.ts'
import { checkTarget, replace } from './target.ts'
import { gatherTriage, type TriageSections } from './triage-sections.ts'

/** What a bundle is written from. */
export interface BundleInput extends Partial<RunFacts> {
  readonly run: RunInfo
  readonly end: RunEnd
  readonly catalogs: readonly CatalogDefinition[]
  /** Read once, in order; never held in memory as a whole. */
  readonly events: Iterable<DiagnosticEvent>
  /** Its spans: documents of OTLP JSON. @default none, and no file */
  readonly traces?: Iterable<object>
  /** Its metrics: documents of OTLP JSON. @default none, and no file */
  readonly metrics?: Iterable<object>
  /** Events that are known to be missing; asked after all events were read. @default none */
  readonly dropped?: () => number
  /** Events that were not wanted in the bundle; asked after all events were read. @default none */
  readonly leftOut?: () => number
}

/** Options of {@link writeBundle}. */
export interface WriteBundleOptions {
  /** Replaces a bundle that is there. @default false */
  readonly force?: boolean
  /** What is taken out of it. @default the preset `share` */
  readonly redact?: BundleRedactOptions
}

/**
 * Writes a bundle into a folder: `bundle.json` and `events.jsonl`.
 *
 * It is written beside the folder and renamed, so that nobody ever sees half a bundle.
 *
 * @returns What `bundle.json` holds.
 * @throws BundleError when the folder holds something already, or cannot be written.
 * @throws RedactError when what is to be taken out is not valid.
 * @example
 * ```ts
 * import { readBundle, writeBundle } from 'smonitor/bundle'
 *
 * const { manifest, events } = readBundle('out/demo/bundle')
 * const errors = [...events()].filter((event) => event.level === 'ERROR')
 * writeBundle('out/demo/errors', { ...manifest, events: errors, dropped: () => 0 }, { force: true })
 * ```
 */
export function writeBundle(
  folder: string,
  input: BundleInput,
  options: WriteBundleOptions = {},
): BundleManifest {
  const redaction = createBundleRedaction(options.redact)
  checkTarget(folder, options.force ?? false)
  // Resolved, because beside `out/` would otherwise be in it.
  const target = resolve(folder)
  const draft = `${target}.${process.pid}.tmp`
  try {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { recursive: true, mode: 0o700 })
    const manifest = writeParts(draft, input, redaction)
    replace(target, draft)
    return manifest
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw new BundleError(
      'unwritable',
      folder,
      `The bundle could not be written to ${folder}: ${(error as Error).message}. Choose a folder that can be written to.`,
      error,
    )
  }
}

function writeParts(folder: string, input: BundleInput, redaction: BundleRedaction): BundleManifest {
  const files: Record<string, BundleFile> = {}
  const counts = createCounts()
  const triage = gatherTriage()
  const write = (name: string, lines: Iterable<string>): void => {
    const file = openLineFile(join(folder, name))
    try {
      for (const line of lines) file.add(line)
      files[name] = file.end()
    } finally {
      file.close()
    }
  }
  redaction.learn(factsOf(input))
  const { version } = redaction
  write(
    EVENTS_FILE,
    eventLines(input.events, redaction, (event) => {
      counts.add(event)
      triage.add(event)
    }),
  )
  if (input.traces !== undefined && redaction.hasTraces)
    write(TRACES_FILE, otlpLines(input.traces, redaction))
  if (input.metrics !== undefined) write(METRICS_FILE, otlpLines(input.metrics, redaction))
  // A secret that only a later line gave away may be in an earlier one.
  if (redaction.version !== version) {
    for (const [name, written] of Object.entries(files)) {
      const redactLine = name === EVENTS_FILE ? redactEventLine : redactOtlpLine
      files[name] = lookAgain(join(folder, name), redaction, (line) => redactLine(line, redaction)) ?? written
    }
  }
  const manifest = toManifest(input, counts, files, triage.sections(), redaction)
  writeFileSync(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
  return manifest
}

function* eventLines(
  events: Iterable<DiagnosticEvent>,
  redaction: BundleRedaction,
  onEvent: (event: DiagnosticEvent) => void,
): Generator<string> {
  for (const event of events) {
    const redacted = redaction.event(event)
    onEvent(redacted)
    yield stringifyEvent(redacted)
  }
}

function* otlpLines(documents: Iterable<object>, redaction: BundleRedaction): Generator<string> {
  for (const document of documents) yield JSON.stringify(redaction.otlp(document))
}

function redactEventLine(line: string, redaction: BundleRedaction): string {
  return stringifyEvent(redaction.event(JSON.parse(line) as DiagnosticEvent))
}

function redactOtlpLine(line: string, redaction: BundleRedaction): string {
  return JSON.stringify(redaction.otlp(JSON.parse(line) as object))
}

interface EventCounts {
  readonly byLevel: Map<string, number>
  readonly byCode: Map<string, number>
  add(event: DiagnosticEvent): void
}

function createCounts(): EventCounts {
  const byLevel = new Map<string, number>()
  const byCode = new Map<string, number>()
  return {
    byLevel,
    byCode,
    add({ level, code }) {
      byLevel.set(level, (byLevel.get(level) ?? 0) + 1)
      byCode.set(code ?? '', (byCode.get(code ?? '') ?? 0) + 1)
    },
  }
}

function toManifest(
  input: BundleInput,
  { byLevel, byCode }: EventCounts,
  files: Readonly<Record<string, BundleFile>>,
  triage: TriageSections,
  redaction: BundleRedaction,
): BundleManifest {
  const said = { ...factsOf(input), triage }
  // Made plain first: what cannot be written as JSON has a text in its place, which may hold a secret too.
  const { run, ...facts } = redaction.document(JSON.parse(safeStringify(said)) as typeof said)
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: VERSION,
    generated_at: new Date().toISOString(),
    run,
    end: input.end,
    events: {
      total: files[EVENTS_FILE]?.lines ?? 0,
      by_level: Object.fromEntries(byLevel),
      by_code: Object.fromEntries([...byCode].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      dropped: input.dropped?.() ?? 0,
      left_out: input.leftOut?.() ?? 0,
    },
    files,
    ...facts,
    redactions: redaction.marks(),
  }
}

function factsOf(input: BundleInput): RunFacts & Pick<BundleInput, 'run' | 'catalogs'> {
  return {
    run: input.run,
    process: input.process ?? null,
    policy: input.policy ?? null,
    catalogs: input.catalogs,
    config: input.config ?? null,
    otel: input.otel ?? null,
    report: input.report ?? null,
  }
}
