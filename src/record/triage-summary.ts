import type { Audience } from './catalog-definition.ts'
import type { JsonLevel } from './json-level.ts'
import type { ParamAttribute } from './param-value.ts'

/** The diagnostics of a bundle, grouped by what is wrong: what views render. */
export interface TriageSummary {
  readonly schema: 'smonitor.report/1'
  /** The folder that was read. */
  readonly bundle: string
  /** Whose words the incidents have; `null` for the catalogs' own. */
  readonly audience: Audience | null
  readonly run: {
    readonly run_id: string
    readonly service_name: string
    readonly entry: string | null
    readonly runtime: string
    readonly started_at: string
    readonly ended_at: string
    readonly exit_code: number | null
    readonly signal: string | null
    /** What became of the program: `closed` when it shut smonitor down and went on, `killed` when it left no word. */
    readonly state: 'ended' | 'closed' | 'running' | 'killed' | 'unknown'
  }
  readonly totals: {
    readonly events: number
    readonly incidents: number
    /** By level, in the spelling of the JSON lines; only levels that occurred. */
    readonly by_level: Readonly<Record<string, number>>
    /** Events that the run had and the bundle has not. */
    readonly dropped: number
    /** Events that whoever made the bundle did not want in it. */
    readonly left_out: number
    /** Lines of the bundle that could not be read. */
    readonly unreadable: number
  }
  /** What no OTLP endpoint had taken when the bundle was made, and the command that sends it; absent where that is nothing. */
  readonly unsent?: { readonly diagnostics: number; readonly command: string }
  /** What a reader is to know of the bundle, a sentence each. */
  readonly notes: readonly string[]
  /** By level, and of one level by priority; then by count, by the latest event, and by key. */
  readonly incidents: readonly Incident[]
  /** Keys of incidents, each list in their order. */
  readonly sections: {
    /** Errors and worse. */
    readonly blocking: readonly string[]
    /** Those that say what to do, or where to read about it. */
    readonly actionable: readonly string[]
    /** Those that came more than once. */
    readonly recurrent: readonly string[]
    /** The five that came most often, most often first. */
    readonly noisiest: readonly string[]
  }
  /** The incidents that came ten times or more, most often first, each with the rule that would quieten it. */
  readonly noise: readonly {
    readonly triage_key: string
    readonly count: number
    /** Of all events, from 0 to 1. */
    readonly share: number
    /** For the setting `policy`: the first one is kept, and the others become a count. */
    readonly rule: { readonly when: Readonly<Record<string, string>>; readonly dedupe: 'summary' }
  }[]
}

/** All events with one triage key: one defect, as far as can be told. */
export interface Incident {
  readonly triage_key: string
  /** What it belongs to, more coarsely; `null` in bundles of others. */
  readonly cluster_key: string | null
  readonly code: string | null
  /** The worst of its events. */
  readonly level: JsonLevel
  /** How soon it deserves a look, from 0 to 100: by severity, reach, recency, and whether it says what to do. */
  readonly priority: number
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
  /** The different call chains by which it came about, each with ` > ` between its names, most frequent first. */
  readonly ways: readonly string[]
  /** Time of the first and last event, ISO 8601. */
  readonly first: string
  readonly last: string
  /** The class of the exception; `null` when it was none. */
  readonly exception_type: string | null
  /** The first place in the program on its stack, as the stack writes it; `null` when none is known. */
  readonly at: string | null
  /** The params of the first event. */
  readonly params: Readonly<Record<string, ParamAttribute>>
  /** What led to it, outermost first: `type: message`. */
  readonly causes: readonly string[]
}
