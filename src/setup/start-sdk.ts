import type { Sink } from '../../exporters/sink.ts'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_PROFILE,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
} from '../../semconv/semconv.ts'
import type { RunIdentity } from '../record/diagnostic-event.ts'
import { hasProvider } from '../otel/api-globals.ts'
import type { Environment } from './environment.ts'
import { loadSdk, type Sdk } from './load-sdk.ts'
import { otlpProcessorsFromEnv } from './otlp-from-env.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** The OTel SDK that smonitor set up. */
export interface RunningSdk {
  /** Sends what is buffered; never rejects, and gives up after 10 seconds. */
  flush(): Promise<void>
  /** Sends what is buffered and takes the SDK out of OTel's globals; never rejects. */
  shutdown(): Promise<void>
}

/** What {@link startSdk} needs. */
export interface SdkOptions {
  readonly serviceName: string | undefined
  readonly profile: string
  readonly run: RunIdentity
  readonly sinks: () => readonly Sink[]
  readonly onRecord: () => void
  readonly onSinkError: (sink: Sink, error: unknown) => void
}

/** Longest time that a flush may take. */
const FLUSH_TIMEOUT_MS = 10_000

/**
 * Sets up OTel for a program that has none: providers, context, propagation and resource by the official
 * `NodeSDK` from its own variables; our sinks and the OTLP exporters of the environment as processors.
 *
 * @throws DiagnosticError SMON-E101, SMON-E102 or SMON-E103
 */
export function startSdk(options: SdkOptions): RunningSdk {
  if (hasProvider()) throw ownDiagnostics.error('SMON-E103')
  const sdk = loadSdk()
  const env = process.env
  // Handing processors to NodeSDK makes it ignore the exporters of the environment, so those are built here.
  const otlp = isSdkDisabled(env) ? NOTHING : otlpProcessorsFromEnv(sdk, env)
  const sinkProcessor = createSinkProcessor(options)
  const logs = [countRecords(sinkProcessor, options.onRecord), ...otlp.logRecordProcessors]
  const spans = [countSpans(options.onRecord, otlp.spanProcessors.length > 0), ...otlp.spanProcessors]
  const node = withoutDisabling(
    env,
    () =>
      new sdk.node.NodeSDK({
        ...(options.serviceName === undefined ? {} : { serviceName: options.serviceName }),
        ...(wantsMetrics(env) ? {} : { metricReaders: [] }),
        resource: resourceOf(sdk, options),
        logRecordProcessors: logs as never,
        spanProcessors: spans as never,
      }),
  )
  node.start()

  return {
    flush: () =>
      within(
        FLUSH_TIMEOUT_MS,
        [...logs, ...spans].map(async (processor) => processor.forceFlush()),
      ),
    async shutdown() {
      await within(
        FLUSH_TIMEOUT_MS,
        [...logs, ...spans].map(async (processor) => processor.forceFlush()),
      )
      await within(FLUSH_TIMEOUT_MS, [node.shutdown()])
      // So that a program, or a test, can set OTel up again.
      for (const name of ['trace', 'logs', 'context', 'propagation', 'metrics'] as const)
        sdk.api[name]?.disable()
    },
  }
}

const NOTHING = { logRecordProcessors: [], spanProcessors: [] }

function resourceOf(sdk: Sdk, { run, profile }: SdkOptions): never {
  return sdk.resources.defaultResource().merge(
    sdk.resources.resourceFromAttributes({
      [ATTR_SMONITOR_RUN_ID]: run.runId,
      [ATTR_SMONITOR_SESSION_ID]: run.sessionId,
      [ATTR_SMONITOR_PROFILE]: profile,
    }),
  ) as never
}

function countRecords(
  processor: ReturnType<typeof createSinkProcessor>,
  onRecord: () => void,
): ReturnType<typeof createSinkProcessor> {
  return {
    onEmit(record) {
      // What tells of a failed export asks for no further one: the program would end as late once more.
      if (record.attributes[ATTR_SMONITOR_CODE] !== 'SMON-W202') onRecord()
      processor.onEmit(record)
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  }
}

/** NodeSDK makes no tracer provider without a span processor, and without one no record has a trace id. */
function countSpans(onRecord: () => void, isExported: boolean) {
  return {
    onStart: () => undefined,
    onEnd() {
      if (isExported) onRecord()
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
}

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

/** Waits for all, whatever becomes of each, but no longer than the limit. */
async function within(limitMs: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([Promise.allSettled(work), limit])
  clearTimeout(timer)
}
