import { createHash, randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import type { OtelFacts } from '../../bundle/manifest.ts'
import { isDiagnosticRecord } from '../../record/to-event.ts'
import { createOutbox, type Outbox } from '../../spool/outbox/outbox.ts'
import { listAbandoned } from '../../spool/outbox/unsent-files.ts'
import { markProcess } from '../../spool/process-mark.ts'
import type { RunSpool } from '../../spool/run-spool.ts'
import type { AskedProcessor } from '../gate-processor.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { deliveryOf, type Delivery } from './delivery.ts'
import { createResender, type ResendCounts, type Resender } from './resender.ts'

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

/** What waits for a backend may take so many times the bound of the run: a long outage is long. */
const BOUND_FACTOR = 4
/** What others have left is looked for a moment after the start: never in a call of the host. */
const ADOPT_AFTER_MS = 1000
const ERROR_SEVERITY = 17

/** Creates it; without a spool it does nothing. */
export function createResending({ spool, otel }: ResendingOptions): Resending {
  const prefix = randomBytes(8).toString('hex')
  let uids = 0
  let running: Running | undefined
  let isAdopted = false
  let hasEnded = false

  function start(delivery: Delivery, { run, maxBytes }: NonNullable<typeof spool>): Running {
    const mark = markProcess()
    const outbox = createOutbox({
      folder: run.folder,
      head() {
        const { resource = {}, schema_url } = otel() ?? {}
        const target = targetOf(delivery, resource)
        return { outbox: 1, mark, target, resource, ...(schema_url === undefined ? {} : { schema_url }) }
      },
      maxBytes: maxBytes * BOUND_FACTOR,
      open: () => run.open(),
      onProblem: createProblemReporter(delivery, run),
    })
    setTimeout(adopt, ADOPT_AFTER_MS).unref()
    return { delivery, outbox, resender: createResender({ delivery, outbox }) }
  }

  /** Takes over what programs that are gone have left for the same endpoint. */
  function adopt(): void {
    const resource = otel()?.resource
    // Without a diagnostic it is not known yet whose this program is.
    if (isAdopted || running === undefined || spool === undefined || resource === undefined) return
    isAdopted = true
    if (!isMainThread) return
    const { outbox, resender, delivery } = running
    const target = targetOf(delivery, resource)
    const left = listAbandoned(spool.root).filter(({ head }) => head.target === target)
    const found = left.map(({ path }) => outbox.adopt((own) => move(path, own)))
    if (found.some((count) => count > 0)) resender.wake()
  }

  return {
    inPlaceOf(processor) {
      const delivery = deliveryOf(processor)
      if (delivery === undefined || spool === undefined || running !== undefined) return processor
      running = start(delivery, spool)
      const { resender, outbox } = running
      return {
        ...(processor.enabled === undefined
          ? {}
          : { enabled: (asked) => processor.enabled?.(asked) ?? true }),
        onEmit(record, context) {
          if (!isDiagnosticRecord(record)) return processor.onEmit(record, context)
          resender.add(record, (record.severityNumber ?? 0) >= ERROR_SEVERITY)
        },
        async forceFlush() {
          adopt()
          await Promise.all([processor.forceFlush(), resender.drain()])
        },
        async shutdown() {
          await resender.drain()
          resender.stop()
          outbox.close()
          await processor.shutdown()
        },
      }
    },
    nextUid() {
      if (running === undefined) return undefined
      uids += 1
      return `${prefix}-${uids.toString(36)}`
    },
    end() {
      if (running === undefined || spool === undefined || hasEnded) return
      hasEnded = true
      const { outbox, delivery, resender } = running
      outbox.flush()
      const { unsent } = resender.counts
      if (unsent > 0 && resender.hasFailed)
        ownDiagnostics.emit('SMON-W230', { endpoint: delivery.endpoint, unsent, folder: spool.run.folder })
      outbox.close()
    },
    counts: () => running?.resender.counts,
  }
}

interface Running {
  readonly delivery: Delivery
  readonly outbox: Outbox
  readonly resender: Resender
}

function targetOf({ endpoint }: Delivery, resource: OtelFacts['resource']): string {
  return createHash('sha256')
    .update(`${endpoint} ${String(resource['service.name'])}`)
    .digest('hex')
    .slice(0, 16)
}

function createProblemReporter(
  { endpoint }: Delivery,
  { folder }: RunSpool,
): (problem: 'full' | 'unwritable') => void {
  let isSaid = false
  return (problem) => {
    if (isSaid) return
    isSaid = true
    const reason = problem === 'full' ? 'they take the most that they may' : 'the disk does not take them'
    // Not from within the one that could not be kept.
    setImmediate(() => ownDiagnostics.emit('SMON-W231', { endpoint, folder, reason })).unref()
  }
}

/** @returns Whether it was still there: another process may have been faster. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
