import type { Incident, TriageSummary } from './triage-summary.ts'

/** What became of an incident between two runs. */
export type RunToRunState = (typeof RUN_TO_RUN_STATES)[number]

/** All states, in the order in which a reader wants them: what is worse now comes first. */
export const RUN_TO_RUN_STATES = [
  /** Its key was not seen before. */
  'new',
  /** Its key is known, and it now arises in a place or by a way that was not seen before. */
  'spreading',
  /** What arose in the same place, by its cluster key, has another key now. */
  'changed',
  /** As before, more or less often. */
  'recurrent',
  /** It did not come again, and its place was run to the end in a complete run. */
  'resolved',
  /** It did not come again, and nothing proves that it could have. */
  'not_observed',
  /** It did not come again, and the run was cut off before its end. */
  'interrupted',
] as const

/** What two bundles have that differs: what views render. */
export interface BundleComparison {
  readonly schema: 'smonitor.comparison/1'
  readonly current: ComparedRun
  readonly previous: ComparedRun
  /** How many incidents are in each state. */
  readonly states: Readonly<Record<RunToRunState, number>>
  /** By state, and the most important first. */
  readonly incidents: readonly ComparedIncident[]
  /** Codes whose counts differ; what has no code counts under `""`. */
  readonly codes: readonly CountDelta[]
  /** Sources whose counts differ. */
  readonly sources: readonly CountDelta[]
  /** Sources of slow signals whose counts differ. */
  readonly slow_signals: readonly CountDelta[]
  /** What else is not the same: versions, the profile, the catalogs. */
  readonly changes: readonly SettingChange[]
  /** What a reader is to know before trusting this, a sentence each. */
  readonly notes: readonly string[]
}

/** One side of a comparison. */
export interface ComparedRun {
  readonly bundle: string
  readonly run: TriageSummary['run']
  readonly events: number
  readonly incidents: number
}

/** An incident of either run. */
export interface ComparedIncident {
  readonly state: RunToRunState
  readonly triage_key: string
  /** For `changed`: the key that it had before. */
  readonly previous_key: string | null
  readonly before: number
  readonly after: number
  /** For `spreading`: the sources and chains that are new. */
  readonly new_places: readonly string[]
  /** As the current run has it, else as the previous one had. */
  readonly incident: Incident
}

/** A count before and after. */
export interface CountDelta {
  readonly name: string
  readonly before: number
  readonly after: number
  readonly delta: number
}

/** What is set in another way; `null` where it is not there. */
export interface SettingChange {
  readonly what: string
  readonly before: string | null
  readonly after: string | null
}
