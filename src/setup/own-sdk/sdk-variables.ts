import type { Environment } from '../environment.ts'

/** Tells whether OTel is told to send nothing. */
export function isSdkDisabled(env: Environment): boolean {
  return env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
}

/**
 * Runs `create` as if OTEL_SDK_DISABLED were not set. The variable stops what is sent; what a person reads on
 * the terminal and in the bundle is not telemetry that leaves the program.
 */
export function withoutDisabling<Result>(env: Environment, create: () => Result): Result {
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
export function wantsMetrics(env: Environment): boolean {
  if (isSdkDisabled(env)) return false
  const exporters = env['OTEL_METRICS_EXPORTER']?.trim()
  return Boolean(
    exporters
      ? exporters !== 'none'
      : env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'],
  )
}

/** The file in which OTel's declarative configuration is. */
export function configFileOf(env: Environment): string | undefined {
  return env['OTEL_CONFIG_FILE']?.trim() || env['OTEL_EXPERIMENTAL_CONFIG_FILE']?.trim() || undefined
}

/** Tells whether OTel's variables say nothing that only its `NodeSDK` knows how to do. */
export function isPlainEnvironment(env: Environment): boolean {
  return Object.keys(env).every((name) => !name.startsWith('OTEL_') || PLAIN.test(name) || !env[name]?.trim())
}

/** What our processors, the exporters and the detectors of the resource read, and what is not about the SDK. */
const PLAIN =
  /^OTEL_(?:SERVICE_NAME|RESOURCE_ATTRIBUTES|SDK_DISABLED|(?:TRACES|LOGS|METRICS)_EXPORTER|EXPORTER_OTLP_.*|EXPORTER_ZIPKIN_.*|METRIC_EXPORT_.*|BSP_.*|BLRP_.*|SEMCONV_.*|NODE_RESOURCE_DETECTORS|NODE_(?:EN|DIS)ABLED_INSTRUMENTATIONS)$/
