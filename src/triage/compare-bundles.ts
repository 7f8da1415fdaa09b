import type { Bundle } from '../bundle/read-bundle.ts'
import {
  RUN_TO_RUN_STATES,
  type BundleComparison,
  type ComparedIncident,
  type ComparedRun,
  type CountDelta,
  type RunToRunState,
} from '../record/bundle-comparison.ts'
import type { Incident } from '../record/triage-summary.ts'
import { isComplete, isCutOff, namesThatEnded, notesOn } from './completeness.ts'
import { listChanges } from './list-changes.ts'
import { readCounts, type BundleCounts } from './read-counts.ts'

/**
 * Compares two bundles, incident by incident: what is new, what spreads, what came again, and what is gone.
 *
 * What did not come again is `resolved` only where that is proven: the run ended by itself with exit code 0, its bundle
 * is whole, and the signal in which the incident had arisen was called and ended. Else it is `not_observed`, or
 * `interrupted` if the run was. Both bundles are read once, in memory that grows with their incidents only.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { compareBundles } from 'smonitor/triage'
 *
 * const bundle = readBundle('out/demo/bundle')
 * const { states } = compareBundles(bundle, bundle)
 * console.log(states.new, states.recurrent)
 * ```
 */
export function compareBundles(current: Bundle, previous: Bundle): BundleComparison {
  const after = readCounts(current)
  const before = readCounts(previous)
  const incidents = compareIncidents(current, after, before)
  const isPythonOne = (bundle: Bundle): boolean => bundle.writtenBy === 'python'
  return {
    schema: 'smonitor.comparison/1',
    current: toComparedRun(after),
    previous: toComparedRun(before),
    states: Object.fromEntries(
      RUN_TO_RUN_STATES.map((state) => [state, incidents.filter((one) => one.state === state).length]),
    ) as Record<RunToRunState, number>,
    incidents,
    codes: deltasOf(before.codes, after.codes),
    sources: deltasOf(before.sources, after.sources),
    slow_signals: deltasOf(before.slowSignals, after.slowSignals),
    changes: listChanges(current.manifest, previous.manifest),
    notes: [
      ...(isPythonOne(current) === isPythonOne(previous)
        ? []
        : [
            'One of the bundles is of the Python library and the other is not: no key of one is in the other.',
          ]),
      ...together(notesOn(current, after.summary), notesOn(previous, before.summary)),
      ...(namesThatEnded(current.manifest).size === 0 && before.summary.incidents.length > 0
        ? [
            'The current bundle does not say which signals were called, so what did not come again is not known to be resolved.',
          ]
        : []),
    ],
  }
}

function compareIncidents(current: Bundle, after: BundleCounts, before: BundleCounts): ComparedIncident[] {
  const old = new Map(before.summary.incidents.map((incident) => [incident.triage_key, incident]))
  const now = new Map(after.summary.incidents.map((incident) => [incident.triage_key, incident]))
  const gone = before.summary.incidents.filter(({ triage_key }) => !now.has(triage_key))
  const replaced = new Set<string>()
  // The previous incident of the same place, each at most once.
  const takePlace = ({ cluster_key, code }: Incident): Incident | undefined => {
    if (cluster_key === null || code !== null) return undefined
    const found = gone.find((one) => one.cluster_key === cluster_key && !replaced.has(one.triage_key))
    if (found !== undefined) replaced.add(found.triage_key)
    return found
  }

  const present = after.summary.incidents.map((incident): ComparedIncident => {
    const known = old.get(incident.triage_key)
    const base = { triage_key: incident.triage_key, after: incident.count, incident }
    if (known !== undefined) {
      const places = newPlaces(incident, known)
      const state = places.length > 0 ? 'spreading' : 'recurrent'
      return { ...base, state, previous_key: null, before: known.count, new_places: places }
    }
    const former = takePlace(incident)
    return {
      ...base,
      state: former === undefined ? 'new' : 'changed',
      previous_key: former?.triage_key ?? null,
      before: former?.count ?? 0,
      new_places: [],
    }
  })
  const ended = namesThatEnded(current.manifest)
  const absent = gone
    .filter(({ triage_key }) => !replaced.has(triage_key))
    .map((incident): ComparedIncident => ({
      state: stateOfAbsent(incident, current, after, ended),
      triage_key: incident.triage_key,
      previous_key: null,
      before: incident.count,
      after: 0,
      new_places: [],
      incident,
    }))
  // Sorting keeps the order of importance within a state.
  return [...present, ...absent].toSorted((one, other) => rankOf(one) - rankOf(other))
}

function stateOfAbsent(
  { sources }: Incident,
  current: Bundle,
  { summary }: BundleCounts,
  ended: ReadonlySet<string>,
): RunToRunState {
  if (isCutOff(current)) return 'interrupted'
  return isComplete(current, summary) && sources.every((source) => ended.has(source))
    ? 'resolved'
    : 'not_observed'
}

/** The sources that are new, and the ways that are where the source is not. */
function newPlaces(incident: Incident, known: Incident): string[] {
  const sources = incident.sources.filter((source) => !known.sources.includes(source))
  const ways = incident.ways.filter((way) => !known.ways.includes(way) && !sources.includes(way))
  return [...sources, ...ways]
}

function rankOf({ state }: ComparedIncident): number {
  return RUN_TO_RUN_STATES.indexOf(state)
}

/** What is the same of both is said once. */
function together(current: readonly string[], previous: readonly string[]): string[] {
  const both = current.filter((note) => previous.includes(note))
  const only = (side: string, notes: readonly string[]): string[] =>
    notes.filter((note) => !both.includes(note)).map((note) => `The ${side} bundle: ${note}`)
  return [
    ...both.map((note) => `Both bundles: ${note}`),
    ...only('current', current),
    ...only('previous', previous),
  ]
}

function toComparedRun({ summary }: BundleCounts): ComparedRun {
  const { bundle, run, totals } = summary
  return { bundle, run, events: totals.events, incidents: totals.incidents }
}

/** What differs, the greatest difference first. */
function deltasOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): CountDelta[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => {
      const counts = { before: before.get(name) ?? 0, after: after.get(name) ?? 0 }
      return { name, ...counts, delta: counts.after - counts.before }
    })
    .filter(({ delta }) => delta !== 0)
    .toSorted(
      (one, other) =>
        Math.abs(other.delta) - Math.abs(one.delta) ||
        (one.name < other.name ? -1 : Number(one.name > other.name)),
    )
}
