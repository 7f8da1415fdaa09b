import type { Resource } from '@opentelemetry/resources'
import type * as SdkLogs from '@opentelemetry/sdk-logs'
import type * as SdkTrace from '@opentelemetry/sdk-trace'

/** What a batch processor is told of its queue; what is left out is as the SDK has it. */
export interface BatchLimits {
  readonly maxQueueSize?: number
  readonly maxExportBatchSize?: number
  readonly scheduledDelayMillis?: number
  readonly exportTimeoutMillis?: number
}

/** What is made of the trace SDK, in the form of the release that is installed. */
export interface TraceParts {
  createProvider(resource: Resource, processors: readonly object[]): SdkTrace.TracerProvider
  createBatchProcessor(exporter: object, limits: BatchLimits): SdkTrace.SpanProcessor
  createSimpleProcessor(exporter: object): SdkTrace.SpanProcessor
  createConsoleExporter(): SdkTrace.SpanExporter
}

/** What is made of the logs SDK, in the form of the release that is installed. */
export interface LogParts {
  createProvider(resource: Resource, processors: readonly object[]): SdkLogs.LoggerProvider
  createBatchProcessor(exporter: object, limits: BatchLimits): SdkLogs.LogRecordProcessor
  createSimpleProcessor(exporter: object): SdkLogs.LogRecordProcessor
  createConsoleExporter(): SdkLogs.LogRecordExporter
}

type Class<Made> = new (...args: readonly unknown[]) => Made
type Classes<Name extends string> = Readonly<Record<Name, Class<never>>>

/**
 * Creates the parts for spans.
 *
 * @param isEarly - Whether it is `sdk-trace-base` of SDK 2.0 to 2.8: its processors take the exporter first, and not
 *   in an object, and would export nothing and say nothing.
 */
export function createTraceParts(sdk: object, isEarly: boolean): TraceParts {
  const classes = sdk as Classes<
    | 'TracerProvider'
    | 'BasicTracerProvider'
    | 'BatchSpanProcessor'
    | 'SimpleSpanProcessor'
    | 'ConsoleSpanExporter'
  >
  return {
    createProvider: (resource, spanProcessors) =>
      new (isEarly ? classes.BasicTracerProvider : classes.TracerProvider)({ resource, spanProcessors }),
    createBatchProcessor: (exporter, limits) =>
      new classes.BatchSpanProcessor(...batchArguments(exporter, limits, isEarly)),
    createSimpleProcessor: (exporter) =>
      new classes.SimpleSpanProcessor(...simpleArguments(exporter, isEarly)),
    createConsoleExporter: () => new classes.ConsoleSpanExporter(),
  }
}

/** Creates the parts for log records. @param isEarly - as of {@link createTraceParts} */
export function createLogParts(sdk: object, isEarly: boolean): LogParts {
  const classes = sdk as Classes<
    'LoggerProvider' | 'BatchLogRecordProcessor' | 'SimpleLogRecordProcessor' | 'ConsoleLogRecordExporter'
  >
  return {
    createProvider(resource, processors) {
      const provider: SdkLogs.LoggerProvider = new classes.LoggerProvider({ resource, processors })
      addProcessors(provider, processors)
      return provider
    },
    createBatchProcessor: (exporter, limits) =>
      new classes.BatchLogRecordProcessor(...batchArguments(exporter, limits, isEarly)),
    createSimpleProcessor: (exporter) =>
      new classes.SimpleLogRecordProcessor(...simpleArguments(exporter, isEarly)),
    createConsoleExporter: () => new classes.ConsoleLogRecordExporter(),
  }
}

function batchArguments(exporter: object, limits: BatchLimits, isEarly: boolean): readonly unknown[] {
  return isEarly ? [exporter, limits] : [{ exporter, ...limits }]
}

function simpleArguments(exporter: object, isEarly: boolean): readonly unknown[] {
  return isEarly ? [exporter] : [{ exporter }]
}

/** `sdk-logs` 0.200 takes no processors when it is made; 0.201 and 0.202 know both ways. */
function addProcessors(provider: object, processors: readonly object[]): void {
  const early = provider as {
    addLogRecordProcessor?(processor: object): void
    readonly _sharedState?: { readonly registeredLogRecordProcessors?: readonly object[] }
  }
  if (early.addLogRecordProcessor === undefined) return
  if (early._sharedState?.registeredLogRecordProcessors?.length) return
  for (const processor of processors) early.addLogRecordProcessor(processor)
}
