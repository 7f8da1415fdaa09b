import { field } from './fields.ts'
import { guarded } from './guarded.ts'

// Where a processor of smonitor says how much it has dropped: src/record/drop-count.ts.
const DROPPED = Symbol.for('smonitor.dropped')
const QUEUES = ['_finishedSpans', '_finishedLogRecords']
const METHODS = ['onEnd', 'onEmit']
const SAMPLED = 1

const dropped = new WeakMap<object, { count: number }>()

/** Counts what a batch processor of the SDK has no room for from now on. */
export function watchQueue(processor: object): void {
  const size = field(processor, '_maxQueueSize')
  if (typeof size !== 'number' || dropped.has(processor)) return
  const counter = { count: 0 }
  dropped.set(processor, counter)
  for (const method of METHODS) {
    const original = field(processor, method)
    if (typeof original !== 'function') continue
    guarded(() =>
      Object.defineProperty(processor, method, {
        configurable: true,
        writable: true,
        value(this: unknown, ...args: unknown[]): unknown {
          guarded(() => {
            if (lengthOf(processor) >= size && isKept(args[0])) counter.count += 1
          })
          return (original as (...all: unknown[]) => unknown).apply(this, args)
        },
      }),
    )
  }
}

/** How much a processor has dropped for want of room. */
export function countDropped(processor: unknown): number {
  if (typeof processor !== 'object' || processor === null) return 0
  const own = field(processor, DROPPED)
  return typeof own === 'number' ? own : (dropped.get(processor)?.count ?? 0)
}

function lengthOf(processor: object): number {
  const queue = QUEUES.map((name) => field(processor, name)).find((one) => Array.isArray(one))
  return Array.isArray(queue) ? queue.length : 0
}

/** Of spans, a batch takes those alone that are sampled. */
function isKept(item: unknown): boolean {
  const spanContext = field(item, 'spanContext')
  if (typeof spanContext !== 'function') return true
  const flags = field(spanContext.call(item), 'traceFlags')
  return typeof flags !== 'number' || (flags & SAMPLED) !== 0
}
