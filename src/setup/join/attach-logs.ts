import { markName } from '../../record/wraps.ts'
import type { AskedProcessor, LogProcessorLike } from '../processor-like.ts'
import type { Attached } from './attached.ts'
import { extendResource } from './extend-resource.ts'

/** What {@link attachLogs} puts into a provider of the program. */
export interface LogParts {
  /** `undefined` where another provider hands us the same records. */
  readonly own: LogProcessorLike | undefined
  readonly gate: (processor: AskedProcessor) => AskedProcessor
  readonly resourceAttributes: Readonly<Record<string, string>>
}

/** What is looked for in a logger provider of SDK 2.x or 3.x; none of it is published. */
interface ProviderState {
  resource?: unknown
  processors?: readonly AskedProcessor[]
  registeredLogRecordProcessors?: readonly AskedProcessor[]
  activeProcessor?: AskedProcessor & { processors?: readonly AskedProcessor[] }
}

/**
 * Adds our processor to a logger provider that exists, and puts what the settings keep back before those that it has.
 * OTel has no way to do so: the lists inside are exchanged, where they are what we know.
 *
 * @returns `undefined` when the provider is another kind, and left as it is.
 */
export function attachLogs(
  provider: object,
  { own, gate, resourceAttributes }: LogParts,
): Attached | undefined {
  const { _sharedState: state } = provider as { readonly _sharedState?: ProviderState }
  const active = state?.activeProcessor
  if (state === undefined || typeof active?.onEmit !== 'function') return undefined
  const theirs = active.processors ?? (isEmpty(state) ? [] : undefined)
  if (!Array.isArray(theirs)) return undefined
  const before = { ...state }
  const processors = [...(own === undefined ? [] : [own]), ...(theirs as AskedProcessor[]).map(gate)]
  // A provider without processors has one that does nothing, and no list in it.
  if (active.processors === undefined) state.activeProcessor = fanOut(processors)
  else active.processors = processors
  if (state.processors !== undefined) state.processors = processors
  if (state.registeredLogRecordProcessors !== undefined) state.registeredLogRecordProcessors = processors
  state.resource = extendResource(state.resource, resourceAttributes)
  return {
    processors,
    resource: state.resource,
    detach() {
      if (active.processors !== undefined) active.processors = theirs as AskedProcessor[]
      Object.assign(state, before)
    },
  }
}

function isEmpty({ processors, registeredLogRecordProcessors: registered }: ProviderState): boolean {
  const list = processors ?? registered
  return Array.isArray(list) && list.length === 0
}

function fanOut(processors: readonly LogProcessorLike[]): AskedProcessor {
  const all: AskedProcessor = {
    onEmit(record, context) {
      for (const processor of processors) processor.onEmit(record, context)
    },
    async forceFlush() {
      await Promise.all(processors.map(async (processor) => processor.forceFlush()))
    },
    async shutdown() {
      await Promise.all(processors.map(async (processor) => processor.shutdown()))
    },
  }
  return markName(all, 'smonitor')
}
