import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_SIGNAL } from '../../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE } from '../../../semconv/upstream.ts'
import type { PolicyStats } from '../../policy/policy-types.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { JSON_LEVELS } from '../../record/json-level.ts'
import { levelOfSeverity } from '../../record/level.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import { createEventTotals } from '../../record/event-totals.ts'
import { createRedundancies } from './redundancies.ts'
import { createRunMetrics, type MetricsApi, type Outcome } from './run-metrics.ts'
import {
  toHealthReport,
  toPolicyReport,
  type DeliveryReport,
  type RunReport,
  type SinkHealth,
} from './run-report.ts'
import { createSignalTotals, type EndedSpan } from './signal-totals.ts'

/** What the report is told at the moment that it is asked for. */
export interface ReportContext {
  readonly runId: string
  readonly sessionId: string
  readonly profile: string
  readonly memory: { readonly size: number; readonly dropped: number }
  readonly sinks: readonly SinkHealth[]
  readonly policy?: PolicyStats | undefined
  /** `undefined` where nothing is sent by OTLP. */
  readonly delivery?: DeliveryReport | undefined
}

/** Keeps the numbers of a run, for the report and as metrics. Nothing here throws. */
export interface Reporting {
  /** `disabled` is no outcome that counts: smonitor is switched off. */
  countEvent(event: DiagnosticEvent, outcome: Outcome | 'disabled'): void
  /** Counts a diagnostic that the policy held back. */
  countHeldBack(record: Pick<LogRecordLike, 'severityNumber' | 'attributes'>, outcome: Outcome): void
  countSpan(span: EndedSpan): void
  countHandlerError(handler: string, error: unknown): void
  countRedundancy(callsite: string, details?: object): void
  report(context: ReportContext): RunReport
}

/** What smonitor says of its own troubles is kept up to this many. */
const MAX_RUNTIME_WARNINGS = 100

/** Creates the numbers of a run, in bounded memory. */
export function createReporting(api: MetricsApi): Reporting {
  const events = createEventTotals()
  const signals = createSignalTotals()
  const redundancies = createRedundancies()
  const metrics = createRunMetrics(api)
  const runtimeWarnings: string[] = []
  let silenced = 0
  let suppressed = 0

  return {
    countEvent(event, outcome) {
      if (outcome === 'disabled') return
      metrics.countEvent(event, outcome)
      if (outcome !== 'accepted') {
        silenced += 1
        return
      }
      events.add(event)
      const isOwn = event.library.name === 'smonitor' && event.code?.startsWith('SMON-') === true
      if (isOwn && runtimeWarnings.length < MAX_RUNTIME_WARNINGS) {
        runtimeWarnings.push(`${event.message} (${event.code})`)
      }
    },
    countHeldBack({ severityNumber, attributes }, outcome) {
      const code = attributes[ATTR_SMONITOR_CODE]
      suppressed += 1
      metrics.countEvent(
        {
          level: JSON_LEVELS[levelOfSeverity(severityNumber)],
          code: typeof code === 'string' ? code : null,
        },
        outcome,
      )
    },
    countSpan(span) {
      const seconds = signals.add(span)
      if (seconds === undefined) return
      metrics.recordCall(
        String(span.attributes[ATTR_SMONITOR_SIGNAL]),
        seconds,
        span.attributes[ATTR_ERROR_TYPE],
      )
    },
    countHandlerError: (handler, error) => metrics.countHandlerError(handler, error),
    countRedundancy: (callsite, details) => redundancies.add(callsite, details),
    report: ({ runId, sessionId, profile, memory, sinks, policy, delivery }) => ({
      schema: 'smonitor.run-report/1',
      run_id: runId,
      session_id: sessionId,
      profile,
      ...events.report(),
      events_silenced: silenced,
      events_suppressed: suppressed,
      policy: toPolicyReport(policy),
      ...(delivery === undefined ? {} : { delivery }),
      events_buffered: memory.size,
      events_evicted: memory.dropped,
      ...signals.report(),
      ...redundancies.report(),
      ...toHealthReport(sinks, runtimeWarnings),
      // In kilobytes on every platform.
      peak_memory_bytes: process.resourceUsage().maxRSS * 1024,
    }),
  }
}
