import type { SpanBridge } from '../../../exporters/span-bridge/create-span-bridge.ts'
import type { SampledSpan } from '../../../exporters/spool-telemetry.ts'
import { markName } from '../../record/wraps.ts'
import type { SpanProcessorLike } from '../processor-like.ts'
import type { EndedSpan } from '../report/signal-totals.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/**
 * Creates the processor that counts spans, and hands those that the policy lets through to the files.
 *
 * @param collectMetrics - Brings the metrics of a bundle to it.
 */
export function createSpanProcessor(
  { state, known, policy, pipeline, reporting }: RuntimeParts,
  bridge: SpanBridge,
  collectMetrics: () => Promise<void> | undefined,
): SpanProcessorLike {
  const policed = policy.beforeSpans({
    onStart: () => undefined,
    onEnd(span) {
      pipeline.telemetry()?.addSpan(span as SampledSpan)
      if (!policy.isRoutedTo('otlp-file')) return
      for (const { spanProcessor: file } of pipeline.otlpFiles()) file.onEnd(span as object)
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  })

  const processor: SpanProcessorLike = {
    onStart: (span, context) => bridge.spanProcessor.onStart(span as object, context),
    onEnding: (span) => bridge.spanProcessor.onEnding(span as object),
    onEnd(span) {
      state.isDirty = true
      known.learnResource(span)
      reporting.countSpan(span as EndedSpan)
      policed.onEnd(span)
      if (state.hasEnded) pipeline.flushLate()
    },
    async forceFlush() {
      await Promise.all([pipeline.telemetry()?.settle(), collectMetrics()])
      await Promise.all(pipeline.otlpFiles().map(async (file) => file.spanProcessor.forceFlush()))
    },
    shutdown: async () => undefined,
  }
  return markName(processor, 'smonitor')
}
