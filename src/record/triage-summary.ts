import type { JsonLevel } from './json-level.ts'

/** The diagnostics of a bundle, grouped by what is wrong: what views render. */
export interface TriageSummary {
  readonly schema: 'smonitor.report/1'
  /** The folder that was read. */
  readonly bundle: string
  readonly run: {
    readonly run_id: string
    readonly service_name: string
    readonly entry: string | null
    readonly runtime: string
    readonly started_at: string
    readonly ended_at: string
    readonly exit_code: number | null
    readonly signal: string | null
  }
  readonly totals: {
    readonly events: number
    readonly incidents: number
    /** By level, in the spelling of the JSON lines; only levels that occurred. */
    readonly by_level: Readonly<Record<string, number>>
    /** Events that the run had and the bundle has not. */
    readonly dropped: number
    /** Lines of the bundle that could not be read. */
    readonly unreadable: number
  }
  /** Most important first. */
  readonly incidents: readonly Incident[]
}

/** All events with one triage key: one defect, as far as can be told. */
export interface Incident {
  readonly triage_key: string
  readonly code: string | null
  /** The worst of its events. */
  readonly level: JsonLevel
  readonly title: string
  /** The message of the first event. */
  readonly message: string
  readonly hint: string | null
  readonly doc_url: string | null
  /** Where a problem with the library is reported. */
  readonly issues_url: string | null
  readonly count: number
  /** Where it arose, most frequent first. */
  readonly sources: readonly string[]
  /** The call chain of the first event. */
  readonly chain: readonly string[]
  /** Time of the first and last event, ISO 8601. */
  readonly first: string
  readonly last: string
  /** The class of the exception; `null` when it was none. */
  readonly exception_type: string | null
  /** The first place in the program on its stack, as the stack writes it; `null` when it has none. */
  readonly at: string | null
  /** What led to it, outermost first: `type: message`. */
  readonly causes: readonly string[]
}
