import { nextTurn } from './clock.ts'
import { classOf, field } from './fields.ts'
import { guarded } from './guarded.ts'
import type { ApiCopy } from './observation.ts'
import type { FilePackage } from './package-of.ts'

type Method = (this: unknown, ...args: unknown[]) => unknown
type Counts = { -readonly [Key in keyof ApiCopy]: ApiCopy[Key] }

const copies: Counts[] = []
const seen = new WeakSet<object>()

/** Counts what goes through a copy of an API from now on. */
export function watchApiCopy(
  exports: unknown,
  { name, version, folder }: FilePackage,
  format: 'esm' | 'cjs',
): void {
  const [trace, logs] = [field(exports, 'trace'), field(exports, 'logs')]
  const counts: Counts = {
    name,
    version,
    folder,
    format,
    spans: 0,
    lostSpans: 0,
    records: 0,
    lostRecords: 0,
    earlyTracers: 0,
  }
  copies.push(counts)
  nextTurn()
  wrap(trace, 'getTracer', (tracer) => {
    if (!leadsSomewhere(tracer)) counts.earlyTracers += 1
    countCalls(tracer, 'startSpan', () => {
      counts.spans += 1
      if (!leadsSomewhere(tracer)) counts.lostSpans += 1
    })
    countCalls(tracer, 'startActiveSpan', () => {
      // Only a tracer of the API itself: that of an SDK calls its own startSpan.
      if (classOf(tracer) !== 'ProxyTracer') return
      counts.spans += 1
      if (!leadsSomewhere(tracer)) counts.lostSpans += 1
    })
  })
  wrap(logs, 'getLogger', (logger) =>
    countCalls(logger, 'emit', () => {
      counts.records += 1
      if (!leadsSomewhere(logger)) counts.lostRecords += 1
    }),
  )
}

/** The copies that were loaded. */
export function listApiCopies(): ApiCopy[] {
  return copies.map((counts) => ({ ...counts }))
}

/** A proxy of the API has a delegate once there is a provider that its own copy knows of. */
function leadsSomewhere(instrument: unknown): boolean {
  const name = classOf(instrument)
  if (name.startsWith('Noop')) return false
  return !name.startsWith('Proxy') || field(instrument, '_delegate') !== undefined
}

function wrap(api: unknown, method: string, onResult: (result: unknown) => void): void {
  const original = field(api, method)
  if (typeof api !== 'object' || api === null || typeof original !== 'function') return
  Object.defineProperty(api, method, {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]): unknown {
      const result = (original as Method).apply(this, args)
      guarded(() => onResult(result))
      return result
    },
  })
}

/** Counts after the call: only then has a proxy looked for its delegate. */
function countCalls(instrument: unknown, method: string, count: () => void): void {
  if (typeof instrument !== 'object' || instrument === null) return
  const original = field(instrument, method)
  if (typeof original !== 'function' || seen.has(original)) return
  function counted(this: unknown, ...args: unknown[]): unknown {
    try {
      return (original as Method).apply(this, args)
    } finally {
      guarded(count)
    }
  }
  seen.add(counted)
  Object.defineProperty(instrument, method, { configurable: true, writable: true, value: counted })
}
