import { ownDiagnostics } from './own-diagnostics.ts'
import type { Environment } from './environment.ts'
import type { AskedProcessor, SpanProcessorLike } from './processor-like.ts'
import type { Sdk } from './load-sdk.ts'
import type { BatchLimits } from './sdk-parts.ts'
import { noteDelivery } from './resend/delivery.ts'
import { showAddress } from './show-address.ts'
import { showValue } from './settings/show-value.ts'
import { createTalliedLogs, createTalliedSpans } from './tally/tallied-batch.ts'
import { reportFailures, type ExporterLike } from './report-failures.ts'

/** What telemetry is sent by OTLP and how, as OTel's own variables say. */
export interface OtlpProcessors {
  readonly logRecordProcessors: readonly AskedProcessor[]
  readonly spanProcessors: readonly SpanProcessorLike[]
}

/** What OTel's variables are asked about. */
export type Signal = 'logs' | 'traces'

const PACKAGES: Readonly<Record<Signal, string>> = {
  logs: '@opentelemetry/exporter-logs-otlp',
  traces: '@opentelemetry/exporter-trace-otlp',
}
const DEFAULT_PROTOCOL = 'http/protobuf'
const PROTOCOLS: Readonly<Record<string, string>> = {
  'http/protobuf': 'proto',
  'http/json': 'http',
  grpc: 'grpc',
}

/**
 * Creates the official exporters that OTel's variables ask for, behind batch processors; what goes to the console is
 * printed at once, as by `NodeSDK`.
 *
 * `OTEL_LOGS_EXPORTER` and `OTEL_TRACES_EXPORTER` say `otlp`, `console`, `none`, which wins, or of traces `zipkin`: what
 * `NodeSDK` knows, so that none of its exporters is passed by. Where they are not set, an endpoint means `otlp`; without one it is `whenUnset`. The exporters read all other variables.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ (v1.60)
 *
 * @param onUnknown what is done about an exporter or a protocol that does not exist; `NodeSDK` leaves it out, or takes the default, with a warning of OTel
 * @throws DiagnosticError SMON-E102 for one that does not exist and is to be refused.
 */
export function otlpProcessorsFromEnv(
  sdk: Sdk,
  env: Environment,
  signals: readonly Signal[] = ['logs', 'traces'],
  whenUnset: 'none' | 'otlp' = 'none',
  onUnknown: 'refuse' | 'leave out' = 'refuse',
): OtlpProcessors {
  const exportersFor = (signal: Signal): ExporterLike[] =>
    signals.includes(signal) ? exportersOf(signal, sdk, env, { whenUnset, onUnknown }) : []
  return {
    logRecordProcessors: exportersFor('logs').map((exporter) => {
      if (consoleExporters.has(exporter)) return sdk.logs.createSimpleProcessor(exporter)
      const limits = batchLimits('OTEL_BLRP', env)
      const isOtlp = otlpExporters.has(exporter)
      const endpoint = endpointOf('logs', env)
      const processor = createTalliedLogs({
        exporter,
        endpoint: isOtlp ? endpoint : undefined,
        maxQueueSize: limits.maxQueueSize,
        create: (counted) => sdk.logs.createBatchProcessor(counted, limits),
      })
      if (isOtlp) {
        noteDelivery(processor, {
          exporter,
          endpoint,
          maxBatch: limits.maxExportBatchSize || 512,
          delayMs: limits.scheduledDelayMillis ?? 1000,
        })
      }
      return processor
    }),
    spanProcessors: exportersFor('traces').map((exporter) => {
      if (consoleExporters.has(exporter)) return sdk.trace.createSimpleProcessor(exporter)
      const endpoint = otlpExporters.has(exporter) ? endpointOf('traces', env) : undefined
      return createSpanBatch(sdk, exporter, env, endpoint)
    }),
  }
}

/** Creates the processor that `NodeSDK` puts before an exporter of spans, which counts what becomes of what it is given. */
export function createSpanBatch(
  sdk: Sdk,
  exporter: ExporterLike,
  env: Environment,
  endpoint?: string,
): SpanProcessorLike {
  const limits = batchLimits('OTEL_BSP', env)
  return createTalliedSpans({
    exporter,
    endpoint,
    maxQueueSize: limits.maxQueueSize,
    create: (counted) => sdk.trace.createBatchProcessor(counted, limits),
  })
}

/**
 * Checks what the variables ask for, and that its packages are there, without loading any.
 *
 * @throws DiagnosticError SMON-E101 or SMON-E102, as {@link otlpProcessorsFromEnv} does later.
 */
export function checkExporters(sdk: Sdk, env: Environment): void {
  for (const signal of ['logs', 'traces'] as const) {
    for (const name of exporterNames(signal, sdk, env, { whenUnset: 'none', onUnknown: 'refuse' })) {
      const package_ =
        name === 'otlp'
          ? otlpPackageOf(signal, sdk, env, { onUnknown: 'refuse' })
          : name === 'zipkin'
            ? ZIPKIN
            : undefined
      if (package_ !== undefined && sdk.find(package_) === undefined) sdk.load(package_)
    }
  }
}

const ZIPKIN = '@opentelemetry/exporter-zipkin'
const otlpExporters = new WeakSet<object>()
const consoleExporters = new WeakSet<object>()

