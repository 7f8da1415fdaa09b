import type { LogRecordLike } from '../../record/log-record.ts'
import { toReadableRecord, toRecordLine } from '../../spool/outbox/record-line.ts'
import type { Outbox } from '../../spool/outbox/outbox.ts'
import type { Delivery } from './delivery.ts'
import { exportOnce, type Answer } from './export-once.ts'

/** Brings diagnostics to an endpoint until it has taken them. Nothing of it throws. */
export interface Resender {
  /** Takes a diagnostic. */
  add(record: LogRecordLike, isUrgent: boolean): void
  /** Sends what there is, until all is taken or the endpoint does not take something. */
  drain(): Promise<void>
  /** Begins with what was left by others. */
  wake(): void
  /** Counts what is in memory only as dropped: the program ends. */
  giveUp(): void
  /** Sends nothing any more. */
  stop(): void
  readonly counts: ResendCounts
  /** Whether the endpoint did not take what it was given last. */
  readonly hasFailed: boolean
  /** Whether it did not, or has not answered for so long that it may be away. */
  readonly isInDoubt: boolean
}

/** What became of the diagnostics so far. */
export interface ResendCounts {
  readonly taken: number
  /** What the endpoint will never take. */
  readonly refused: number
  /** What there was no room for, neither on disk nor in memory. */
  readonly dropped: number
  /** Not taken yet, of this program. */
  readonly unsent: number
  /** Not taken yet, of earlier runs that this one has taken over. */
  readonly inherited: number
}

/** Options of {@link createResender}. */
export interface ResenderOptions {
  readonly delivery: Delivery
  readonly outbox: Outbox
  /** @default Math.random */
  readonly random?: () => number
}

/** Records that wait in memory: as many as the SDK's own batches have. */
const MAX_QUEUE = 2048
/** What is read again is sent in pieces that hold the program up for a few milliseconds each. */
const PIECE = 128
/** Between two of them, at least this long, and as long as the last one took. */
const REST_MS = 20

const FIRST_WAIT_MS = 1000
/** An exporter tries for some ten seconds before it says that it failed. */
const DOUBT_AFTER_MS = 1500
const LONGEST_WAIT_MS = 30_000
/** Nobody is left alone for longer than this, whatever it asks for. */
const LONGEST_RETRY_AFTER_MS = 600_000

interface Queued {
  readonly record: LogRecordLike
  /** `undefined` where it is in memory only. */
  readonly number: number | undefined
}

