// What a page and a worker do alike: set the OTel SDK up, and use smonitor as a library does.
import { context, logs, trace } from '@opentelemetry/api'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { DiagnosticError, defineCatalog, emit, signal } from 'smonitor'

// A library is loaded, and its functions are wrapped, before the application sets OTel up.
const diagnostics = defineCatalog({
  name: 'films',
  version: '1.2.0',
  docs: 'https://films.example/{code}',
  codes: {
    'FILM-W001': {
      level: 'warn',
      title: 'Year in the future',
      message: '{title} is dated {year}.',
      hint: 'It is probably from {guess}.',
    },
    'FILM-E002': {
      level: 'error',
      title: 'No title',
      message: 'Row {row} has no title.',
      hint: 'Add its title.',
    },
  },
})
const read = diagnostics.signal('films.read', (title, year) => {
  diagnostics.emit('FILM-W001', { title, year, guess: year - 100 })
  return title
})
const check = diagnostics.signal('films.check', (row) => {
  throw diagnostics.error('FILM-E002', { row })
})
const load = signal('films.load', (row) => check(row))
const loadLater = signal('films.later', async () => {
  await Promise.resolve()
  throw new TypeError('Not today.')
})

/** Runs everything; gives what came out as it is, to be judged by the script. */
export async function runProgram() {
  emit('error', 'Nobody listens yet.')
  const untouched = read('Silent', 2020)

  const logExporter = new InMemoryLogRecordExporter()
  const spanExporter = new InMemorySpanExporter()
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logExporter })] }),
  )
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] }),
  )
  context.setGlobalContextManager(new StackContextManager().enable())

  const returned = read('Wings', 2027)
  const thrown = capture(() => load(2))
  const rejected = await loadLater().catch((error) => error)

  return {
    untouched,
    returned,
    isDiagnosticError: thrown instanceof DiagnosticError,
    rejected: String(rejected),
    thrown,
    records: logExporter.getFinishedLogRecords().map((record) => ({
      eventName: record.eventName,
      severityNumber: record.severityNumber,
      body: record.body,
      scope: record.instrumentationScope.name,
      traceId: record.spanContext?.traceId,
      spanId: record.spanContext?.spanId,
      attributes: record.attributes,
    })),
    spans: spanExporter.getFinishedSpans().map((span) => ({
      name: span.name,
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
      parentId: span.parentSpanContext?.spanId,
      status: span.status.code,
      attributes: span.attributes,
      events: span.events.map(({ name, attributes }) => ({ name, attributes })),
    })),
  }
}

function capture(fn) {
  try {
    return fn()
  } catch (error) {
    return error
  }
}