const KNOWN: Readonly<Record<Signal, readonly string[]>> = {
  logs: ['otlp', 'console', 'none'],
  traces: ['otlp', 'console', 'zipkin', 'none'],
}

interface NameOptions {
  readonly whenUnset: 'none' | 'otlp'
  readonly onUnknown: 'refuse' | 'leave out'
}

/** The limits of a batch processor, which SDK 3 leaves to whoever makes it; what is not a number is left out. */
function batchLimits(prefix: string, env: Environment): BatchLimits {
  const read = (name: string): number | undefined => {
    const value = Number(env[`${prefix}_${name}`]?.trim() || Number.NaN)
    return Number.isFinite(value) && value >= 0 ? value : undefined
  }
  const limits = {
    maxQueueSize: read('MAX_QUEUE_SIZE'),
    maxExportBatchSize: read('MAX_EXPORT_BATCH_SIZE'),
    scheduledDelayMillis: read('SCHEDULE_DELAY'),
    exportTimeoutMillis: read('EXPORT_TIMEOUT'),
  }
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}

function exportersOf(signal: Signal, sdk: Sdk, env: Environment, options: NameOptions): ExporterLike[] {
  return exporterNames(signal, sdk, env, options).map((name) => {
    if (name === 'otlp') {
      const exporter = reportFailures(
        createOtlpExporter(signal, sdk, env, options),
        signal,
        endpointOf(signal, env),
      )
      otlpExporters.add(exporter)
      return exporter
    }
    if (name === 'zipkin') return createZipkinExporter(sdk)
    const exporter = (signal === 'logs' ? sdk.logs : sdk.trace).createConsoleExporter()
    consoleExporters.add(exporter)
    return exporter
  })
}

function exporterNames(
  signal: Signal,
  sdk: Sdk,
  env: Environment,
  { whenUnset, onUnknown }: NameOptions,
): string[] {
  const names = namesIn(signal, env)
  if (names.length === 0) return hasEndpoint(signal, env) || whenUnset === 'otlp' ? ['otlp'] : []
  // Behind others, `NodeSDK` passes `none` by with a warning and sends spans to the default.
  if (onUnknown === 'leave out' && signal === 'traces' && names.indexOf('none') > 0) {
    sdk.api.diag.warn(`OTEL_TRACES_EXPORTER has "none" behind others. The spans go to the default, otlp.`)
    return ['otlp']
  }
  if (names.includes('none')) return []
  const unknown = names.filter((name) => !KNOWN[signal].includes(name))
  if (unknown.length > 0 && onUnknown === 'refuse') {
    throw ownDiagnostics.error('SMON-E102', {
      setting: variableOf(signal),
      value: showValue(unknown[0]),
      allowed: `${KNOWN[signal].slice(0, -1).join(', ')} or none`,
    })
  }
  for (const name of unknown) sdk.api.diag.warn(`Unrecognized ${variableOf(signal)} value: ${name}.`)
  return names.filter((name) => !unknown.includes(name))
}

function namesIn(signal: Signal, env: Environment): string[] {
  const names = (env[variableOf(signal)] ?? '').split(',').map((name) => name.trim())
  return [...new Set(names)].filter((name) => name !== '')
}

function variableOf(signal: Signal): string {
  return `OTEL_${signal.toUpperCase()}_EXPORTER`
}

function createZipkinExporter(sdk: Sdk): ExporterLike {
  const { ZipkinExporter } = sdk.load(ZIPKIN) as {
    ZipkinExporter: new () => ExporterLike
  }
  return new ZipkinExporter()
}

function createOtlpExporter(signal: Signal, sdk: Sdk, env: Environment, options: NameOptions): ExporterLike {
  const module = sdk.load(otlpPackageOf(signal, sdk, env, options)) as Record<string, new () => ExporterLike>
  const Exporter = module[
    signal === 'logs' ? 'OTLPLogExporter' : 'OTLPTraceExporter'
  ] as new () => ExporterLike
  return new Exporter()
}

/** @returns the package of the default for a protocol that does not exist, as `NodeSDK` has it, unless it is refused. */
function otlpPackageOf(
  signal: Signal,
  sdk: Sdk,
  env: Environment,
  { onUnknown }: Pick<NameOptions, 'onUnknown'>,
): string {
  const variable = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`
  const protocol = env[variable] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || DEFAULT_PROTOCOL
  const suffix = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined
  if (suffix !== undefined) return `${PACKAGES[signal]}-${suffix}`
  const setting = env[variable] ? variable : 'OTEL_EXPORTER_OTLP_PROTOCOL'
  const value = showValue(protocol)
  if (onUnknown === 'refuse') {
    const allowed = Object.keys(PROTOCOLS).join(', ')
    throw ownDiagnostics.error('SMON-E102', { setting, value, allowed })
  }
  sdk.api.diag.warn(`${setting} is ${value}, which is not valid. The ${signal} go by ${DEFAULT_PROTOCOL}.`)
  return `${PACKAGES[signal]}-${PROTOCOLS[DEFAULT_PROTOCOL]}`
}

function hasEndpoint(signal: Signal, env: Environment): boolean {
  return Boolean(
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`],
  )
}

/** For messages. */
function endpointOf(signal: Signal, env: Environment): string {
  const value =
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`] ||
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] ||
    'http://localhost:4318'
  return showAddress(value)
}
