import { hasProvider } from '../otel/api-globals.ts'
import type { Environment } from './environment.ts'
import type { OwnParts, SpanProcessorLike } from './extend-node-config.ts'
import type { AskedProcessor } from './gate-processor.ts'
import { loadSdk, type Sdk } from './load-sdk.ts'
import { metricReadersFromEnv } from './metric-readers.ts'
import { otlpProcessorsFromEnv } from './otlp-from-env.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import type { RunningSdk } from './runtime.ts'
import { within } from './within.ts'

/** What {@link startSdk} needs. */
export interface SdkOptions {
  readonly serviceName: string | undefined
  readonly own: OwnParts
  /** Keeps from an exporter what the settings keep back. */
  readonly gate: (processor: AskedProcessor) => AskedProcessor
  readonly gateSpans: (processor: SpanProcessorLike) => SpanProcessorLike
}

/** Longest time that a flush may take. */
const FLUSH_TIMEOUT_MS = 10_000

/**
 * Sets up OTel for a program that has none: providers, context, propagation and resource by the official
 * `NodeSDK` from its own variables; our sinks and the OTLP exporters of the environment as processors.
 *
 * @throws DiagnosticError SMON-E101, SMON-E102 or SMON-E103
 */
export function startSdk({ serviceName, own, gate, gateSpans }: SdkOptions): RunningSdk {
  if (hasProvider()) throw ownDiagnostics.error('SMON-E103')
  const sdk = loadSdk()
  const env = process.env
  // Handing processors to NodeSDK makes it ignore the exporters of the environment, so those are built here.
  const otlp = isSdkDisabled(env) ? NOTHING : otlpProcessorsFromEnv(sdk, env)
  const logs = [own.logRecordProcessor, ...otlp.logRecordProcessors.map((one) => gate(one as AskedProcessor))]
  // NodeSDK makes no tracer provider without a span processor, and without one no record has a trace id.
  const spans = [own.spanProcessor, ...otlp.spanProcessors.map((one) => gateSpans(one as SpanProcessorLike))]
  const readers = metricReadersOf(own, sdk, env)
  const node = withoutDisabling(
    env,
    () =>
      new sdk.node.NodeSDK({
        ...(serviceName === undefined ? {} : { serviceName }),
        ...(readers === undefined ? {} : { metricReaders: readers as never }),
        resource: sdk.resources
          .defaultResource()
          .merge(sdk.resources.resourceFromAttributes(own.resourceAttributes)),
        logRecordProcessors: logs,
        spanProcessors: spans,
      }),
  )
  node.start()
  const flush = (): Promise<void> =>
    within(
      FLUSH_TIMEOUT_MS,
      [...logs, ...spans].map(async (processor) => processor.forceFlush()),
    )

  return {
    flush,
    async shutdown() {
      await flush()
      await within(FLUSH_TIMEOUT_MS, [node.shutdown()])
      // So that a program, or a test, can set OTel up again.
      for (const name of ['trace', 'logs', 'context', 'propagation', 'metrics'] as const)
        sdk.api[name]?.disable()
    },
  }
}

/** Ours beside those of the environment; `undefined` where the SDK is to make those itself. */
function metricReadersOf(own: OwnParts, sdk: Sdk, env: Environment): readonly object[] | undefined {
  if (own.createMetricReader === undefined) return wantsMetrics(env) ? undefined : []
  const found = wantsMetrics(env) ? metricReadersFromEnv(sdk, env) : []
  const reader = found === undefined ? undefined : own.createMetricReader(sdk)
  return reader === undefined || found === undefined ? found : [...found, reader]
}

const NOTHING = { logRecordProcessors: [], spanProcessors: [] }

function isSdkDisabled(env: Environment): boolean {
  return env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
}

/**
 * Runs `create` as if OTEL_SDK_DISABLED were not set. The variable stops what is sent; what a person reads on
 * the terminal and in the bundle is not telemetry that leaves the program.
 */
function withoutDisabling<Result>(env: Environment, create: () => Result): Result {
  const value = env['OTEL_SDK_DISABLED']
  if (value === undefined) return create()
  delete env['OTEL_SDK_DISABLED']
  try {
    return create()
  } finally {
    env['OTEL_SDK_DISABLED'] = value
  }
}

/** Without an endpoint the SDK would send metrics to one on this machine that is probably not there. */
function wantsMetrics(env: Environment): boolean {
  if (isSdkDisabled(env)) return false
  return Boolean(
    env['OTEL_METRICS_EXPORTER'] ||
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] ||
    env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'],
  )
}
