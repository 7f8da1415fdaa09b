import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { RedactionMarks } from './redaction/bundle-redaction.ts'
import type { TriageSections } from './triage-sections.ts'

/** The name and version of the bundle format. */
export const BUNDLE_SCHEMA = 'smonitor.bundle/1'

/** The file of a bundle that says what the run was and what else is in the bundle. */
export const MANIFEST_FILE = 'bundle.json'

/** The file of a bundle that holds the diagnostics, one JSON object a line. */
export const EVENTS_FILE = 'events.jsonl'

/** The file of a bundle that holds its spans, as OTLP JSON lines. */
export const TRACES_FILE = 'traces.jsonl'

/** The file of a bundle that holds its diagnostics as log records, as OTLP JSON lines. */
export const LOGS_FILE = 'logs.jsonl'

/** The file of a bundle that holds its metrics, as OTLP JSON lines. */
export const METRICS_FILE = 'metrics.jsonl'

/** The file of a bundle that tells a person what the bundle is. */
export const README_FILE = 'README.txt'

/** What is known of a run, apart from how it ended. */
export interface RunInfo {
  readonly run_id: string
  readonly session_id: string
  /** ISO 8601. */
  readonly started_at: string
  readonly service_name: string
  /** The file that Node was started with, without its folder; arguments may hold secrets and are left out. */
  readonly entry: string | null
  readonly pid: number
  readonly profile: string
  readonly runtime: { readonly name: string; readonly version: string }
  readonly platform: { readonly os: string; readonly release: string; readonly arch: string }
}

/** How a process was started. All of it may hold secrets, and is redacted as everything else is. */
export interface ProcessInfo {
  /** As Node has it: the path of Node, that of the program, its arguments. */
  readonly argv: readonly string[]
  /** Arguments for Node itself. */
  readonly exec_argv: readonly string[]
  readonly cwd: string
  /**
   * Environment variables by name. Of a run that is read from its spool there are those of Node, OpenTelemetry,
   * smonitor and the locale only: nothing else is written to disk while the program runs.
   */
  readonly env: Readonly<Record<string, string>>
}

/** What a process says of its run while it goes on, and at its end. */
export interface RunFacts {
  /** How it was started; `null` where nobody came to say it. */
  readonly process: ProcessInfo | null
  /** The rules in force, those that settings stand for included; `null` where they are not known. */
  readonly policy: { readonly rules: readonly unknown[] } | null
  /** The settings in force and where each came from; `null` where they are not known. */
  readonly config: Readonly<Record<string, unknown>> | null
  /** What is known of its OpenTelemetry set-up; `null` before its first record or span. */
  readonly otel: OtelFacts | null
  /** What `report()` told at its end, without the events, which are in the bundle; `null` where it came to none. */
  readonly report: Readonly<Record<string, unknown>> | null
}

/** What is known of the OpenTelemetry set-up of a run. */
export interface OtelFacts {
  readonly resource: Readonly<Record<string, unknown>>
  /** The schema of the resource, where it has one. */
  readonly schema_url?: string
}

/** What is missing of the spans and metrics of a run. */
export interface TelemetryLoss {
  /** Spans that did not fit, or could not be written. */
  readonly spans_dropped: number
  /** Lines that a kill has cut off, or that were damaged. */
  readonly torn_lines: number
}

/** A run as it is kept on disk until a bundle is made of it. */
export type SpooledRun = RunInfo & Partial<RunFacts>

/** Parts what is kept of a run into what a bundle says of it. */
export function splitRun({
  process = null,
  policy = null,
  config = null,
  otel = null,
  report = null,
  ...run
}: SpooledRun): {
  readonly run: RunInfo
} & RunFacts {
  return { run, process, policy, config, otel, report }
}

/** How a program ended; code and signal are `null` when it was still running or nobody watched. */
export interface RunEnd {
  /** ISO 8601. Of a program that is still running, when the bundle was made; of a killed one, its last sign of life. */
  readonly ended_at: string
  readonly exit_code: number | null
  /** Such as `SIGKILL`. */
  readonly signal: string | null
  /** What became of it. @default 'ended' if there is a code or a signal, else 'unknown' */
  readonly state?: RunEndState
  /**
   * How that is known: it said so `itself`, `smonitor run` watched it as `observer`, the system was asked for its
   * `process`, or its last `heartbeat` was looked at, where the system cannot be asked.
   */
  readonly known_by?: RunEndSource
}

/**
 * What became of a program. `closed`: it shut smonitor down and nobody watched it further. `killed`: it is gone
 * and has left no word, so it was killed, or it crashed.
 */
export type RunEndState = (typeof RUN_END_STATES)[number]

/** How it is known what became of a program. */
export type RunEndSource = (typeof RUN_END_SOURCES)[number]

/** All states, for whoever reads one. */
export const RUN_END_STATES = ['ended', 'closed', 'running', 'killed', 'unknown'] as const

/** All sources, for whoever reads one. */
export const RUN_END_SOURCES = ['itself', 'observer', 'process', 'heartbeat'] as const

/** What `bundle.json` holds. */
export interface BundleManifest extends RunFacts {
  readonly schema: typeof BUNDLE_SCHEMA
  readonly smonitor_version: string
  /** ISO 8601. */
  readonly generated_at: string
  readonly run: RunInfo
  readonly end: RunEnd
  readonly events: {
    readonly total: number
    /** By level, in the spelling of the JSON lines. */
    readonly by_level: Readonly<Record<string, number>>
    /** By code; what has none counts under `""`. */
    readonly by_code: Readonly<Record<string, number>>
    /** Events that did not fit and are not in the bundle. */
    readonly dropped: number
    /** Events that whoever made the bundle did not want in it. */
    readonly left_out: number
  }
  /** What is known to be missing of spans and metrics; `undefined` where that is nothing. */
  readonly telemetry?: TelemetryLoss
  /** Diagnostics on disk that no OTLP endpoint had taken when the bundle was made, of the run and of earlier ones that it has taken over; absent where there were none. */
  readonly unsent?: number
  readonly files: Readonly<Record<string, BundleFile>>
  /** The catalogs that were defined in the run. */
  readonly catalogs: readonly CatalogDefinition[]
  /** What the diagnostics come to; `null` in a bundle of an older version or of others. */
  readonly triage: TriageSections | null
  /** The runs whose diagnostics are in the bundle besides, oldest first: it was added to. Absent where it was not. */
  readonly earlier_runs?: readonly EarlierRun[]
  /** What was taken out of all of this; `null` in a bundle that was written by hand or by others. */
  readonly redactions: RedactionMarks | null
}

/** A run that was in a bundle before another was added to it. */
export interface EarlierRun {
  readonly run: RunInfo
  readonly end: RunEnd
  /** When its bundle was written, ISO 8601. */
  readonly generated_at: string
  readonly smonitor_version: string
  /** How many of its diagnostics there were, were missing, and were not wanted. */
  readonly events: { readonly total: number; readonly dropped: number; readonly left_out: number }
  /** What was wrong with its bundle when it was added to, a sentence each. */
  readonly problems: readonly string[]
}

/** One file of a bundle, for whoever checks that it is whole. */
export interface BundleFile {
  readonly lines: number
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}
