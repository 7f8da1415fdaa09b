import type { Bundle } from '../bundle/read-bundle.ts'
import { toUnsentNote } from '../bundle/unsent-note.ts'
import type { Audience } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { JsonLevel } from '../record/json-level.ts'
import { LEVELS, toLevel } from '../record/level.ts'
import { firstAppFrame } from '../record/stack-frames.ts'
import type { Incident, TriageSummary } from '../record/triage-summary.ts'
import { earlierRunsNote } from './earlier-runs-note.ts'
import { createWords, type Words } from './words.ts'
import { priorityOf, type TimeSpan } from './priority.ts'

/** Options of {@link summarise}. */
export interface SummariseOptions {
  /** Whose words the incidents have, where the catalogs of the bundle have some for them. @default the catalogs' own */
  readonly audience?: Audience
}

/**
 * Groups the diagnostics of a bundle by what is wrong, most important first: by level, then by priority. Reads the events once, in memory that grows with the number of incidents only.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { summarise } from 'smonitor/triage'
 *
 * const { incidents } = summarise(readBundle('out/demo/bundle'))
 * for (const { count, code, title } of incidents) console.log(count, code, title)
 * ```
 */
export function summarise(bundle: Bundle, { audience }: SummariseOptions = {}): TriageSummary {
  const { run, end, events, catalogs } = bundle.manifest
  const words = createWords(catalogs, audience)
  const groups = new Map<string, Group>()
  const byLevel = new Map<string, number>()
  let total = 0
  for (const event of bundle.events()) {
    total += 1
    byLevel.set(event.level, (byLevel.get(event.level) ?? 0) + 1)
    const group = groups.get(event.triage_key)
    if (group === undefined) groups.set(event.triage_key, openGroup(event))
    else addTo(group, event)
  }
  const span = spanOf(groups.values())
  const unsent = toUnsentNote(run.run_id, bundle.manifest.unsent ?? 0)
  const severalRuns = earlierRunsNote(bundle.manifest)
  const incidents = [...groups.values()].map((group) => toIncident(group, span, words)).toSorted(byImportance)
  return {
    schema: 'smonitor.report/1',
    bundle: bundle.path,
    audience: audience ?? null,
    run: {
      run_id: run.run_id,
      service_name: run.service_name,
      entry: run.entry,
      runtime: `${run.runtime.name} ${run.runtime.version}`.trim(),
      started_at: run.started_at,
      ended_at: end.ended_at,
      exit_code: end.exit_code,
      signal: end.signal,
      state: end.state ?? (end.exit_code === null && end.signal === null ? 'unknown' : 'ended'),
    },
    totals: {
      events: total,
      incidents: incidents.length,
      by_level: Object.fromEntries(byLevel),
      dropped: events.dropped,
      left_out: events.left_out,
      unreadable: bundle.unreadableLines,
    },
    ...(unsent === undefined ? {} : { unsent }),
    notes: [...bundle.notes, ...(severalRuns === undefined ? [] : [severalRuns])],
    incidents,
    sections: toSections(incidents),
    noise: toNoise(incidents, total),
  }
}

/** How many are listed as the noisiest. */
const MAX_NOISIEST = 5

function toSections(incidents: readonly Incident[]): TriageSummary['sections'] {
  const keysOf = (list: readonly Incident[]): string[] => list.map(({ triage_key }) => triage_key)
  const recurrent = incidents.filter(({ count }) => count > 1)
  return {
    blocking: keysOf(incidents.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL')),
    actionable: keysOf(incidents.filter(({ hint, doc_url }) => hint !== null || doc_url !== null)),
    recurrent: keysOf(recurrent),
    noisiest: keysOf(recurrent.toSorted((one, other) => other.count - one.count).slice(0, MAX_NOISIEST)),
  }
}

/** What comes as often as this is noise, if somebody finds it so. */
const MIN_NOISE = 10

function toNoise(incidents: readonly Incident[], total: number): TriageSummary['noise'] {
  return incidents
    .filter(({ count }) => count >= MIN_NOISE)
    .toSorted((one, other) => other.count - one.count)
    .slice(0, MAX_NOISIEST)
    .map(({ triage_key, code, sources, count }) => ({
      triage_key,
      count,
      share: Math.round((count / total) * 1000) / 1000,
      rule: {
        // A code is what a person reads in a config; its key has its source besides.
        when:
          code === null
            ? { triage_key }
            : { code, ...(sources[0] === undefined ? {} : { source: sources[0] }) },
        dedupe: 'summary',
      },
    }))
}

function spanOf(groups: Iterable<Group>): TimeSpan {
  let first = ''
  let last = ''
  for (const { firstTime, lastTime } of groups) {
    if (first === '' || firstTime < first) first = firstTime
    if (lastTime > last) last = lastTime
  }
  return { first, last }
}

interface Group {
  readonly first: DiagnosticEvent
  readonly sources: Map<string, number>
  readonly ways: Map<string, number>
  level: JsonLevel
  count: number
  firstTime: string
  lastTime: string
}

/** Most sources, and most ways, of one incident that are told apart: names from data must not fill the memory. */
const MAX_SOURCES = 100

function openGroup(event: DiagnosticEvent): Group {
  return {
    first: event,
    sources: new Map([[event.source, 1]]),
    ways: new Map([[wayOf(event), 1]]),
    level: event.level,
    count: 1,
    firstTime: event.timestamp,
    lastTime: event.timestamp,
  }
}

function addTo(group: Group, event: DiagnosticEvent): void {
  group.count += 1
  if (severityOf(event.level) > severityOf(group.level)) group.level = event.level
  if (event.timestamp < group.firstTime) group.firstTime = event.timestamp
  if (event.timestamp > group.lastTime) group.lastTime = event.timestamp
  countIn(group.sources, event.source)
  countIn(group.ways, wayOf(event))
}

function countIn(counts: Map<string, number>, name: string): void {
  if (counts.has(name) || counts.size < MAX_SOURCES) counts.set(name, (counts.get(name) ?? 0) + 1)
}

function wayOf({ context, source }: DiagnosticEvent): string {
  return context.chain.length === 0 ? source : context.chain.join(' > ')
}

function byFrequency(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted((one, other) => other[1] - one[1]).map(([name]) => name)
}

function toIncident(group: Group, span: TimeSpan, words: Words): Incident {
  const { first } = group
  const { title, message, hint } = words(first)
  const incident = {
    triage_key: first.triage_key,
    cluster_key: first.cluster_key,
    code: first.code,
    level: group.level,
    title: title ?? first.code ?? first.exception_type ?? message,
    message,
    hint,
    doc_url: first.doc_url,
    issues_url: first.issues_url,
    count: group.count,
    sources: byFrequency(group.sources),
    chain: first.context.chain,
    ways: byFrequency(group.ways),
    first: group.firstTime,
    last: group.lastTime,
    exception_type: first.exception_type,
    params: first.extra,
    at: firstAppFrame(first.exception?.stacktrace) ?? first.location,
    causes: first.exception?.causes ?? [],
  }
  return { ...incident, priority: priorityOf(incident, span) }
}

function byImportance(one: Incident, other: Incident): number {
  return (
    severityOf(other.level) - severityOf(one.level) ||
    other.priority - one.priority ||
    other.count - one.count ||
    compareText(other.last, one.last) ||
    compareText(one.triage_key, other.triage_key)
  )
}

function severityOf(level: JsonLevel): number {
  return LEVELS[toLevel(level) ?? 'info'].severityNumber
}

function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
