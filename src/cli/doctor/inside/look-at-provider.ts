import { classOf, field, has } from './fields.ts'
import { guarded } from './guarded.ts'
import type { ProcessorSeen, ProviderSeen } from './observation.ts'
import { describeExporter, isExporter, watchExporter } from './watch-exporter.ts'
import { countDropped, watchQueue } from './watch-queue.ts'

// What smonitor wraps a processor or exporter with says what is in it: src/record/wraps.ts.
const WRAPS = Symbol.for('smonitor.wraps')
const NAME = Symbol.for('smonitor.name')

const LISTS = [
  '_spanProcessors',
  '_registeredSpanProcessors',
  'processors',
  '_processors',
  'registeredLogRecordProcessors',
]
const ONES = [
  WRAPS,
  '_delegate',
  '_processor',
  '_next',
  '_inner',
  '_wrapped',
  'processor',
  'next',
  'inner',
  'delegate',
  'wrapped',
]
const DEEPEST = 6

interface Watched {
  count: number
  shutdown: ProviderSeen['shutdown']
}

const made = new WeakMap<object, Watched>()

/** Counts what goes through a provider from now on, and what its exporters make of it. */
export function watchProvider(provider: unknown, signal: ProviderSeen['signal']): void {
  guarded(() => {
    const root = rootOf(provider, signal)
    if (typeof root !== 'object' || root === null || made.has(root)) return
    const counter: Watched = { count: 0, shutdown: null }
    made.set(root, counter)
    const method = signal === 'traces' ? 'onEnd' : 'onEmit'
    const original = field(root, method)
    if (typeof original === 'function') {
      Object.defineProperty(root, method, {
        configurable: true,
        writable: true,
        value(this: unknown, ...args: unknown[]): unknown {
          counter.count += 1
          return (original as (...all: unknown[]) => unknown).apply(this, args)
        },
      })
    }
    watchShutdown(root, counter)
    for (const exporter of exportersIn(root)) watchExporter(exporter)
    watchQueues(root)
  })
}

/** Tells what a provider is made of, of either SDK line. */
export function describeProvider(
  provider: unknown,
  signal: ProviderSeen['signal'],
  global: ProviderSeen['global'],
): ProviderSeen {
  const root = rootOf(provider, signal)
  const sampler =
    signal === 'traces'
      ? (field(field(provider, '_tracerOptions'), 'sampler') ?? field(field(provider, '_config'), 'sampler'))
      : undefined
  return {
    signal,
    global,
    name: classOf(provider),
    isKnown: root !== undefined,
    sampler: sampler === undefined ? null : describeSampler(sampler),
    processors: childrenOf(root).map((one) => describeProcessor(one, 0)),
    made: counterOf(root)?.count ?? 0,
    shutdown: counterOf(root)?.shutdown ?? null,
  }
}

function counterOf(root: unknown): Watched | undefined {
  return typeof root === 'object' && root !== null ? made.get(root) : undefined
}

function watchShutdown(root: object, counter: Watched): void {
  const original = field(root, 'shutdown')
  if (typeof original !== 'function') return
  Object.defineProperty(root, 'shutdown', {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]): unknown {
      counter.shutdown ??= 'begun'
      const result = (original as (...all: unknown[]) => unknown).apply(this, args)
      const settle = (): void => void (counter.shutdown = 'ended')
      void Promise.resolve(result).then(settle, settle)
      return result
    },
  })
}

/** What hands on to the processors. */
function rootOf(provider: unknown, signal: ProviderSeen['signal']): unknown {
  if (signal === 'traces')
    return field(provider, '_activeSpanProcessor') ?? field(provider, 'activeSpanProcessor')
  return field(field(provider, '_sharedState'), 'activeProcessor') ?? field(provider, '_activeProcessor')
}

function describeProcessor(processor: unknown, depth: number): ProcessorSeen {
  const exporter = field(processor, '_exporter')
  const hasPlace = typeof processor === 'object' && processor !== null && '_exporter' in processor
  const behind = depth > DEEPEST ? [] : childrenOf(processor)
  const found = isExporter(exporter) ? innermost(exporter) : undefined
  return {
    name: nameOf(processor),
    exporter: found === undefined ? null : describeExporter(found),
    fault: hasPlace && found === undefined ? faultOf(exporter) : null,
    behind: behind.map((one) => describeProcessor(one, depth + 1)),
    isOurs: field(processor, WRAPS) !== undefined,
    dropped: countDropped(processor),
  }
}

/** Those of smonitor are plain objects, and say what they do. */
function nameOf(processor: unknown): string {
  const own = field(processor, NAME)
  return typeof own === 'string' ? own : classOf(processor)
}

function faultOf(exporter: unknown): ProcessorSeen['fault'] {
  if (exporter === undefined || exporter === null) return 'undefined'
  return isExporter(field(exporter, 'exporter')) ? 'nested' : 'not-an-exporter'
}

function childrenOf(processor: unknown): unknown[] {
  for (const name of LISTS) {
    const list = field(processor, name)
    if (Array.isArray(list)) return list as unknown[]
  }
  return ONES.map((name) => field(processor, name)).filter((one) => has(one, 'onEnd') || has(one, 'onEmit'))
}

function exportersIn(processor: unknown, depth = 0): object[] {
  const own = field(processor, '_exporter')
  const found = isExporter(own) ? [innermost(own)] : []
  if (depth > DEEPEST) return found
  return [...found, ...childrenOf(processor).flatMap((one) => exportersIn(one, depth + 1))]
}

function watchQueues(processor: object, depth = 0): void {
  watchQueue(processor)
  if (depth > DEEPEST) return
  for (const child of childrenOf(processor)) watchQueues(child as object, depth + 1)
}

function innermost(exporter: object): object {
  const inner = field(exporter, WRAPS)
  return isExporter(inner) ? innermost(inner) : exporter
}

/** Of one that follows the parent, the one for roots decides; the others are left out. */
function describeSampler(sampler: unknown): string {
  const text = guarded(() => String(sampler)) ?? ''
  const [, root] = /^ParentBased\{root=(\w+(?:\{[^}]*\})?)/.exec(text) ?? []
  if (root !== undefined) return `ParentBased{root=${root}}`
  return text === '' || text === '[object Object]' ? classOf(sampler) : text
}
