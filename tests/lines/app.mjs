// Run by scripts/test-lines.ts in a project that has one line of OTel and the packed package:
//   node app.mjs --list    prints the cases and the versions.
//   node app.mjs <case>    runs one, and prints what it emitted; what is wrong goes to stderr.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { defineCatalog, emit, signal, span } from 'smonitor'
import { writeBundle } from 'smonitor/bundle'
import { createMemorySink, createSinkProcessor } from 'smonitor/exporters'
import { createRecorder } from 'smonitor/testing'

const line = versionOf('@opentelemetry/api').startsWith('1.9.') ? 'sdk-2' : 'sdk-3'
// Each line has a logs API with a global of its own; the project has that of the other line besides.
const own = line === 'sdk-2' ? await import('@opentelemetry/api-logs') : api
const other = await import('other-logs-api')

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
    'FILM-E002': { level: 'error', message: 'Row {row} has no title.', hint: 'Add its title.' },
  },
})

const logExporters = []
const spanExporters = []

const cases = {
  'a recorder hears what is emitted, beside the provider of the program and as a processor of it'() {
    const processed = createRecorder({ isListening: false })
    const exporter = new InMemoryLogRecordExporter()
    logExporters.push(exporter)
    const processors = [processed.processor, new SimpleLogRecordProcessor({ exporter })]
    own.logs.setGlobalLoggerProvider(new LoggerProvider({ processors }))
    const beside = createRecorder()
    diagnostics.emit('FILM-E002', { row: 1 })
    beside.stop()
    diagnostics.emit('FILM-E002', { row: 2 })
    const rows = ({ events }) => events.map(({ extra }) => extra.row)
    assert.deepEqual([rows(beside), rows(processed)], [[1], [1, 2]])
    assert.equal(exporter.getFinishedLogRecords().length, 2)
    const { timestamp, ...heard } = beside.events[0]
    const { timestamp: _, ...same } = processed.events[0]
    assert.match(timestamp, /^\d{4}-/)
    assert.deepEqual(heard, same)
  },
  'a record arrives with every attribute, all of them flat'() {
    const { records } = register()
    diagnostics.emit(
      'FILM-W001',
      { title: 'Wings', year: 2027, guess: 1927 },
      {
        category: 'data',
        tags: ['import', 'films'],
        correlationId: 'job-1',
        extra: {
          text: 'a',
          integer: 1,
          fraction: 0.5,
          flag: true,
          list: ['a', 'b'],
          mixed: [1, null, 'b'],
          nested: { deep: [{ x: 1 }] },
          nothing: null,
          missing: undefined,
          when: new Date(0),
          big: 12345678901234567890n,
        },
      },
    )
    const [record, ...others] = records()
    assert.equal(others.length, 0)
    const {
      'smonitor.triage_key': key,
      'smonitor.cluster_key': clusterKey,
      ...attributes
    } = record.attributes
    assert.match(key, /^tk1_[0-9a-f]{16}$/)
    assert.match(clusterKey, /^tc1_[0-9a-f]{16}$/)
    assert.deepEqual(attributes, {
      'smonitor.code': 'FILM-W001',
      'smonitor.title': 'Year in the future',
      'smonitor.hint': 'It is probably from 1927.',
      'smonitor.doc_url': 'https://films.example/FILM-W001',
      'smonitor.source': 'films',
      'smonitor.category': 'data',
      'smonitor.tags': ['import', 'films'],
      'smonitor.correlation_id': 'job-1',
      'smonitor.param.title': 'Wings',
      'smonitor.param.year': 2027,
      'smonitor.param.guess': 1927,
      'smonitor.param.text': 'a',
      'smonitor.param.integer': 1,
      'smonitor.param.fraction': 0.5,
      'smonitor.param.flag': true,
      'smonitor.param.list': ['a', 'b'],
      'smonitor.param.mixed': ['1', 'null', 'b'],
      'smonitor.param.nested': '{"deep":[{"x":1}]}',
      'smonitor.param.nothing': 'null',
      'smonitor.param.missing': 'undefined',
      'smonitor.param.when': '1970-01-01T00:00:00.000Z',
      'smonitor.param.big': '12345678901234567890',
    })
    assert.equal(record.eventName, 'smonitor.diagnostic')
    assert.equal(record.severityNumber, own.SeverityNumber.WARN)
    assert.equal(record.severityText, 'WARN')
    assert.equal(record.body, 'Wings is dated 2027.')
    assert.equal(record.instrumentationScope.name, 'films')
    assert.equal(record.instrumentationScope.version, '1.2.0')
    assert.match(record.instrumentationScope.schemaUrl, /^https:\/\/smonitor\.dev\/schemas\//)
    assert.ok(record.hrTime[0] > 1_700_000_000)
  },

  'a record without a code arrives'() {
    const { records } = register()
    emit('info', 'The cache is cold.', { source: 'cache.open' })
    assert.deepEqual(
      records().map(({ body, severityText, attributes }) => [
        body,
        severityText,
        attributes['smonitor.source'],
      ]),
      [['The cache is cold.', 'INFO', 'cache.open']],
    )
  },

  async 'a record has the chain and the trace of the signals around it, also after await'() {
    const { records, spans } = register()
    const inner = diagnostics.signal('films.read', async () => {
      await new Promise((resolve) => setImmediate(resolve))
      diagnostics.emit('FILM-W001', { title: 'Wings', year: 2027, guess: 1927 })
    })
    await signal('films.load', async () => {
      await Promise.resolve()
      await inner()
    })()
    const [record] = records()
    assert.deepEqual(record.attributes['smonitor.context.chain'], ['films.load', 'films.read'])
    // SHA-256 of [1,["films.load","films.read"],[]]
    assert.equal(record.attributes['smonitor.trace_hash'], 'th1_dd4f4dbe8a32b6cd')
    assert.equal(record.attributes['smonitor.context.depth'], 2)
    assert.equal(record.attributes['smonitor.source'], 'films.read')
    const innermost = spans().find(({ name }) => name === 'films.read')
    assert.equal(record.spanContext.traceId, innermost.spanContext().traceId)
    assert.equal(record.spanContext.spanId, innermost.spanContext().spanId)
    assert.match(record.spanContext.traceId, /^[0-9a-f]{32}$/)
  },

  'chains of calls that run at the same time do not mix': async () => {
    const { records } = register()
    const step = signal('step', async (name) => {
      await new Promise((resolve) => setImmediate(resolve))
      emit('info', `Done with ${String(name)}.`)
    })
    const run = (name) => signal(name, () => step(name))()
    await Promise.all(['a', 'b', 'c'].map(run))
    assert.deepEqual(
      records().map(({ attributes }) => attributes['smonitor.context.chain'].join(' > ')),
      ['a > step', 'b > step', 'c > step'],
    )
  },

  async 'spans have the parents that the calls have'() {
    const { spans } = register()
    const leaf = diagnostics.signal('leaf', () => 1)
    const branch = signal('branch', async () => {
      await Promise.resolve()
      return span('block', () => leaf(), { attributes: { size: 3 } })
    })
    const tracer = api.trace.getTracer('host')
    const result = await tracer.startActiveSpan('host', async (active) => {
      const value = await branch()
      active.end()
      return value
    })
    assert.equal(result, 1)
    const byId = new Map(spans().map((one) => [one.spanContext().spanId, one]))
    const parentOf = (one) => byId.get(one.parentSpanContext?.spanId)?.name
    assert.deepEqual(
      spans().map((one) => [one.name, parentOf(one)]),
      [
        ['leaf', 'block'],
        ['block', 'branch'],
        ['branch', 'host'],
        ['host', undefined],
      ],
    )
    assert.equal(new Set(spans().map((one) => one.spanContext().traceId)).size, 1)
    assert.deepEqual(spans()[1].attributes, { size: 3, 'smonitor.signal': 'block' })
    assert.deepEqual(spans()[0].attributes, { 'smonitor.signal': 'leaf' })
    assert.equal(spans()[0].instrumentationScope.name, 'films')
    assert.equal(spans()[0].status.code, api.SpanStatusCode.UNSET)
  },

  async 'an exception that passes signals is one record and one span event'() {
    const { records, spans } = register()
    const inner = diagnostics.signal('films.read', async () => {
      await Promise.resolve()
      throw diagnostics.error('FILM-E002', { row: 2 }, { cause: new RangeError('Out of range.') })
    })
    await assert.rejects(signal('films.load', () => inner())(), { code: 'FILM-E002' })
    const [record, ...others] = records()
    assert.equal(others.length, 0)
    const {
      'exception.stacktrace': stack,
      'smonitor.causal_chain': causes,
      'smonitor.triage_key': key,
      'smonitor.trace_hash': traceHash,
      'smonitor.cluster_key': clusterKey,
      ...attributes
    } = record.attributes
    assert.match(traceHash, /^th1_[0-9a-f]{16}$/)
    assert.match(clusterKey, /^tc1_[0-9a-f]{16}$/)
    assert.equal(causes.length, 1)
    assert.match(causes[0], /^RangeError/)
    assert.match(stack, /^DiagnosticError: Row 2 has no title\.\n {4}at /)
    assert.deepEqual(attributes, {
      'smonitor.code': 'FILM-E002',
      'smonitor.hint': 'Add its title.',
      'smonitor.doc_url': 'https://films.example/FILM-E002',
      'smonitor.param.row': 2,
      'smonitor.source': 'films.read',
      'smonitor.context.chain': ['films.load', 'films.read'],
      'smonitor.context.depth': 2,
      'error.type': 'FILM-E002',
      'exception.type': 'DiagnosticError',
      'exception.message': 'Row 2 has no title.',
    })
    assert.equal(record.eventName, 'smonitor.diagnostic')
    assert.equal(record.severityNumber, own.SeverityNumber.ERROR)
    assert.deepEqual(
      spans().map(({ name, events }) => [name, events.map((event) => event.name)]),
      [
        ['films.read', ['exception']],
        ['films.load', []],
      ],
    )
    for (const { status, attributes } of spans()) {
      assert.equal(status.code, api.SpanStatusCode.ERROR)
      assert.equal(attributes['error.type'], 'FILM-E002')
      assert.equal(attributes['smonitor.code'], 'FILM-E002')
      assert.equal(attributes['smonitor.triage_key'], key)
    }
    assert.equal(spans()[0].events[0].attributes['exception.type'], 'DiagnosticError')
    assert.deepEqual(spans()[0].events[0].attributes['smonitor.causal_chain'], causes)
  },

  'exception.type is the class of an error that has a code of its own'() {
    const { records, spans } = register()
    const read = signal('files.read', () => readFileSync('/does/not/exist'))
    assert.throws(read, { code: 'ENOENT' })
    const [record] = records()
    assert.equal(record.eventName, 'smonitor.signal.exception')
    assert.equal(record.attributes['exception.type'], 'Error')
    assert.equal(record.attributes['error.type'], 'Error')
    assert.equal(record.attributes['smonitor.code'], undefined)
    assert.equal(spans()[0].events[0].attributes['exception.type'], 'Error')
  },

  'a provider in the global of the other logs API gets the records, and one that comes later too'() {
    const { provider, records } = createLogs()
    diagnostics.emit('FILM-E002', { row: 1 })
    other.logs.setGlobalLoggerProvider(provider)
    diagnostics.emit('FILM-E002', { row: 2 })
    assert.deepEqual(
      records().map(({ attributes }) => attributes['smonitor.param.row']),
      [2],
    )
  },

  'a provider in each global of the logs API gets each record once'() {
    const first = createLogs()
    const second = createLogs()
    own.logs.setGlobalLoggerProvider(first.provider)
    other.logs.setGlobalLoggerProvider(second.provider)
    diagnostics.emit('FILM-E002', { row: 2 })
    assert.throws(
      signal('failing', () => {
        throw new TypeError('No.')
      }),
    )
    for (const { records } of [first, second])
      assert.deepEqual(
        records().map(({ eventName }) => eventName),
        ['smonitor.diagnostic', 'smonitor.signal.exception'],
      )
  },

  'the same provider in both globals gets each record once'() {
    const { provider, records } = createLogs()
    own.logs.setGlobalLoggerProvider(provider)
    other.logs.setGlobalLoggerProvider(provider)
    diagnostics.emit('FILM-E002', { row: 2 })
    emit('info', 'Once.')
    assert.equal(records().length, 2)
  },

  async 'without a provider nothing happens, and functions do their work'() {
    const before = Reflect.ownKeys(globalThis)
    diagnostics.emit('FILM-E002', { row: 2 })
    emit('fatal', 'Nobody listens.')
    assert.equal(signal('add', (a, b) => a + b)(1, 2), 3)
    assert.equal(await diagnostics.signal('later', async (value) => value)('done'), 'done')
    assert.equal(
      span('block', (active) => active.isRecording()),
      false,
    )
    const error = new Error('It is passed on.')
    assert.throws(
      signal('failing', () => {
        throw error
      }),
      (thrown) => thrown === error,
    )
    // Symbols are how copies of smonitor in one process know each other.
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key))
    assert.deepEqual(
      added.filter((key) => typeof key !== 'symbol'),
      [],
    )
    assert.equal(api.trace.getActiveSpan(), undefined)
  },

  'log records of a bundle are what the exporter of the line sends'() {
    const memory = createMemorySink()
    const sinks = createSinkProcessor({
      sinks: () => [memory],
      run: { runId: 'r1', sessionId: 's1' },
      onSinkError: (_, error) => assert.fail(error),
    })
    // What a processor of the program adds has no field in an event.
    const add = (record) =>
      record
        .setAttribute('shop.tenant', ['a', 'b'])
        .setAttribute('shop.rate', 0.5)
        .setSeverityNumber(record.severityNumber + 1)
    const exporter = new InMemoryLogRecordExporter()
    const simple = new SimpleLogRecordProcessor({ exporter })
    const adding = { onEmit: add, forceFlush: async () => {}, shutdown: async () => {} }
    own.logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [adding, sinks, simple] }))
    api.trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }))
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const deep = signal('films.read', () => {
      diagnostics.emit('FILM-W001', { title: 'Wings', year: 2027, guess: 1927.5 }, { tags: ['a'] })
      throw new TypeError('No.', { cause: new RangeError('Too far.') })
    })
    assert.throws(() => signal('films.load', () => deep())())
    emit('fatal', 'The store is lost.', { extra: { form: 'x' } })

    const folder = mkdtempSync(join(tmpdir(), 'smonitor-line-'))
    try {
      const end = { ended_at: '', exit_code: 0, signal: null }
      const input = { run: { run_id: 'r1' }, end, catalogs: [], events: memory.recent() }
      writeBundle(join(folder, 'bundle'), input, { redact: { preset: 'none' } })
      const ours = recordsIn(readFileSync(join(folder, 'bundle/logs.jsonl'), 'utf8'))
      const theirs = recordsIn(
        new TextDecoder().decode(JsonLogsSerializer.serializeRequest(exporter.getFinishedLogRecords())),
      )
      assert.equal(theirs.length, 3)
      assert.deepEqual(ours, theirs)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },

  async 'without a context manager records come, with no chain'() {
    const { records, spans } = register({ contextManager: false })
    const inner = diagnostics.signal('films.read', () => diagnostics.emit('FILM-E002', { row: 2 }))
    await signal('films.load', async () => inner())()
    const [record, ...others] = records()
    assert.equal(others.length, 0)
    assert.equal(record.attributes['smonitor.context.chain'], undefined)
    assert.equal(record.attributes['smonitor.source'], 'films')
    assert.equal(record.spanContext, undefined)
    assert.deepEqual(
      spans().map(({ name, parentSpanContext }) => [name, parentSpanContext]),
      [
        ['films.read', undefined],
        ['films.load', undefined],
      ],
    )
  },

  'without a context manager an exception is one record with the chain of its signal'() {
    const { records } = register({ contextManager: false })
    const inner = signal('inner', () => {
      throw new TypeError('No.')
    })
    assert.throws(signal('outer', () => inner()))
    assert.deepEqual(
      records().map(({ attributes }) => attributes['smonitor.context.chain']),
      [['inner']],
    )
  },
}

