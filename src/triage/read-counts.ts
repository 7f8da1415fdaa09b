import type { Bundle } from '../bundle/read-bundle.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { TriageSummary } from '../record/triage-summary.ts'
import { summarise } from './summarise.ts'

/** What a comparison needs of a bundle. */
export interface BundleCounts {
  readonly summary: TriageSummary
  readonly codes: ReadonlyMap<string, number>
  readonly sources: ReadonlyMap<string, number>
  readonly slowSignals: ReadonlyMap<string, number>
}

/** Most names that are told apart; those beyond count under "(other)". */
const MAX_NAMES = 10_000

/** The event of a slow signal: our own, and the Python library's. */
const SLOW_EVENT = 'smonitor.signal.slow'
const SLOW_CODE = 'SMONITOR-SIGNAL-SLOW'

/** Sums a bundle up, and counts on the way. The bundle is read once. */
export function readCounts(bundle: Bundle): BundleCounts {
  const codes = new Map<string, number>()
  const sources = new Map<string, number>()
  const slowSignals = new Map<string, number>()
  function* counted(): Generator<DiagnosticEvent> {
    for (const event of bundle.events()) {
      count(codes, event.code ?? '')
      count(sources, event.source)
      if (event.event_name === SLOW_EVENT || event.code === SLOW_CODE) count(slowSignals, event.source)
      yield event
    }
  }
  // Not a copy: what it says of lines that could not be read is known only afterwards.
  const summary = summarise(Object.create(bundle, { events: { value: counted } }) as Bundle)
  return { summary, codes, sources, slowSignals }
}

function count(counts: Map<string, number>, name: string): void {
  const known = counts.has(name) || counts.size < MAX_NAMES ? name : '(other)'
  counts.set(known, (counts.get(known) ?? 0) + 1)
}
