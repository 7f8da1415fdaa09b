import type { JsonLevel } from './json-level.ts'
import type { OtelDetails } from './otel-details.ts'
import type { ParamAttribute } from './param-value.ts'

/**
 * One diagnostic as a line of JSON: what the JSON lines sink writes and a bundle holds.
 * A superset of the Python library's event. Every field is there; what a diagnostic has not is `null`.
 */
export interface DiagnosticEvent {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly timestamp: string
  readonly level: JsonLevel
  /** The code of the catalog; `null` for what has none. */
  readonly code: string | null
  /** The innermost signal's name, else the library's. */
  readonly source: string
  readonly title: string | null
  /** The catalog's own message, the same for every reader. */
  readonly message: string
  readonly hint: string | null
  /** `tk1_` and 16 hex digits: the same for the same defect on every machine. */
  readonly triage_key: string
  /**
   * `th1_` and 16 hex digits: the same for the same way through the program. `null` without signals around it and
   * frames of an exception, and in an older event.
   */
  readonly trace_hash: string | null
  /** `tc1_` and 16 hex digits: coarser than `triage_key`, for display. `null` in an older event. */
  readonly cluster_key: string | null
  readonly context: {
    /** The signals around it, outermost first; at most the 64 innermost. */
    readonly chain: readonly string[]
    /** How many signals were around it. */
    readonly depth: number
  }
  /** The params of the message and what else was handed in. */
  readonly extra: Readonly<Record<string, ParamAttribute>>
  /** What the call that failed was given, a short text for each argument; only of a signal with `args`. */
  readonly args: readonly string[]
  readonly category: string | null
  readonly tags: readonly string[]
  readonly exception_type: string | null
  readonly exception: ExceptionFields | null
  readonly doc_url: string | null
  /** Where a problem with the library is reported. */
  readonly issues_url: string | null
  /** The reference of the library's functions. */
  readonly api_url: string | null
  /** OTel's event name, such as `smonitor.diagnostic`. */
  readonly event_name: string
  /** The OTel instrumentation scope: which library spoke. */
  readonly library: { readonly name: string; readonly version: string | null }
  readonly run_id: string
  readonly session_id: string
  readonly correlation_id: string | null
  /** 32 hex digits; `null` outside of a trace. */
  readonly trace_id: string | null
  /** 16 hex digits; `null` outside of a span. */
  readonly span_id: string | null
  /** Where it has been printed already, such as a line of `console.warn`; no sink prints it again. */
  readonly iostream: 'stdout' | 'stderr' | null
  /** Where a captured warning or line was made, as a stack writes it: `readFilm (src/films.mjs:24)`. */
  readonly location: string | null
  /** What the log record says besides all of this. The one field that is left out where there is nothing, as mostly. */
  readonly otel?: OtelDetails
}

/** An exception, in the names of OTel's semantic conventions. */
export interface ExceptionFields {
  readonly type: string
  readonly message: string
  readonly stacktrace: string | null
  /** The chain of causes, outermost first: `type: message`. */
  readonly causes: readonly string[]
}

/** Which run of which program an event belongs to. */
export interface RunIdentity {
  readonly runId: string
  readonly sessionId: string
}
