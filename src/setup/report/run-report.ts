import type { PolicyStats } from '../../policy/policy-types.ts'
import type { EventReport } from '../../record/event-totals.ts'
import type { RedundancyReport } from './redundancies.ts'
import type { SignalReport } from './signal-totals.ts'

/** How a sink is doing. */
export interface SinkHealth {
  readonly name: string
  /** How often it threw. */
  readonly errors: number
  /** Events that it was not handed, because it had failed too often. */
  readonly dropped: number
  /** Whether it is left alone for a while, for having failed too often. */
  readonly isDegraded: boolean
}

/** What the report tells of smonitor itself. */
export interface HealthReport {
  readonly handler_errors: Readonly<Record<string, number>>
  readonly handler_errors_total: number
  /** The sinks that are left alone for a while, for having failed too often. */
  readonly degraded_handlers: readonly string[]
  /** Events that a sink was not handed while it was left alone. */
  readonly handler_dropped: Readonly<Record<string, number>>
  /** What smonitor has said of its own troubles. */
  readonly runtime_warnings: readonly string[]
}

/** The state of a run, in the process that runs: counts, timings, incidents and smonitor's own health. */
export interface RunReport extends EventReport, SignalReport, RedundancyReport, HealthReport {
  readonly schema: 'smonitor.run-report/1'
  readonly run_id: string
  readonly session_id: string
  readonly profile: string
  /** Diagnostics that the setting `silence` kept from every sink. */
  readonly events_silenced: number
  /** Diagnostics that the policy held back. */
  readonly events_suppressed: number
  /** What the rules of the policy have done; `null` without rules. */
  readonly policy: PolicyReport | null
  /** What became of what is sent by OTLP; absent where nothing is. */
  readonly delivery?: DeliveryReport
  /** Events that are kept in memory. */
  readonly events_buffered: number
  /** Events that the memory had no room for any more; files have them. */
  readonly events_evicted: number
  /** Most memory that the process has had, in bytes. */
  readonly peak_memory_bytes: number
}

/** What an OTLP endpoint has of this program: of its diagnostics, and of its own spans and log records. */
export interface DeliveryReport {
  /** Diagnostics that it has taken. Without a spool they are sent, and counted, as log records of the program. */
  readonly taken: number
  /** It will never take these. */
  readonly refused: number
  /** There was no room for these, neither on disk nor in memory. */
  readonly dropped: number
  /** It has not taken these yet; they are on disk. */
  readonly unsent: number
  /** Nor these of earlier runs, which this one has taken over and sends. */
  readonly inherited: number
  /** Spans, where smonitor has made the batch that sends them; once for each exporter. */
  readonly spans?: TelemetryReport
  /** Log records but for the diagnostics, where smonitor has made the batch that sends them. */
  readonly log_records?: TelemetryReport
}

/** What became of telemetry that is sent as OTel sends it: what cannot be sent is lost. */
export interface TelemetryReport {
  readonly sent: number
  /** The exporter could not send these. */
  readonly failed: number
  /** The queue had no room for these. */
  readonly dropped: number
  /** These are in the queue or under way; at the end of the program they are lost. */
  readonly waiting: number
}

/** What the rules of a policy have done so far. */
export interface PolicyReport {
  /** Those that held most often come first. */
  readonly rules: readonly RuleReport[]
  /** Keys that limits had to forget, for want of room. */
  readonly evicted: number
  readonly summaries: number
}

/** What one rule has done so far. */
export interface RuleReport {
  readonly id: string
  readonly hits: number
  /** What it held back, by how. */
  readonly held_back: Readonly<Record<string, number>>
  readonly changed: number
  readonly errors: number
}

/** Lays out what rules have done; rules that never held come last. */
export function toPolicyReport(stats: PolicyStats | undefined): PolicyReport | null {
  if (stats === undefined) return null
  const rules = stats.rules.map(
    ({ id, description: _description, hits, changed, errors, ...heldBack }): RuleReport => ({
      id,
      hits,
      held_back: Object.fromEntries(Object.entries(heldBack).filter(([, count]) => count > 0)),
      changed,
      errors,
    }),
  )
  const { evicted, summaries } = stats
  return { rules: rules.toSorted((one, other) => other.hits - one.hits), evicted, summaries }
}

/** Sums up how the sinks are doing. */
export function toHealthReport(
  sinks: readonly SinkHealth[],
  runtimeWarnings: readonly string[],
): HealthReport {
  const failed = sinks.filter(({ errors }) => errors > 0)
  return {
    handler_errors: Object.fromEntries(failed.map(({ name, errors }) => [name, errors])),
    handler_errors_total: failed.reduce((sum, { errors }) => sum + errors, 0),
    degraded_handlers: sinks.filter(({ isDegraded }) => isDegraded).map(({ name }) => name),
    handler_dropped: Object.fromEntries(
      sinks.filter(({ dropped }) => dropped > 0).map(({ name, dropped }) => [name, dropped]),
    ),
    runtime_warnings: [...runtimeWarnings],
  }
}
