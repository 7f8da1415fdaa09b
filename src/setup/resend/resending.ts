import { randomBytes } from 'node:crypto'
import { isMainThread } from 'node:worker_threads'
import type { OtelFacts } from '../../bundle/manifest.ts'
import { isDiagnosticRecord } from '../../record/to-event.ts'
import { markWrapper } from '../../record/wraps.ts'
import { UNSENT_FACTOR } from '../../spool/outbox/trim-outbox.ts'
import type { RunSpool } from '../../spool/run-spool.ts'
import { addCounts } from '../add-counts.ts'
import type { AskedProcessor } from '../processor-like.ts'
import { findDelivery } from './find-delivery.ts'
import { createLane, type Lane } from './lane.ts'
import type { ResendCounts } from './resender.ts'
import { tellOthers } from './tell-others.ts'

/** Sees to it that diagnostics arrive that a backend did not take at first, in this run or in the next one. */
export interface Resending {
  /** Puts it in the place of a processor that delivers by OTLP, for diagnostics; others pass. */
  inPlaceOf(processor: AskedProcessor): AskedProcessor
  /** An id for the next diagnostic, by which duplicates are known; `undefined` where nothing is sent. */
  nextUid(): string | undefined
  /** Says what is not sent, and leaves it on disk. */
  end(): void
  /** `undefined` where nothing is sent. */
  counts(): ResendCounts | undefined
}

/** Options of {@link createResending}. */
export interface ResendingOptions {
  /** Where the run keeps its diagnostics; `undefined` where it does not. */
  readonly spool: { readonly run: RunSpool; readonly root: string; readonly maxBytes: number } | undefined
  /** What is known of the resource. */
  readonly otel: () => OtelFacts | null | undefined
}

/** What others have left is looked for a moment after the start: never in a call of the host. */
const ADOPT_AFTER_MS = 1000

/** Creates it; without a spool it does nothing. */
export function createResending({ spool, otel }: ResendingOptions): Resending {
  const prefix = randomBytes(8).toString('hex')
  let uids = 0
  const lanes: Lane[] = []
  const adopted = new WeakSet<Lane>()
  let adopting: NodeJS.Timeout | undefined
  let hasEnded = false
  let areOthersTold = false

  /** Takes over what programs that are gone have left. */
  function adopt(): void {
    clearTimeout(adopting)
    adopting = undefined
    if (spool === undefined || !isMainThread || hasEnded) return
    for (const lane of lanes)
      if (!lane.isStopped && !adopted.has(lane) && lane.adoptAbandoned(spool.root)) adopted.add(lane)
    // Before its first diagnostic or span it is not known whose this program is.
    if (lanes.some((lane) => !lane.isStopped && !adopted.has(lane))) return adoptLater()
    if (areOthersTold) return
    areOthersTold = true
    tellOthers(
      spool.root,
      lanes.map((lane) => lane.target()),
    )
  }

  function adoptLater(): void {
    adopting ??= setTimeout(adopt, ADOPT_AFTER_MS).unref()
  }

  /** Where ours stood in until the program had an SDK, that one sends what is left. */
  function stop(lane: Lane): void {
    lane.stop()
    const target = lane.target()
    const other = lanes.find((one) => !one.isStopped && one.target() === target)
    if (other !== undefined) lane.handOverTo(other)
  }

  return {
    inPlaceOf(processor) {
      const delivery = findDelivery(processor)
      if (delivery === undefined || spool === undefined) return processor
      const lane = createLane({ delivery, run: spool.run, maxBytes: spool.maxBytes * UNSENT_FACTOR, otel })
      lanes.push(lane)
      adoptLater()
      const resending: AskedProcessor = {
        ...(processor.enabled === undefined
          ? {}
          : { enabled: (asked) => processor.enabled?.(asked) ?? true }),
        onEmit(record, context) {
          if (!isDiagnosticRecord(record)) processor.onEmit(record, context)
          else lane.add(record)
        },
        async forceFlush() {
          adopt()
          await Promise.all([processor.forceFlush(), lane.drain()])
        },
        async shutdown() {
          await lane.drain()
          stop(lane)
          await processor.shutdown()
        },
      }
      return markWrapper(resending, processor, 'smonitor resend')
    },
    nextUid() {
      if (lanes.length === 0) return undefined
      uids += 1
      return `${prefix}-${uids.toString(36)}`
    },
    end() {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(adopting)
      for (const lane of lanes) lane.end()
    },
    counts: () => addCounts(lanes.map(({ counts }) => counts)),
  }
}
