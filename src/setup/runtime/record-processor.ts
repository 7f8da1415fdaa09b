import { createSinkProcessor } from '../../../exporters/sink-processor.ts'
import type { SpanBridge } from '../../../exporters/span-bridge/create-span-bridge.ts'
import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_CORRELATION_ID } from '../../../semconv/semconv.ts'
import { ATTR_LOG_RECORD_UID } from '../../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import { isDiagnosticRecord } from '../../record/to-event.ts'
import { markName } from '../../record/wraps.ts'
import { sourceOf } from '../gate-processor.ts'
import type { AskedProcessor } from '../processor-like.ts'
import { isAdmitted } from './running-state.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/** Creates the processor that hands log records to the policy, and what that lets through to the sinks. */
export function createRecordProcessor(
  { state, known, policy, pipeline, reporting, resending }: RuntimeParts,
  bridge: SpanBridge,
): AskedProcessor {
  const sinkProcessor = createSinkProcessor({
    run: { runId: known.runId, sessionId: known.sessionId },
    sinks: () =>
      policy.isRouting() ? pipeline.sinks().filter(({ name }) => policy.isRoutedTo(name)) : pipeline.sinks(),
    admit,
    isEnabled: () => state.settings.isEnabled,
    context: () => ({ profile: state.settings.profile, audience: state.settings.audience }),
    onSinkError: (sink, error) => pipeline.onSinkError(sink, error),
  })
  const policed = policy.before({ ...sinkProcessor, onEmit: handOn })

  function admit(event: DiagnosticEvent): DiagnosticEvent | undefined {
    const verdict = state.gate.judge(event)
    reporting.countEvent(event, verdict.outcome)
    return verdict.outcome === 'accepted' ? verdict.event : undefined
  }

  /** Hands a record that was let through to whoever it is for. */
  function handOn(record: LogRecordLike, context: unknown): void {
    sinkProcessor.onEmit(record)
    // What is on a span goes where spans go.
    if (policy.isRoutedTo('otlp')) bridge.logRecordProcessor.onEmit(record, context)
    if (!policy.isRoutedTo('otlp-file')) return
    for (const { logRecordProcessor: file } of pipeline.otlpFiles()) file.onEmit(record)
  }

  const processor: AskedProcessor = {
    ...sinkProcessor,
    onEmit(record, context) {
      known.learnResource(record)
      if (isDiagnosticRecord(record)) {
        // What tells of a failed export asks for no further one: the program would end as late once more.
        if (record.attributes[ATTR_SMONITOR_CODE] !== 'SMON-W202') state.isDirty = true
        setOnce(record, ATTR_SMONITOR_CORRELATION_ID, state.settings.correlationId)
        setOnce(record, ATTR_LOG_RECORD_UID, resending.nextUid())
        if (isAdmitted(state, sourceOf(record))) state.check(record)
      } else state.isDirty = true
      // What is silenced is no matter for limits; the sinks' processor counts it.
      const isWanted = !isDiagnosticRecord(record) || isAdmitted(state, sourceOf(record))
      // Without rules nothing of policy is on the stack, which may be nearly full.
      if (!isWanted) sinkProcessor.onEmit(record)
      else if (policy.isOn()) policed.onEmit(record, context)
      else handOn(record, context)
      if (state.hasEnded) {
        policy.flush()
        pipeline.flushLate()
      }
    },
    async forceFlush() {
      policy.flush()
      await sinkProcessor.forceFlush()
      await Promise.all(pipeline.otlpFiles().map(async (file) => file.logRecordProcessor.forceFlush()))
    },
  }
  return markName(processor, 'smonitor')
}

/** Says something on the record itself, for every exporter; a record that says it keeps its own. */
function setOnce(record: LogRecordLike, attribute: string, value: string | undefined): void {
  if (value === undefined || record.attributes[attribute] !== undefined) return
  const { setAttribute } = record as { setAttribute?: (key: string, value: string) => unknown }
  setAttribute?.call(record, attribute, value)
}