/** Creates it; it sends from its first diagnostic on. */
export function createResender(options: ResenderOptions): Resender {
  const { delivery, outbox, random = Math.random } = options
  let queue: Queued[] = []
  // What is in memory only and in the request that is under way.
  let leaving: readonly Queued[] = []
  // Whether something is on disk that is not in the queue.
  let isBehind = false
  let failures = 0
  let waitUntil = 0
  let failedAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<Answer> | undefined
  let sendingSince = Infinity
  let isStopped = false
  let taken = 0
  let refused = 0
  let dropped = 0

  const counts = (): ResendCounts => ({
    taken,
    refused,
    dropped: dropped + outbox.lost,
    unsent:
      outbox.unsent -
      outbox.inherited +
      leaving.length +
      queue.filter(({ number }) => number === undefined).length,
    inherited: outbox.inherited,
  })

  function schedule(afterMs: number): void {
    if (isStopped || timer !== undefined) return
    timer = setTimeout(tick, afterMs).unref()
  }

  function tick(): void {
    timer = undefined
    void pump()
  }

  /** Sends one piece, and sees to the next. */
  async function pump(): Promise<Answer | 'nothing'> {
    if (sending !== undefined) return sending
    const piece = nextPiece()
    if (piece === undefined) return 'nothing'
    const started = performance.now()
    sendingSince = started
    sending = send(piece)
    const answer = await sending
    sending = undefined
    sendingSince = Infinity
    const isMore = queue.length > 0 || isBehind
    if (answer === 'failed') schedule(Math.max(0, waitUntil - performance.now()))
    else if (isMore) schedule(isBehind ? Math.max(REST_MS, performance.now() - started) : delivery.delayMs)
    return answer
  }

  interface Piece {
    readonly records: readonly object[]
    readonly numbers: readonly number[]
    /** What is nowhere else. */
    readonly onlyHere: readonly Queued[]
  }

  function nextPiece(): Piece | undefined {
    if (queue.length > 0) {
      const part = queue.splice(0, delivery.maxBatch)
      return {
        records: part.map(({ record }) => record),
        numbers: part.flatMap(({ number }) => (number === undefined ? [] : [number])),
        onlyHere: part.filter(({ number }) => number === undefined),
      }
    }
    if (!isBehind) return undefined
    // One is enough to ask whether the endpoint is back: more would be made again for each time that it is not.
    const read = outbox.take(failures > 0 ? 1 : Math.min(PIECE, delivery.maxBatch))
    if (read.length === 0) {
      // What is under way was read before; what failed has to be read again.
      isBehind = outbox.unsent > 0
      outbox.rewind()
      if (isBehind) schedule(LONGEST_WAIT_MS)
      return undefined
    }
    return {
      records: read.map(({ kept, head }) => toReadableRecord(kept, resourceOf(head))),
      numbers: read.map(({ number }) => number),
      onlyHere: [],
    }
  }

  async function send({ records, numbers, onlyHere }: Piece): Promise<Answer> {
    leaving = onlyHere
    const { answer, retryAfterMs } = await exportOnce(delivery, records)
    const back = leaving
    leaving = []
    if (answer === 'failed') {
      failures += 1
      failedAt = performance.now()
      const backoffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1))
      const waitMs = retryAfterMs === undefined ? backoffMs * (0.5 + random() / 2) : retryAfterMs
      waitUntil = performance.now() + Math.min(waitMs, LONGEST_RETRY_AFTER_MS)
      isBehind ||= numbers.length > 0 || queue.some(({ number }) => number !== undefined)
      outbox.rewind()
      // What is on disk need not be in memory for as long as this goes on.
      const rest = [...back, ...queue.filter(({ number }) => number === undefined)]
      queue = rest.slice(0, MAX_QUEUE)
      dropped += rest.length - queue.length
      return answer
    }
    failures = 0
    waitUntil = 0
    if (answer === 'taken') taken += records.length
    else refused += records.length
    outbox.acknowledge(numbers)
    return answer
  }

  return {
    add(record, isUrgent) {
      const number = outbox.append(toRecordLine(record), isUrgent)
      // While others are in front of it on disk, it waits there with them.
      if (number !== undefined && (isBehind || queue.length >= MAX_QUEUE)) isBehind = true
      else if (queue.length < MAX_QUEUE) queue.push({ record, number })
      else dropped += 1
      const isFull = queue.length >= delivery.maxBatch && failures === 0
      if (isFull && sending === undefined) {
        clearTimeout(timer)
        timer = undefined
        schedule(0)
      } else if (sending === undefined) schedule(Math.max(delivery.delayMs, waitUntil - performance.now()))
    },
    async drain() {
      outbox.flush()
      // Whoever flushes all the time must not ask all the time.
      if (performance.now() - failedAt < FIRST_WAIT_MS) return
      for (;;) {
        if (isStopped) return
        // A piece that is under way may be one of before.
        const isOther = sending !== undefined
        const answer = await pump()
        if (isOther && answer !== 'failed') continue
        if (answer === 'failed' || answer === 'nothing') return
        if (isBehind) await sleep(REST_MS)
      }
    },
    wake() {
      isBehind = true
      schedule(0)
    },
    giveUp() {
      const kept = queue.filter(({ number }) => number !== undefined)
      dropped += leaving.length + queue.length - kept.length
      leaving = []
      queue = kept
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
    get hasFailed() {
      return failures > 0
    },
    get isInDoubt() {
      return failures > 0 || performance.now() - sendingSince > DOUBT_AFTER_MS
    },
    get counts() {
      return counts()
    },
  }
}

const resources = new WeakMap<object, object>()

/** One for each file, so that its records stand together in a request. */
function resourceOf(head: { readonly resource: object; readonly schema_url?: string }): object {
  const known = resources.get(head)
  if (known !== undefined) return known
  const made = {
    attributes: head.resource,
    asyncAttributesPending: false,
    ...(head.schema_url === undefined ? {} : { schemaUrl: head.schema_url }),
  }
  resources.set(head, made)
  return made
}

/** That of `node:timers/promises` brings the whole of `readline` into every start. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
