import { createHash } from 'node:crypto'
import { renameSync } from 'node:fs'
import { basename } from 'node:path'
import type { OtelFacts } from '../../bundle/manifest.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import { createOutbox, type Outbox } from '../../spool/outbox/outbox.ts'
import { listAbandoned } from '../../spool/outbox/unsent-files.ts'
import { markProcess } from '../../spool/process-mark.ts'
import type { RunSpool } from '../../spool/run-spool.ts'
import { describeResource } from '../describe-resource.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import type { Delivery } from './delivery.ts'
import { describeUnsent } from './describe-unsent.ts'
import { createResender, type ResendCounts } from './resender.ts'

/** The way of the diagnostics to one endpoint: through an outbox on disk. */
export interface Lane {
  add(record: LogRecordLike): void
  /** Sends what there is, until all is taken or the endpoint does not take something. */
  drain(): Promise<void>
  /** Takes over what programs that are gone have left for the same endpoint. @returns Whether it is known who this is */
  adoptAbandoned(root: string): boolean
  /** Sends nothing any more, and leaves on disk what is there. */
  stop(): void
  /** Gives what it has to another one. */
  handOverTo(other: Lane): void
  /** Takes over a file. @returns Whether that was possible */
  adopt(path: string): boolean
  /** Says what is not sent, at the end of the program. */
  end(): void
  /** Which endpoint this is for whom; `undefined` before the service is known. */
  target(): string | undefined
  readonly counts: ResendCounts
  readonly isStopped: boolean
}

/** Options of {@link createLane}. */
export interface LaneOptions {
  readonly delivery: Delivery
  readonly run: RunSpool
  readonly maxBytes: number
  /** What is known of the resource before the first diagnostic. */
  readonly otel: () => OtelFacts | null | undefined
}

const ERROR_SEVERITY = 17

/** Creates it; the disk is not touched before its first diagnostic. */
export function createLane({ delivery, run, maxBytes, otel }: LaneOptions): Lane {
  const mark = markProcess()
  // Each provider has a resource of its own, and a program may have one after the other.
  let last: LogRecordLike | undefined
  let isStopped = false
  const facts = (): OtelFacts | null | undefined => describeResource(last) ?? otel()
  const outbox: Outbox = createOutbox({
    folder: run.folder,
    head() {
      const { resource = {}, schema_url } = facts() ?? {}
      const target = targetOf(delivery, resource)
      const schema = schema_url === undefined ? {} : { schema_url }
      const { endpoint } = delivery
      return { outbox: 1, mark, target, endpoint, run: basename(run.folder), resource, ...schema }
    },
    maxBytes,
    open: () => run.open(),
    onProblem: createProblemReporter(delivery, run),
  })
  const resender = createResender({ delivery, outbox })

  function target(): string | undefined {
    const known = facts()
    return known === undefined || known === null ? undefined : targetOf(delivery, known.resource)
  }

  const adopt = (path: string): boolean => outbox.adopt(path, (to) => move(path, to)) > 0

  return {
    add(record) {
      last = record
      resender.add(record, (record.severityNumber ?? 0) >= ERROR_SEVERITY)
    },
    drain: () => resender.drain(),
    adoptAbandoned(root) {
      const own = target()
      if (own === undefined) return false
      const left = listAbandoned(root).filter(({ head }) => head.target === own)
      const found = left.map(({ path }) => adopt(path))
      if (found.some(Boolean)) resender.wake()
      return true
    },
    stop() {
      isStopped = true
      resender.stop()
      outbox.close()
    },
    handOverTo(other) {
      for (const path of outbox.handOver()) other.adopt(path)
    },
    adopt(path) {
      const isTaken = adopt(path)
      if (isTaken) resender.wake()
      return isTaken
    },
    end() {
      outbox.close()
      resender.giveUp()
      const { unsent, inherited } = resender.counts
      // A program that ends before its endpoint could answer has nothing to complain of: the next start sends it.
      if (unsent + inherited === 0 || !resender.isInDoubt) return
      const what = describeUnsent(unsent, inherited)
      ownDiagnostics.emit('SMON-W230', { endpoint: delivery.endpoint, what, folder: run.folder })
    },
    target,
    get counts() {
      return resender.counts
    },
    get isStopped() {
      return isStopped
    },
  }
}

function targetOf({ endpoint }: Delivery, resource: OtelFacts['resource']): string {
  return createHash('sha256')
    .update(`${placeOf(endpoint)} ${String(resource['service.name'])}`)
    .digest('hex')
    .slice(0, 16)
}

/** A variable names it without what an exporter adds to it, and gRPC without a scheme. */
function placeOf(endpoint: string): string {
  return endpoint.replace(/^\w+:\/\//, '').replace(/(?:\/v1\/logs)?\/?$/, '')
}

/** Whichever meets a full disk first, it is said once. */
const OTHERS_FIRST_MS = 1000

function createProblemReporter(
  { endpoint }: Delivery,
  run: RunSpool,
): (problem: 'full' | 'unwritable') => void {
  const { folder } = run
  let isSaid = false
  return (problem) => {
    if (isSaid) return
    isSaid = true
    const reason = problem === 'full' ? 'they take the most that they may' : 'the disk does not take them'
    const say = (): void => {
      // That the disk does not take what the run keeps is said of the same disk, or the next moment.
      if (problem === 'unwritable' && run.isRefused) isSaid = false
      else ownDiagnostics.emit('SMON-W231', { endpoint, folder, reason })
    }
    // Not from within the one that could not be kept.
    setTimeout(say, problem === 'full' ? 0 : OTHERS_FIRST_MS).unref()
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
