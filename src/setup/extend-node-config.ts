import type { Environment } from './environment.ts'
import type { Sdk } from './load-sdk.ts'
import { metricReadersFromEnv } from './metric-readers.ts'
import { createSpanBatch, otlpProcessorsFromEnv } from './otlp-from-env.ts'
import type { LogProcessorLike, SpanProcessorLike } from './processor-like.ts'
import type { ExporterLike } from './report-failures.ts'

/** What smonitor adds to a set-up. */
export interface OwnParts {
  readonly logRecordProcessor: LogProcessorLike
  readonly spanProcessor: SpanProcessorLike
  readonly resourceAttributes: Readonly<Record<string, string>>
  /** Makes a reader of all metrics. @returns `undefined` where they are not wanted */
  readonly createMetricReader?: (sdk: Sdk) => object | undefined
  /** Puts what the settings keep back before a processor of the set-up. @default nothing */
  readonly gate?: (processor: unknown) => unknown
  readonly gateSpans?: (processor: unknown) => unknown
}

/** The parts of a `NodeSDK` configuration that smonitor looks at, of either SDK line. */
export interface NodeConfigLike {
  readonly resource?: { merge(other: never): unknown } | undefined
  readonly logRecordProcessors?: readonly unknown[] | undefined
  readonly spanProcessors?: readonly unknown[] | undefined
  /** What came before `spanProcessors` and `logRecordProcessors`; SDK 2 takes it still, SDK 3 passes it by. */
  readonly spanProcessor?: unknown
  readonly logRecordProcessor?: unknown
  readonly traceExporter?: object | undefined
  readonly metricReaders?: readonly unknown[] | undefined
  /** What came before `metricReaders`, in SDK 2 too. */
  readonly metricReader?: unknown
}

/** A configuration with what smonitor adds, and the processors that are to be flushed. */
export interface ExtendedConfig {
  readonly config: Readonly<Record<string, unknown>>
  readonly processors: readonly { forceFlush(): Promise<void> }[]
}

/**
 * Adds our processors to a `NodeSDK` configuration and keeps every exporter that it would have had. `NodeSDK` makes
 * those of `traceExporter` and of OTel's variables only where it is handed no processors, so they are made here.
 *
 * @throws DiagnosticError SMON-E101 or SMON-E102
 */
export function extendNodeConfig(
  config: NodeConfigLike,
  own: OwnParts,
  sdk: Sdk,
  env: Environment,
): ExtendedConfig {
  const { gate = (one) => one, gateSpans = (one) => one } = own
  const logs = logProcessorsOf(config, sdk, env).map(gate)
  const spans = spanProcessorsOf(config, sdk, env).map(gateSpans)
  const readers = metricReadersOf(config, own, sdk, env)
  const resource = sdk.resources.resourceFromAttributes(own.resourceAttributes)
  return {
    config: {
      ...config,
      resource: (config.resource ?? sdk.resources.defaultResource()).merge(resource as never),
      logRecordProcessors: [own.logRecordProcessor, ...logs],
      spanProcessors: [own.spanProcessor, ...spans],
      ...(readers === undefined ? {} : { metricReaders: readers }),
    },
    processors: [own.logRecordProcessor, own.spanProcessor, ...logs, ...spans].filter(isFlushable),
  }
}

function logProcessorsOf(
  { logRecordProcessors, logRecordProcessor }: NodeConfigLike,
  sdk: Sdk,
  env: Environment,
): readonly unknown[] {
  if (logRecordProcessors !== undefined) return logRecordProcessors
  if (logRecordProcessor !== undefined && sdk.line === 2) return [logRecordProcessor]
  return otlpProcessorsFromEnv(sdk, env, ['logs'], 'otlp', 'leave out').logRecordProcessors
}

function spanProcessorsOf(
  { spanProcessors, spanProcessor, traceExporter }: NodeConfigLike,
  sdk: Sdk,
  env: Environment,
): readonly unknown[] {
  if (spanProcessors !== undefined) return spanProcessors
  if (spanProcessor !== undefined && sdk.line === 2) return [spanProcessor]
  if (traceExporter !== undefined) return [createSpanBatch(sdk, traceExporter as ExporterLike, env)]
  return otlpProcessorsFromEnv(sdk, env, ['traces'], 'otlp', 'leave out').spanProcessors
}

/** `undefined` where ours is not wanted, or the variables ask for a reader that only `NodeSDK` knows. */
function metricReadersOf(
  { metricReaders, metricReader }: NodeConfigLike,
  { createMetricReader }: OwnParts,
  sdk: Sdk,
  env: Environment,
): readonly unknown[] | undefined {
  const single = sdk.line === 2 ? metricReader : undefined
  const given = metricReaders ?? (single === undefined ? undefined : [single])
  const found = given ?? (createMetricReader === undefined ? undefined : metricReadersFromEnv(sdk, env))
  const own = found === undefined ? undefined : createMetricReader?.(sdk)
  return own === undefined || found === undefined ? undefined : [...found, own]
}

function isFlushable(processor: unknown): processor is { forceFlush(): Promise<void> } {
  return (
    typeof processor === 'object' &&
    processor !== null &&
    'forceFlush' in processor &&
    typeof processor.forceFlush === 'function'
  )
}
