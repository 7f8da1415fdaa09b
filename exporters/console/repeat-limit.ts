import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { clip } from './clip.ts'

/** Shows the first diagnostics of a kind and counts the rest. */
export interface RepeatLimit {
  /** Counts the event; tells whether it is still to be shown. */
  isShown(event: DiagnosticEvent): boolean
  /** Writes a line for each kind that was held back since the last time, most frequent first. */
  takeSummaries(audience: Audience): string[]
}

interface Kind {
  readonly sample: DiagnosticEvent
  shown: number
  hidden: number
}

/** Most kinds that are remembered; the oldest is forgotten first, and is then shown anew. */
const MAX_KINDS = 1000

/** Creates a limit of how many diagnostics of one triage key are shown. */
export function createRepeatLimit(maxRepeats: number): RepeatLimit {
  const kinds = new Map<string, Kind>()
  const summaries: Kind[] = []

  return {
    isShown(event) {
      if (maxRepeats === Infinity) return true
      const kind = kinds.get(event.triage_key) ?? { sample: event, shown: 0, hidden: 0 }
      if (kind.shown === 0) {
        evictOldest()
        kinds.set(event.triage_key, kind)
      }
      if (kind.shown >= maxRepeats) kind.hidden += 1
      else kind.shown += 1
      return kind.hidden === 0
    },
    takeSummaries(audience) {
      const hidden = [...summaries.splice(0), ...kinds.values()].filter((kind) => kind.hidden > 0)
      const lines = hidden
        .toSorted((one, other) => other.hidden - one.hidden)
        .map((kind) => summaryLine(kind, audience))
      for (const kind of kinds.values()) {
        kind.shown += kind.hidden
        kind.hidden = 0
      }
      return lines
    },
  }

  function evictOldest(): void {
    const [oldest] = kinds
    if (kinds.size < MAX_KINDS || oldest === undefined) return
    if (oldest[1].hidden > 0) summaries.push(oldest[1])
    kinds.delete(oldest[0])
  }
}

function summaryLine({ sample, shown, hidden }: Kind, audience: Audience): string {
  const { code, level, source, triage_key: key } = sample
  if (audience === 'agent') {
    return `summary=repeats code=${clip(code ?? 'none')} level=${level} source=${clip(source)} triage_key=${key} shown=${shown} not_shown=${hidden}`
  }
  const what = clip([code, sample.title].filter(Boolean).join(' ') || sample.message, 120)
  return `… and ${hidden.toLocaleString('en')} more like these: ${what} (${(shown + hidden).toLocaleString('en')} in all).`
}
