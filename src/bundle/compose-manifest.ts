import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { VERSION } from '../record/version.ts'
import { joinCatalogs, listEarlierRuns } from './earlier-bundle.ts'
import {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  type BundleFile,
  type BundleManifest,
  type EarlierRun,
  type RunFacts,
} from './manifest.ts'
import type { Bundle } from './read-bundle.ts'
import type { BundleRedaction } from './redaction/bundle-redaction.ts'
import { joinMarks } from './redaction/join-marks.ts'
import type { TriageSections } from './triage-sections.ts'
import type { BundleInput } from './bundle-input.ts'

/** What a bundle is written of: a run, and what is there already. */
export interface BundleSources {
  readonly input: BundleInput
  readonly earlier: Bundle | undefined
}

/** What is known of the files once they are written. */
export interface WrittenParts {
  readonly counts: EventCounts
  readonly files: Readonly<Record<string, BundleFile>>
  readonly triage: TriageSections
}

/** Says what the manifest of a bundle says, redacted. */
export function toManifest(
  sources: BundleSources,
  { counts, files, triage }: WrittenParts,
  redaction: BundleRedaction,
): BundleManifest {
  const { input, earlier } = sources
  // Made plain first: what cannot be written as JSON has a text in its place, which may hold a secret too.
  const plain = JSON.parse(safeStringify(factsOf(sources))) as ReturnType<typeof factsOf>
  const { run, ...facts } = redaction.document({ ...plain, triage })
  const earlierRuns = earlier === undefined ? [] : listEarlierRuns(earlier)
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: VERSION,
    generated_at: new Date().toISOString(),
    run,
    end: input.end,
    events: {
      total: files[EVENTS_FILE]?.lines ?? 0,
      by_level: Object.fromEntries(counts.byLevel),
      by_code: Object.fromEntries([...counts.byCode].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      dropped: (input.dropped?.() ?? 0) + sumOf(earlierRuns, 'dropped'),
      left_out: (input.leftOut?.() ?? 0) + sumOf(earlierRuns, 'left_out'),
    },
    ...telemetryOf(input),
    ...(input.unsent === undefined || input.unsent === 0 ? {} : { unsent: input.unsent }),
    files,
    ...facts,
    ...(earlierRuns.length === 0
      ? {}
      : { earlier_runs: earlierRuns.map((one) => ({ ...one, ...redaction.document({ run: one.run }) })) }),
    redactions: joinMarks(input.redactedBefore, redaction.marks()),
  }
}

function telemetryOf({ telemetryLoss }: BundleInput): Pick<BundleManifest, 'telemetry'> {
  const loss = telemetryLoss?.()
  return loss === undefined || loss.spans_dropped + loss.torn_lines === 0 ? {} : { telemetry: loss }
}

/** What is said of a run beside its events, before anything is taken out. */
export function factsOf({ input, earlier }: BundleSources): RunFacts & Pick<BundleInput, 'run' | 'catalogs'> {
  return {
    run: input.run,
    process: input.process ?? null,
    policy: input.policy ?? null,
    catalogs: joinCatalogs(earlier?.manifest.catalogs ?? [], input.catalogs),
    config: input.config ?? null,
    otel: input.otel ?? null,
    report: input.report ?? null,
  }
}

/** Counts the events of a bundle. */
export interface EventCounts {
  readonly byLevel: ReadonlyMap<string, number>
  readonly byCode: ReadonlyMap<string, number>
  add(event: DiagnosticEvent): void
}

/** Begins to count. */
export function countEvents(): EventCounts {
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

function sumOf(runs: readonly EarlierRun[], count: 'dropped' | 'left_out'): number {
  return runs.reduce((sum, { events }) => sum + events[count], 0)
}
