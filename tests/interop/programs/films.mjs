// Run by scripts/test-interop.ts in a project that has one line of OTel, its OTLP exporters and the packed package:
//   node films.mjs <json|protobuf> <none|gzip> <endpoint> <service>
// emits a warning and throws an error within a chain of calls, and prints the id of its trace.
import assert from 'node:assert/strict'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { defineCatalog, signal } from 'smonitor'

const [encoding, compression, endpoint, service] = process.argv.slice(2)
const suffix = { json: 'http', protobuf: 'proto' }[encoding]
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${suffix}`)
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${suffix}`)

// The logs API of SDK 2 is a package of its own.
const api = await import('@opentelemetry/api')
const { logs } = api.logs === undefined ? await import('@opentelemetry/api-logs') : api

const resource = resourceFromAttributes({ 'service.name': service, 'service.version': '2.0.0' })
const loggerProvider = new LoggerProvider({
  resource,
  processors: [
    new BatchLogRecordProcessor({
      exporter: new OTLPLogExporter({ url: `${endpoint}/v1/logs`, compression }),
    }),
  ],
})
const tracerProvider = new TracerProvider({
  resource,
  spanProcessors: [
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, compression }),
    }),
  ],
})
logs.setGlobalLoggerProvider(loggerProvider)
trace.setGlobalTracerProvider(tracerProvider)
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

const films = defineCatalog({
  name: 'films',
  version: '1.2.0',
  docs: 'https://films.example/{code}',
  codes: {
    'FILM-W001': {
      level: 'warn',
      title: 'Year in the future',
      message: '{title} is dated {year}.',
      hint: 'Give the year of its first showing.',
    },
    'FILM-E002': { level: 'error', message: 'Row {row} has no title.', hint: 'Add its title.' },
  },
})

let traceId
const check = films.signal('films.check', async (title, year) => {
  traceId = trace.getActiveSpan().spanContext().traceId
  await Promise.resolve()
  films.emit(
    'FILM-W001',
    { title, year },
    { tags: ['import', 'films'], extra: { ratio: 0.5, isSilent: true } },
  )
})
const store = films.signal('films.store', (row) => {
  throw films.error('FILM-E002', { row })
})
const load = signal('films.load', async () => {
  await check('Ascenseur pour l’échafaud', 2958)
  store(7)
})
await assert.rejects(load(), { code: 'FILM-E002' })

await Promise.all([loggerProvider.forceFlush(), tracerProvider.forceFlush()])
await Promise.all([loggerProvider.shutdown(), tracerProvider.shutdown()])
console.log(JSON.stringify({ traceId }))