const [argument] = process.argv.slice(2)
if (argument === '--list') {
  const names = ['api', 'sdk-logs', 'sdk-trace'].map(
    (name) => `${name} ${versionOf(`@opentelemetry/${name}`)}`,
  )
  const { bun, deno, node } = process.versions
  const runtime = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`
  const versions = `${names.join(', ')}, ${runtime}`
  console.log(JSON.stringify({ cases: Object.keys(cases), versions }))
} else {
  await cases[argument]()
  const records = logExporters
    .flatMap((exporter) => exporter.getFinishedLogRecords())
    .map(({ eventName, severityNumber, attributes }) => ({ eventName, severityNumber, attributes }))
  const spans = spanExporters
    .flatMap((exporter) => exporter.getFinishedSpans())
    .map(({ name, attributes, events }) => ({ name, attributes, events }))
  console.log(JSON.stringify({ records, spans }))
}

/** Sets up the SDK of this line as an application does. */
function register({ contextManager = true } = {}) {
  const { provider, records } = createLogs()
  own.logs.setGlobalLoggerProvider(provider)
  const exporter = new InMemorySpanExporter()
  spanExporters.push(exporter)
  api.trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  )
  if (contextManager) api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  return { records, spans: () => exporter.getFinishedSpans() }
}

function createLogs() {
  const exporter = new InMemoryLogRecordExporter()
  logExporters.push(exporter)
  return {
    provider: new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
    records: () => exporter.getFinishedLogRecords(),
  }
}

/** The log records in a document of OTLP JSON, with their scopes, and their attributes by name. */
function recordsIn(document) {
  const byKey = (one, other) => (one.key < other.key ? -1 : 1)
  return JSON.parse(document)
    .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ scope, schemaUrl, logRecords }) =>
      logRecords.map((record) => ({ scope, schemaUrl, ...record })),
    )
    .map(({ attributes, ...record }) => ({ ...record, attributes: attributes.toSorted(byKey) }))
}

function versionOf(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
}
