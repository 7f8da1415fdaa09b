import type { MeterProvider, TextMapPropagator, TracerProvider } from '@opentelemetry/api'
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Environment } from '../environment.ts'
import type { Captured } from '../join/soft-globals.ts'
import type { Sdk } from '../load-sdk.ts'
import type { LightSdkOptions } from './light-sdk.ts'
import type { OwnSdk } from './own-sdk.ts'
import { withoutDisabling } from './sdk-variables.ts'

/** Options of {@link createNodeSdk}. */
export interface NodeSdkOptions extends Omit<LightSdkOptions, 'metricReaders'> {
  /** `undefined` where the SDK is to make those of the variables itself. */
  readonly metricReaders: readonly object[] | undefined
}

/** Sets OTel up by its own `NodeSDK`, for whatever else its variables ask for: samplers, limits, propagators, metrics. */
export function createNodeSdk(
  sdk: Sdk,
  { processors, metricReaders, serviceName, resourceAttributes }: NodeSdkOptions,
  env: Environment,
  capture: (action: () => void) => Captured,
): OwnSdk {
  const node = withoutDisabling(
    env,
    () =>
      new sdk.node.NodeSDK({
        ...(serviceName === undefined ? {} : { serviceName }),
        ...(metricReaders === undefined ? {} : { metricReaders: metricReaders as never }),
        resource: sdk.resources
          .defaultResource()
          .merge(sdk.resources.resourceFromAttributes(resourceAttributes)),
        logRecordProcessors: processors.logs as unknown as LogRecordProcessor[],
        spanProcessors: processors.spans as unknown as SpanProcessor[],
      }),
  )
  const found = capture(() => node.start())
  return {
    ...toProviders(found),
    processors: [...processors.logs, ...processors.spans],
    shutdown: () => node.shutdown(),
  }
}

/** What OTel registered, as an SDK. */
export function toProviders({
  trace,
  logs,
  metrics,
  propagation,
}: Captured): Pick<OwnSdk, 'trace' | 'logs' | 'metrics' | 'propagation'> {
  return {
    // The API registers a proxy, whose delegate is the provider.
    trace: delegateOf(trace) as TracerProvider | undefined,
    logs: logs as OwnSdk['logs'],
    metrics: metrics as MeterProvider | undefined,
    propagation: propagation as TextMapPropagator | undefined,
  }
}

/** The provider behind the proxy that the API registers. */
export function delegateOf(provider: object | undefined): object | undefined {
  const { getDelegate } = (provider ?? {}) as { getDelegate?: () => object }
  return getDelegate?.call(provider) ?? provider
}
