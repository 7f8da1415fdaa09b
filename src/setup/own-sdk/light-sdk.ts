import type { TextMapPropagator } from '@opentelemetry/api'
import type { ResourceDetector } from '@opentelemetry/resources'
import type * as SdkMetrics from '@opentelemetry/sdk-metrics'
import type { Environment } from '../environment.ts'
import type { Sdk } from '../load-sdk.ts'
import type { OwnProcessors, OwnSdk } from './own-sdk.ts'

/** Names in OTEL_NODE_RESOURCE_DETECTORS, and what the SDK has for each. */
const DETECTORS = {
  env: 'envDetector',
  process: 'processDetector',
  host: 'hostDetector',
  os: 'osDetector',
  serviceinstance: 'serviceInstanceIdDetector',
} as const

/** Tells whether the SDK would take exactly these names. */
export function areDetectorsKnown(env: Environment): boolean {
  return namesOf(env).every((name) => name === 'all' || name === 'none' || Object.hasOwn(DETECTORS, name))
}

/** Options of {@link createLightSdk}. */
export interface LightSdkOptions {
  readonly processors: OwnProcessors
  readonly metricReaders: readonly object[]
  readonly serviceName: string | undefined
  readonly resourceAttributes: Readonly<Record<string, string>>
  /** In place of what would be detected. */
  readonly resource?: Resource | undefined
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
  { processors, metricReaders, serviceName, resourceAttributes, resource: given }: LightSdkOptions,
  env: Environment,
): OwnSdk {
  const resource = given ?? createResource(sdk, serviceName, resourceAttributes, env)
  const logs = sdk.logs.createProvider(resource, processors.logs)
  const trace = sdk.trace.createProvider(resource, processors.spans)
  const metrics = metricReaders.length === 0 ? undefined : createMeterProvider(sdk, resource, metricReaders)
  return {
    trace,
    logs,
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
  env: Environment,
): Resource {
  const { defaultResource, detectResources, resourceFromAttributes } = sdk.resources
  const resource = defaultResource()
    .merge(resourceFromAttributes(own))
    .merge(detectResources({ detectors: detectorsOf(sdk, env) }))
  return serviceName === undefined
    ? resource
    : resource.merge(resourceFromAttributes({ 'service.name': serviceName }))
}

function detectorsOf(sdk: Sdk, env: Environment): ResourceDetector[] {
  const names = namesOf(env)
  if (names.includes('none') && !names.includes('all')) return []
  const all = Object.keys(DETECTORS) as (keyof typeof DETECTORS)[]
  const wanted =
    names.length === 0
      ? (['env', 'process', 'host'] as const)
      : all.filter((name) => names.includes('all') || names.includes(name))
  return wanted.map((name) => sdk.resources[DETECTORS[name]])
}

function namesOf(env: Environment): readonly string[] {
  const names = (env['OTEL_NODE_RESOURCE_DETECTORS'] ?? '').split(',').map((name) => name.trim())
  return names.filter((name) => name !== '')
}
