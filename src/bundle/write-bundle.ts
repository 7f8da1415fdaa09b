import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { stringifyEvent } from '../record/stringify-event.ts'
import { VERSION } from '../record/version.ts'
import { BundleError } from './bundle-error.ts'
import { joinCatalogs, listEarlierRuns } from './earlier-bundle.ts'
import { formOf, type BundleForm } from './forms/bundle-form.ts'
import { composeForm } from './forms/compose-form.ts'
import { openLineFile } from './line-file.ts'
import { createLineSet } from './line-set.ts'
import {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  README_FILE,
  TRACES_FILE,
  type BundleFile,
  type BundleManifest,
  type EarlierRun,
  type RunEnd,
  type RunFacts,
  type RunInfo,
} from './manifest.ts'
import { readBundle, type Bundle } from './read-bundle.ts'
import { readmeLines } from './readme.ts'
import type { BundleRedaction, BundleRedactOptions } from './redaction/bundle-redaction.ts'
import { createBundleRedaction } from './redaction/create-bundle-redaction.ts'
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
  /** Replaces a bundle that is there. What is no bundle of ours is never replaced. @default false */
  readonly force?: boolean
  /** Adds to a bundle that is there: what has the same line in it already is not added again. @default false */
  readonly append?: boolean
  /** What is taken out of it. @default the preset `share` */
  readonly redact?: BundleRedactOptions
}

/**
 * Writes a bundle: a folder with `bundle.json` and `events.jsonl`, or one file if the path ends with `.json`, `.jsonl`,
 * `.tar.gz` or `.tgz`.
 *
 * It is written beside its place and renamed, so that nobody ever sees half a bundle.
 *
 * @returns What `bundle.json` holds.
 * @throws BundleError when something is there already, or it cannot be written.
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
  path: string,
  input: BundleInput,
  options: WriteBundleOptions = {},
): BundleManifest {
  checkTarget(path, options)
  // Resolved, because beside `out/` would otherwise be in it.
  const target = resolve(path)
  const form = formOf(path)
  const earlier = options.append === true && isThere(target) ? readBundle(path) : undefined
  let draft: string | undefined
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    draft = mkdtempSync(`${target}.tmp-`)
    const redaction = createBundleRedaction(options.redact)
    const manifest = writeParts(draft, form, { input, earlier }, redaction)
    replace(target, composeForm(form, draft, manifest, basename(target)))
    return manifest
  } catch (error) {
    throw new BundleError(
      'unwritable',
      path,
      `The bundle could not be written to ${path}: ${(error as Error).message}. Choose a folder that can be written to.`,
      error,
    )
  } finally {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true })
    earlier?.close()
  }
}

/** An empty folder may be written to, and holds nothing to add to. */
function isThere(target: string): boolean {
  return existsSync(target) && (!statSync(target).isDirectory() || readdirSync(target).length > 0)
}

/** What a bundle is written of: a run, and what is there already. */
interface Sources {
  readonly input: BundleInput
  readonly earlier: Bundle | undefined
}

function writeParts(
  folder: string,
  form: BundleForm,
  { input, earlier }: Sources,
  redaction: BundleRedaction,
): BundleManifest {
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
  const writeDocuments = (
    name: string,
    before: Iterable<object> | undefined,
    added: Iterable<object> = [],
  ): void => {
    write(
      name,
      joinLines(
        before,
        added,
        (one) => redaction.otlp(one),
        () => undefined,
      ),
    )
  }
  const has = (name: string): boolean => earlier?.manifest.files[name] !== undefined
  if (form === 'folder' || form === 'tar') write(README_FILE, readmeLines(form))
  write(
    EVENTS_FILE,
    joinLines(
      earlier?.events(),
      input.events,
      (event) => redaction.event(event),
      (event) => {
        counts.add(event)
        triage.add(event)
      },
    ),
  )
  if (input.traces !== undefined || has(TRACES_FILE))
    writeDocuments(TRACES_FILE, earlier?.traces(), input.traces)
  if (input.metrics !== undefined || has(METRICS_FILE))
    writeDocuments(METRICS_FILE, earlier?.metrics(), input.metrics)
  const manifest = toManifest({ input, earlier }, counts, files, triage.sections(), redaction)
  writeFileSync(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
  return manifest
}

/** What was there, and then what is added and was not. */
function* joinLines<Item extends object>(
  before: Iterable<Item> | undefined,
  added: Iterable<Item>,
  redact: (item: Item) => Item,
  onItem: (item: Item) => void,
): Generator<string> {
  const known = before === undefined ? undefined : createLineSet()
  for (const item of before ?? []) {
    // Redacted again, since this time more may be asked for.
    const redacted = redact(item)
    const line = stringifyEvent(redacted)
    known?.add(line)
    onItem(redacted)
    yield line
  }
  for (const item of added) {
    const redacted = redact(item)
    const line = stringifyEvent(redacted)
    if (known?.has(line) === true) continue
    onItem(redacted)
    yield line
  }
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
  { input, earlier }: Sources,
  { byLevel, byCode }: EventCounts,
  files: Readonly<Record<string, BundleFile>>,
  triage: TriageSections,
  redaction: BundleRedaction,
): BundleManifest {
  const said = {
    run: input.run,
    process: input.process ?? null,
    policy: input.policy ?? null,
    catalogs:
      earlier === undefined ? input.catalogs : joinCatalogs(earlier.manifest.catalogs, input.catalogs),
    config: input.config ?? null,
    otel: input.otel ?? null,
    report: input.report ?? null,
  }
  // Made plain first: what cannot be written as JSON has a text in its place, which may hold a secret too.
  const { run, ...facts } = redaction.document(JSON.parse(safeStringify(said)) as typeof said)
  const earlierRuns = earlier === undefined ? [] : listEarlierRuns(earlier)
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
      dropped: (input.dropped?.() ?? 0) + sumOf(earlierRuns, 'dropped'),
      left_out: (input.leftOut?.() ?? 0) + sumOf(earlierRuns, 'left_out'),
    },
    files,
    ...facts,
    triage,
    ...(earlierRuns.length === 0
      ? {}
      : { earlier_runs: earlierRuns.map((one) => ({ ...one, ...redaction.document({ run: one.run }) })) }),
    redactions: redaction.marks(),
  }
}

function sumOf(runs: readonly EarlierRun[], count: 'dropped' | 'left_out'): number {
  return runs.reduce((sum, { events }) => sum + events[count], 0)
}
