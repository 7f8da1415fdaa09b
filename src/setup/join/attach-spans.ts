import type { SpanProcessorLike } from '../processor-like.ts'
import type { Attached } from './attached.ts'
import { extendResource } from './extend-resource.ts'

/** What {@link attachSpans} puts into a provider of the program. */
export interface SpanParts {
  readonly own: SpanProcessorLike
  readonly gate: (processor: SpanProcessorLike) => SpanProcessorLike
  readonly resourceAttributes: Readonly<Record<string, string>>
}

/** What is looked for in a tracer provider of SDK 2.x or 3.x; none of it is published. */
interface ProviderState {
  readonly _activeSpanProcessor?: { _spanProcessors?: readonly SpanProcessorLike[] }
  _resource?: unknown
  readonly _tracerOptions?: { resource?: unknown }
}

/**
 * Adds our processor to a tracer provider that exists, and puts the policy before those that it has. OTel has no way
 * to do so: the list inside is exchanged, where it is what we know.
 *
 * @returns `undefined` when the provider is another kind, and left as it is.
 */
export function attachSpans(
  provider: object,
  { own, gate, resourceAttributes }: SpanParts,
): Attached | undefined {
  const state = provider as ProviderState
  const { _activeSpanProcessor: active, _tracerOptions: options } = state
  const theirs = active?._spanProcessors
  if (active === undefined || !Array.isArray(theirs)) return undefined
  const processors = [own, ...(theirs as SpanProcessorLike[]).map(gate)]
  active._spanProcessors = processors
  const before = state._resource
  // Tracers that were made before have the resource as it was.
  state._resource = extendResource(before, resourceAttributes)
  if (options?.resource !== undefined) options.resource = state._resource
  return {
    processors,
    resource: state._resource,
    detach() {
      active._spanProcessors = theirs as SpanProcessorLike[]
      state._resource = before
      if (options?.resource !== undefined) options.resource = before
    },
  }
}
