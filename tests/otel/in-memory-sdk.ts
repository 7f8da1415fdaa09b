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

/** What the real OTel SDK exported so far, in memory. */
export interface InMemorySdk {
  readonly records: () => ReadableLogRecord[]
  readonly spans: () => ReadableSpan[]
}

/** The global in which @opentelemetry/api-logs 0.2xx registers its provider. */
export const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs')

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
let exporters: InMemoryLogRecordExporter[] = []

/** Sets up the OTel SDK 3 as an application does; `stopSdk` undoes it. */
export function startSdk(options: { readonly contextManager?: boolean } = {}): InMemorySdk {
  const spans = new InMemorySpanExporter()
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
  exporters.push(exporter)
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

/** Takes everything out of OTel's globals, then holds each record of the test against `semconv/`. */
export function stopSdk(): void {
  logs.disable()
  trace.disable()
  context.disable()
  Reflect.deleteProperty(globalThis, API_LOGS_GLOBAL)
  const problems = exporters.flatMap((exporter) => exporter.getFinishedLogRecords().flatMap(check))
  exporters = []
  if (problems.length > 0) throw new Error(`Records break semconv/:\n${problems.join('\n')}`)
}

function check(record: ReadableLogRecord): string[] {
  const event = registry?.events.find(({ name }) => name === record.eventName)
  if (event === undefined) {
    return record.eventName === 'exception' ? [] : [`The event ${String(record.eventName)} is not defined.`]
  }
  const known = new Set(event.attributes.map(({ ref }) => ref))
  const required = event.attributes
    .filter(
      ({ ref, requirement_level }) =>
        requirement_level === 'required' || (ref === 'error.type' && Number(record.severityNumber) >= 17),
    )
    .map(({ ref }) => ref)
  const missing = required.filter((ref) => record.attributes[ref] === undefined)
  const unknown = Object.keys(record.attributes).filter(
    (key) => !known.has(key) && !key.startsWith('smonitor.param.'),
  )
  const nested = Object.entries(record.attributes).filter(([, value]) => !isFlat(value))
  return [
    ...missing.map((key) => `${event.name} has no ${key}.`),
    ...unknown.map((key) => `${event.name} has ${key}, which is not defined.`),
    ...nested.map(([key]) => `${event.name} has a nested value in ${key}.`),
  ]
}

function isFlat(value: unknown): boolean {
  return Array.isArray(value)
    ? Array.from(value).every((item) => typeof item === 'string')
    : ['string', 'number', 'boolean'].includes(typeof value)
}
