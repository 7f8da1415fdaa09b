import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { clip } from './clip.ts'
import { toLogfmt } from './logfmt.ts'

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
  /** Held back since the last summary. */
  hidden: number
  /** Held back, and said so in a summary. */
  summarised: number
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
      const kind = kinds.get(event.triage_key) ?? addKind(event)
      const isShown = kind.shown < maxRepeats
      if (isShown) kind.shown += 1
      else kind.hidden += 1
      return isShown
    },
    takeSummaries(audience) {
      const hidden = [...summaries.splice(0), ...kinds.values()].filter((kind) => kind.hidden > 0)
      const lines = hidden
        .toSorted((one, other) => other.hidden - one.hidden)
        .map((kind) => summaryLine(kind, audience))
      for (const kind of kinds.values()) {
        kind.summarised += kind.hidden
        kind.hidden = 0
      }
      return lines
    },
  }

  function addKind(sample: DiagnosticEvent): Kind {
    const [oldest] = kinds
    if (kinds.size >= MAX_KINDS && oldest !== undefined) {
      if (oldest[1].hidden > 0) summaries.push(oldest[1])
      kinds.delete(oldest[0])
    }
    const kind: Kind = { sample, shown: 0, hidden: 0, summarised: 0 }
    kinds.set(sample.triage_key, kind)
    return kind
  }
}

function summaryLine({ sample, shown, hidden, summarised }: Kind, audience: Audience): string {
  const { code, level, source, title, message, triage_key: key } = sample
  if (audience === 'agent') {
    return toLogfmt([
      ['summary', 'repeats'],
      ['code', code ?? 'none'],
      ['level', level],
      ['source', source],
      ['triage_key', key],
      ['shown', String(shown)],
      ['not_shown', String(summarised + hidden)],
    ])
  }
  const what = clip([code, title].filter(Boolean).join(' ') || message, 120)
  const total = (shown + summarised + hidden).toLocaleString('en')
  return `… and ${hidden.toLocaleString('en')} more like these: ${what} (${total} in all).`
}
