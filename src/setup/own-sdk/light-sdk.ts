import type { TextMapPropagator } from '@opentelemetry/api'
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs'
import type * as SdkMetrics from '@opentelemetry/sdk-metrics'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Sdk } from '../load-sdk.ts'
import type { OwnProcessors, OwnSdk } from './own-sdk.ts'

/** Options of {@link createLightSdk}. */
export interface LightSdkOptions {
  readonly processors: OwnProcessors
  readonly metricReaders: readonly object[]
  readonly serviceName: string | undefined
  readonly resourceAttributes: Readonly<Record<string, string>>
}

interface Core {
  readonly CompositePropagator: new (config: {
    readonly propagators: readonly TextMapPropagator[]
  }) => TextMapPropagator
  readonly W3CTraceContextPropagator: new () => TextMapPropagator
  readonly W3CBaggagePropagator: new () => TextMapPropagator
}

/**
 * Makes of the parts of the SDK what `NodeSDK` would make where the variables ask for nothing special. `NodeSDK` itself
 * loads every exporter and every protocol that there is, which takes several times as long.
 */
export function createLightSdk(
  sdk: Sdk,
  { processors, metricReaders, serviceName, resourceAttributes }: LightSdkOptions,
): OwnSdk {
  const resource = createResource(sdk, serviceName, resourceAttributes)
  const logs = new sdk.logs.LoggerProvider({
    resource,
    processors: processors.logs as unknown as LogRecordProcessor[],
  })
  const trace = new sdk.trace.TracerProvider({
    resource,
    spanProcessors: processors.spans as unknown as SpanProcessor[],
  })
  const metrics = metricReaders.length === 0 ? undefined : createMeterProvider(sdk, resource, metricReaders)
  return {
    trace,
    logs: logs as unknown as NonNullable<OwnSdk['logs']>,
    metrics,
    propagation: createPropagator(sdk),
    processors: [...processors.logs, ...processors.spans],
    async shutdown() {
      await Promise.allSettled([logs.shutdown(), trace.shutdown(), metrics?.shutdown()])
    },
  }
}

function createMeterProvider(
  sdk: Sdk,
  resource: Resource,
  readers: readonly object[],
): SdkMetrics.MeterProvider {
  const { MeterProvider } = sdk.load('@opentelemetry/sdk-metrics') as typeof SdkMetrics
  return new MeterProvider({ resource, readers: readers as SdkMetrics.IMetricReader[] })
}

type Resource = ReturnType<Sdk['resources']['defaultResource']>

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ (v1.60): `tracecontext,baggage` */
function createPropagator(sdk: Sdk): TextMapPropagator {
  const { CompositePropagator, W3CTraceContextPropagator, W3CBaggagePropagator } = sdk.load(
    '@opentelemetry/core',
  ) as Core
  return new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  })
}

function createResource(
  sdk: Sdk,
  serviceName: string | undefined,
  own: Readonly<Record<string, string>>,
): Resource {
  const { defaultResource, detectResources, envDetector, hostDetector, processDetector } = sdk.resources
  const { resourceFromAttributes } = sdk.resources
  const resource = defaultResource()
    .merge(resourceFromAttributes(own))
    .merge(detectResources({ detectors: [envDetector, processDetector, hostDetector] }))
  return serviceName === undefined
    ? resource
    : resource.merge(resourceFromAttributes({ 'service.name': serviceName }))
}
