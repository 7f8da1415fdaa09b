import { join } from 'node:path'
import { context, logs, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace'
import { readRegistry } from '../../semconv/model.ts'
import { checkRecord, checkSpan } from '../live-check/check-record.ts'
import { noteNames } from '../live-check/seen-names.ts'

/** What the real OTel SDK exported so far, in memory. */
export interface InMemorySdk {
  readonly records: () => ReadableLogRecord[]
  readonly spans: () => ReadableSpan[]
}

/** The global in which @opentelemetry/api-logs 0.2xx registers its provider. */
export const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs')

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
let logExporters: InMemoryLogRecordExporter[] = []
let spanExporters: InMemorySpanExporter[] = []

/** Sets up the OTel SDK 3 as an application does; `stopSdk` undoes it. */
export function startSdk(options: { readonly contextManager?: boolean } = {}): InMemorySdk {
  const spans = new InMemorySpanExporter()
  spanExporters.push(spans)
  const { provider, records } = createLogs()
  logs.setGlobalLoggerProvider(provider)
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
  )
  if (options.contextManager !== false) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  }
  return { records, spans: () => spans.getFinishedSpans() }
}

/** Creates a logger provider with an exporter in memory and registers it nowhere. */
export function createLogs(): {
  readonly provider: LoggerProvider
  readonly records: () => ReadableLogRecord[]
} {
  const exporter = new InMemoryLogRecordExporter()
  logExporters.push(exporter)
  return {
    provider: new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
    records: () => exporter.getFinishedLogRecords(),
  }
}

/** Registers a provider as @opentelemetry/api-logs 0.2xx does: behind a function that asks for the version. */
export function registerInApiLogs(provider: object): void {
  Object.defineProperty(globalThis, API_LOGS_GLOBAL, {
    configurable: true,
    writable: true,
    value: (version: number) => (version === 1 ? provider : undefined),
  })
}

/** Takes everything out of OTel's globals, then holds what the test emitted against `semconv/`. */
export function stopSdk(): void {
  logs.disable()
  trace.disable()
  context.disable()
  Reflect.deleteProperty(globalThis, API_LOGS_GLOBAL)
  const records = logExporters.flatMap((exporter) => exporter.getFinishedLogRecords())
  const spans = spanExporters.flatMap((exporter) => exporter.getFinishedSpans())
  logExporters = []
  spanExporters = []
  noteNames(registry, { records, spans })
  const problems = [
    ...records.flatMap((record) => checkRecord(registry, record)),
    ...spans.flatMap((span) => checkSpan(registry, span)),
  ]
  if (problems.length > 0) throw new Error(`The telemetry breaks semconv/:\n${problems.join('\n')}`)
}
