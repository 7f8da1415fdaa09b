import type { DiagnosticEvent } from './diagnostic-event.ts'
import type { JsonLevel } from './json-level.ts'
import { createCounter, type NamedCount } from './counter.ts'

/** What the report tells of the diagnostics themselves. Totals are exact, however few events are kept. */
export interface EventReport {
  /** Diagnostics that went to the sinks. */
  readonly events_total: number
  readonly warnings_total: number
  /** ERROR and CRITICAL. */
  readonly errors_total: number
  /** In the spelling of the JSON lines; only levels that occurred. */
  readonly events_by_level: Readonly<Partial<Record<JsonLevel, number>>>
  readonly events_by_code: Readonly<Record<string, number>>
  readonly events_by_category: Readonly<Record<string, number>>
  readonly events_by_source: Readonly<Record<string, number>>
  readonly events_by_triage_key: Readonly<Record<string, number>>
  /** By `fields.resource`: what the operation worked on. */
  readonly events_by_resource: Readonly<Record<string, number>>
  /** By name, the tier of what was used and is not supported in full. */
  readonly support_tiers: Readonly<Record<string, number>>
  /** The five most frequent. */
  readonly top_codes: readonly NamedCount[]
  readonly top_sources: readonly NamedCount[]
  readonly top_triage_keys: readonly NamedCount[]
  readonly most_noisy_resources: readonly NamedCount[]
  /** The newest ten of level ERROR or CRITICAL, oldest first. */
  readonly blocking_incidents: readonly DiagnosticEvent[]
  /** The newest ten that recommend an action, oldest first. */
  readonly actionable_incidents: readonly DiagnosticEvent[]
  /** The five most frequent keys of those that occurred more than once. */
  readonly recurrent_incidents: readonly NamedCount[]
}

/** Counts events. */
export interface EventTotals {
  add(event: DiagnosticEvent): void
  report(): EventReport
}

const TOP = 5
const LAST = 10
const MOST_TIERS = 1000

/** Creates the totals of a run, in bounded memory. */
export function createEventTotals(): EventTotals {
  const levels = createCounter()
  const codes = createCounter()
  const categories = createCounter()
  const sources = createCounter()
  const keys = createCounter()
  const resources = createCounter()
  const tiers = new Map<string, number>()
  const blocking: DiagnosticEvent[] = []
  const actionable: DiagnosticEvent[] = []
  let total = 0

  return {
    add(event) {
      total += 1
      levels.add(event.level)
      sources.add(event.source)
      keys.add(event.triage_key)
      if (event.code !== null) codes.add(event.code)
      if (event.category !== null) categories.add(event.category)
      const { resource, recommended_action: action, support_tier: tier, name } = event.extra
      if (typeof tier === 'number' && typeof name === 'string' && tiers.size < MOST_TIERS)
        tiers.set(name, tier)
      if (typeof resource === 'string') resources.add(resource)
      if (event.level === 'ERROR' || event.level === 'CRITICAL') keepLast(blocking, event)
      if (action !== undefined) keepLast(actionable, event)
    },
    report() {
      const byLevel = levels.counts()
      return {
        events_total: total,
        warnings_total: byLevel['WARNING'] ?? 0,
        errors_total: (byLevel['ERROR'] ?? 0) + (byLevel['CRITICAL'] ?? 0),
        events_by_level: byLevel,
        events_by_code: codes.counts(),
        events_by_category: categories.counts(),
        events_by_source: sources.counts(),
        events_by_triage_key: keys.counts(),
        events_by_resource: resources.counts(),
        support_tiers: Object.fromEntries(tiers),
        top_codes: codes.top(TOP),
        top_sources: sources.top(TOP),
        top_triage_keys: keys.top(TOP),
        most_noisy_resources: resources.top(TOP),
        blocking_incidents: [...blocking],
        actionable_incidents: [...actionable],
        recurrent_incidents: keys.top(TOP).filter(({ count }) => count > 1),
      }
    },
  }
}

function keepLast(events: DiagnosticEvent[], event: DiagnosticEvent): void {
  events.push(event)
  if (events.length > LAST) events.shift()
}
