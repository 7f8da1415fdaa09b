import type { MeterProvider, TextMapPropagator, TracerProvider } from '@opentelemetry/api'
import type { LogProcessorLike, SpanProcessorLike } from '../processor-like.ts'
import type { LoggerProviderLike } from '../join/lazy-providers.ts'

/** An OTel SDK that smonitor set up, which is in no global yet. */
export interface OwnSdk {
  readonly trace: TracerProvider | undefined
  readonly logs: LoggerProviderLike | undefined
  readonly metrics?: MeterProvider | undefined
  readonly propagation?: TextMapPropagator | undefined
  /** What is flushed at the end. */
  readonly processors: readonly { forceFlush(): Promise<void> }[]
  shutdown(): Promise<void>
}

/** What an SDK of ours hands its records and spans to. */
export interface OwnProcessors {
  readonly logs: readonly LogProcessorLike[]
  readonly spans: readonly SpanProcessorLike[]
}
