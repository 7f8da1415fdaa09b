import type * as SdkMetrics from '@opentelemetry/sdk-metrics'
import type { Environment } from './environment.ts'
import type { Sdk } from './load-sdk.ts'

/** By protocol, the package of the exporter. */
const EXPORTERS: Readonly<Record<string, string>> = {
  'http/protobuf': '@opentelemetry/exporter-metrics-otlp-proto',
  'http/json': '@opentelemetry/exporter-metrics-otlp-http',
  grpc: '@opentelemetry/exporter-metrics-otlp-grpc',
}

const DEFAULT_INTERVAL_MS = 60_000
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Creates the metric readers that `NodeSDK` makes of OTel's variables: it makes none once it is handed one of ours.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ (v1.60)
 *
 * @returns `undefined` where the variables ask for something that only `NodeSDK` knows, such as Prometheus.
 */
export function metricReadersFromEnv(sdk: Sdk, env: Environment): readonly object[] | undefined {
  const asked = (env['OTEL_METRICS_EXPORTER'] ?? '').split(',').map((name) => name.trim())
  const names = [...new Set(asked)].filter((name) => name !== '')
  if (names.includes('none')) return []
  const readers = (names.length === 0 ? ['otlp'] : names).map((name) => readerOf(name, sdk, env))
  return readers.every((reader) => reader !== undefined) ? readers : undefined
}

function readerOf(name: string, sdk: Sdk, env: Environment): object | undefined {
  const metrics = sdk.load('@opentelemetry/sdk-metrics') as typeof SdkMetrics
  if (name === 'console')
    return new metrics.PeriodicExportingMetricReader({ exporter: new metrics.ConsoleMetricExporter() })
  const protocol = env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  const package_ = EXPORTERS[protocol?.trim() || 'http/protobuf']
  if (name !== 'otlp' || package_ === undefined) return undefined
  const { OTLPMetricExporter } = sdk.load(package_) as {
    readonly OTLPMetricExporter: new () => SdkMetrics.PushMetricExporter
  }
  const intervalMs = numberOf('OTEL_METRIC_EXPORT_INTERVAL', env) ?? DEFAULT_INTERVAL_MS
  const timeoutMs = numberOf('OTEL_METRIC_EXPORT_TIMEOUT', env) ?? DEFAULT_TIMEOUT_MS
  return new metrics.PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: intervalMs,
    // The SDK refuses one that is longer than the interval.
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
  })
}

function numberOf(variable: string, env: Environment): number | undefined {
  const value = Number(env[variable]?.trim() || Number.NaN)
  return Number.isFinite(value) && value > 0 ? value : undefined
}
