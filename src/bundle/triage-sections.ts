import type { NamedCount } from '../record/counter.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { createEventTotals, type EventReport } from '../record/event-totals.ts'
import { EVENT_SMONITOR_DIAGNOSTIC_SUMMARY, EVENT_SMONITOR_SIGNAL_SLOW } from '../../semconv/semconv.ts'

/** One diagnostic in a list of the triage; its whole is in `events.jsonl`. */
export interface TriageEntry {
  readonly timestamp: string
  readonly level: string
  readonly code: string | null
  readonly source: string
  readonly message: string
  readonly hint: string | null
  readonly triage_key: string
  readonly trace_id: string | null
}

/** What stands for diagnostics that were held back. */
export interface TriageSummaryEntry {
  readonly timestamp: string
  readonly code: string | null
  readonly source: string
  readonly triage_key: string
  readonly message: string
  /** How many there were in all. */
  readonly count: number | null
}

/** A call that took longer than it should. */
export interface TriageSlowSignal {
  readonly timestamp: string
  readonly source: string
  readonly duration_ms: number | null
  readonly threshold_ms: number | null
}

/** What the diagnostics of a bundle come to, for whoever reads `bundle.json` alone. Lists have their newest last. */
export interface TriageSections {
  readonly events_by_code: EventReport['events_by_code']
  readonly events_by_category: EventReport['events_by_category']
  readonly events_by_triage_key: EventReport['events_by_triage_key']
  readonly events_by_source: EventReport['events_by_source']
  readonly events_by_resource: EventReport['events_by_resource']
  /** The five most frequent, as all that are named `top` and `most`. */
  readonly top_codes: readonly NamedCount[]
  readonly top_sources: readonly NamedCount[]
  readonly top_triage_keys: readonly NamedCount[]
  readonly most_noisy_resources: readonly NamedCount[]
  /** The newest ten of level ERROR or CRITICAL. */
  readonly blocking_incidents: readonly TriageEntry[]
  /** The newest ten that recommend an action. */
  readonly actionable_incidents: readonly TriageEntry[]
  /** The five most frequent keys of those that occurred more than once. */
  readonly recurrent_incidents: readonly NamedCount[]
  /** The newest ten. */
  readonly slow_signals_recent: readonly TriageSlowSignal[]
  /** The newest twenty. */
  readonly coalesced_warnings: readonly TriageSummaryEntry[]
  readonly duplicate_summaries: readonly TriageSummaryEntry[]
}

/** Gathers the triage of a bundle while its events are written, in bounded memory. */
export interface TriageGathering {
  add(event: DiagnosticEvent): void
  sections(): TriageSections
}

const MAX_SLOW = 10
const MAX_SUMMARIES = 20

/** Begins a triage. */
export function gatherTriage(): TriageGathering {
  const totals = createEventTotals()
  const slow: TriageSlowSignal[] = []
  const coalesced: TriageSummaryEntry[] = []
  const duplicates: TriageSummaryEntry[] = []

  return {
    add(event) {
      totals.add(event)
      if (event.event_name === EVENT_SMONITOR_SIGNAL_SLOW) keepLast(slow, toSlowSignal(event), MAX_SLOW)
      if (event.event_name !== EVENT_SMONITOR_DIAGNOSTIC_SUMMARY) return
      const list = event.extra['summary_kind'] === 'duplicate' ? duplicates : coalesced
      keepLast(list, toSummaryEntry(event), MAX_SUMMARIES)
    },
    sections() {
      const report = totals.report()
      return {
        events_by_code: report.events_by_code,
        events_by_category: report.events_by_category,
        events_by_triage_key: report.events_by_triage_key,
        events_by_source: report.events_by_source,
        events_by_resource: report.events_by_resource,
        top_codes: report.top_codes,
        top_sources: report.top_sources,
        top_triage_keys: report.top_triage_keys,
        most_noisy_resources: report.most_noisy_resources,
        blocking_incidents: report.blocking_incidents.map(toEntry),
        actionable_incidents: report.actionable_incidents.map(toEntry),
        recurrent_incidents: report.recurrent_incidents,
        slow_signals_recent: slow,
        coalesced_warnings: coalesced,
        duplicate_summaries: duplicates,
      }
    },
  }
}

function toEntry(event: DiagnosticEvent): TriageEntry {
  const { timestamp, level, code, source, message, hint, triage_key, trace_id } = event
  return { timestamp, level, code, source, message, hint, triage_key, trace_id }
}

function toSummaryEntry({
  timestamp,
  code,
  source,
  triage_key,
  message,
  extra,
}: DiagnosticEvent): TriageSummaryEntry {
  return { timestamp, code, source, triage_key, message, count: numberOf(extra['log_count']) }
}

function toSlowSignal({ timestamp, source, extra }: DiagnosticEvent): TriageSlowSignal {
  const [duration, threshold] = [extra['duration_ms'], extra['threshold_ms']]
  return { timestamp, source, duration_ms: numberOf(duration), threshold_ms: numberOf(threshold) }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function keepLast<Item>(list: Item[], item: Item, most: number): void {
  list.push(item)
  if (list.length > most) list.shift()
}
