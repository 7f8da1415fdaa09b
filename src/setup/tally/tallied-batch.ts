import { markDropCount } from '../../record/drop-count.ts'
import { markWrapper } from '../../record/wraps.ts'
import type { AskedProcessor, SpanProcessorLike } from '../processor-like.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import type { ExporterLike } from '../report-failures.ts'
import { createTally, type Tally } from './tally.ts'

/** How a batch is made. */
export interface BatchParts<Processor> {
  readonly exporter: ExporterLike
  /** Where to, for a message; `undefined` where that is not known. */
  readonly endpoint: string | undefined
  /** Of the queue. @default 2048 */
  readonly maxQueueSize?: number | undefined
  /** Makes the processor of the SDK. */
  readonly create: (exporter: ExporterLike) => Processor
}

/** Makes a batch of spans that is counted. */
export function createTalliedSpans(parts: BatchParts<SpanProcessorLike>): SpanProcessorLike {
  const { processor: next, tally } = createBatch(parts, 'spans', 'OTEL_BSP_MAX_QUEUE_SIZE')
  let isShutDown = false
  const counted: SpanProcessorLike = {
    onStart: (span, context) => next.onStart(span, context),
    ...(next.onEnding === undefined ? {} : { onEnding: (span: unknown) => next.onEnding?.(span) }),
    onEnd(span) {
      // The SDK keeps no other.
      if (isSampled(span) && !isShutDown && tally.admit()) next.onEnd(span)
    },
    forceFlush: () => next.forceFlush(),
    shutdown() {
      isShutDown = true
      return next.shutdown()
    },
  }
  return note(counted, next, tally)
}

/** Makes a batch of log records that is counted. */
export function createTalliedLogs(parts: BatchParts<AskedProcessor>): AskedProcessor {
  const { processor: next, tally } = createBatch(parts, 'log records', 'OTEL_BLRP_MAX_QUEUE_SIZE')
  let isShutDown = false
  const counted: AskedProcessor = {
    ...(next.enabled === undefined ? {} : { enabled: (asked) => next.enabled?.(asked) ?? true }),
    onEmit(record, context) {
      if (!isShutDown && tally.admit()) next.onEmit(record, context)
    },
    forceFlush: () => next.forceFlush(),
    shutdown() {
      isShutDown = true
      return next.shutdown()
    },
  }
  return note(counted, next, tally)
}

const tallies = new WeakMap<object, Tally>()

/** Finds what a processor has counted; `undefined` for those that are not counted. */
export function tallyOf(processor: object): Tally | undefined {
  return tallies.get(processor)
}

function note<Processor extends object>(counted: Processor, next: object, tally: Tally): Processor {
  tallies.set(counted, tally)
  return markDropCount(markWrapper(counted, next, 'smonitor count'), () => tally.counts.dropped)
}

function createBatch<Processor>(
  { exporter, endpoint = 'The exporter', maxQueueSize, create }: BatchParts<Processor>,
  signal: string,
  setting: string,
): { readonly processor: Processor; readonly tally: Tally } {
  const tally = createTally(maxQueueSize, () => {
    // Not from within what could not be kept: the program is in the middle of something.
    setImmediate(() => ownDiagnostics.emit('SMON-W232', { endpoint, signal, setting })).unref()
  })
  const counting: ExporterLike = {
    export(items, done) {
      const settle = tally.release((items as readonly unknown[]).length)
      try {
        exporter.export(items, (result) => {
          settle(result.code === 0)
          done(result)
        })
      } catch (error) {
        settle(false)
        throw error
      }
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
  return { tally, processor: create(markWrapper(counting, exporter)) }
}

const SAMPLED = 1

function isSampled(span: unknown): boolean {
  const { traceFlags } = (span as { spanContext(): { readonly traceFlags: number } }).spanContext()
  return (traceFlags & SAMPLED) !== 0
}
