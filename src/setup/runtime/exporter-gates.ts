import { markWrapper } from '../../record/wraps.ts'
import { addCounts } from '../add-counts.ts'
import type { AskedProcessor, SpanProcessorLike } from '../processor-like.ts'
import { gateProcessor } from '../gate-processor.ts'
import type { PolicyGate } from '../policy-gate.ts'
import type { Resending } from '../resend/resending.ts'
import type { TelemetryReport } from '../report/run-report.ts'
import type { Tally } from '../tally/tally.ts'
import { tallyOf } from '../tally/tallied-batch.ts'

/** What stands before exporters that are not smonitor's own: the pipeline `otlp`. */
export interface ExporterGates {
  /** Keeps from a processor what the settings keep back. */
  gate(processor: AskedProcessor): AskedProcessor
  /** Keeps from a span processor what the policy keeps back. */
  gateSpans(processor: SpanProcessorLike): SpanProcessorLike
  /** Whether there is any. */
  readonly areAny: boolean
  /** What became of what the batches were given that smonitor has made; `undefined` where it has made none. */
  counts(): {
    readonly spans?: TelemetryReport | undefined
    readonly logRecords?: TelemetryReport | undefined
  }
}

/** Options of {@link createExporterGates}. */
export interface ExporterGatesOptions {
  readonly policy: PolicyGate
  readonly resending: Resending
  readonly isAdmitted: (source: string) => boolean
}

/** Creates the gates of one program. */
export function createExporterGates({ policy, resending, isAdmitted }: ExporterGatesOptions): ExporterGates {
  let areAny = false
  const tallies = { spans: new Set<Tally>(), logRecords: new Set<Tally>() }

  function exporting(next: AskedProcessor): AskedProcessor {
    areAny = true
    const routed: AskedProcessor = {
      onEmit(record, context) {
        if (policy.isRoutedTo('otlp')) next.onEmit(record, context)
      },
      ...(next.enabled === undefined ? {} : { enabled: (asked) => next.enabled?.(asked) ?? true }),
      forceFlush: () => next.forceFlush(),
      shutdown: () => next.shutdown(),
    }
    return policy.before(markWrapper(routed, next, 'smonitor routes'))
  }

  return {
    gate(processor) {
      note(tallies.logRecords, processor)
      return gateProcessor(exporting(resending.inPlaceOf(processor)), isAdmitted)
    },
    gateSpans(next) {
      areAny = true
      note(tallies.spans, next)
      const routed: SpanProcessorLike = {
        onStart: (span, context) => next.onStart(span, context),
        ...(next.onEnding === undefined ? {} : { onEnding: (span: unknown) => next.onEnding?.(span) }),
        onEnd(span) {
          if (policy.isRoutedTo('otlp')) next.onEnd(span)
        },
        forceFlush: () => next.forceFlush(),
        shutdown: () => next.shutdown(),
      }
      return policy.beforeSpans(markWrapper(routed, next, 'smonitor routes'))
    },
    get areAny() {
      return areAny
    },
    counts: () => ({ spans: countsOf(tallies.spans), logRecords: countsOf(tallies.logRecords) }),
  }
}

function note(tallies: Set<Tally>, processor: object): void {
  const tally = tallyOf(processor)
  if (tally !== undefined) tallies.add(tally)
}

function countsOf(tallies: ReadonlySet<Tally>): TelemetryReport | undefined {
  return addCounts([...tallies].map(({ counts }) => counts))
}
