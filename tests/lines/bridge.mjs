// Tries the bridge to spans on the OTel line that is installed: `node bridge.mjs --list`, `node bridge.mjs <case>`.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { defineCatalog, signal } from 'smonitor'
import { createSpanBridge } from 'smonitor/exporters'

const { context, trace } = api
const films = defineCatalog({
  name: 'films',
  version: '1.0.0',
  codes: {
    'FILM-W001': { level: 'warn', message: '{title} is late.' },
    'FILM-E001': { level: 'error', message: '{title} is lost.' },
  },
})

const cases = {
  async 'diagnostics are events of their span, and tags of every span around it'() {
    const { spans } = await setUp()
    const host = trace.getTracer('host')
    host.startActiveSpan('GET /films', (span) => {
      host.startActiveSpan('read', (inner) => {
        films.emit('FILM-W001', { title: 'Wings' })
        films.emit('FILM-E001', { title: 'Sunrise' })
        inner.end()
      })
      span.end()
    })
    const [read, get] = spans.getFinishedSpans()
    assert.deepEqual(
      read.events.map(({ name, attributes }) => [name, attributes['smonitor.message']]),
      [
        ['smonitor.diagnostic', 'Wings is late.'],
        ['smonitor.diagnostic', 'Sunrise is lost.'],
      ],
    )
    for (const { attributes } of [read, get]) {
      assert.equal(attributes['smonitor.code'], 'FILM-E001')
      assert.equal(attributes['smonitor.diagnostics.count'], 2)
      assert.deepEqual(attributes['smonitor.codes'], ['FILM-W001', 'FILM-E001'])
    }
    assert.deepEqual(get.events, [])
  },

  async 'an exception is once on the span of its signal'() {
    const { spans, logs } = await setUp()
    const read = signal('films.read', () => {
      throw new TypeError('No film.')
    })
    assert.throws(() => signal('films.outer', () => read())())
    const [inner, outer] = spans.getFinishedSpans()
    assert.deepEqual(
      inner.events.map(({ name }) => name),
      ['exception'],
    )
    assert.deepEqual(outer.events, [])
    assert.equal(outer.attributes['smonitor.diagnostics.count'], 1)
    assert.equal(logs.getFinishedLogRecords().length, 1)
  },
}

const [argument] = process.argv.slice(2)
let telemetry = { records: [], spans: [] }
if (argument === '--list') {
  const names = ['api', 'sdk-logs', 'sdk-trace'].map(
    (name) => `${name} ${versionOf(`@opentelemetry/${name}`)}`,
  )
  console.log(
    JSON.stringify({
      cases: Object.keys(cases),
      versions: `${names.join(', ')}, Node ${process.versions.node}`,
    }),
  )
} else {
  await cases[argument]()
  console.log(JSON.stringify(telemetry))
}

async function setUp() {
  const spans = new InMemorySpanExporter()
  const logs = new InMemoryLogRecordExporter()
  const bridge = createSpanBridge()
  const provider = new LoggerProvider({
    processors: [bridge.logRecordProcessor, new SimpleLogRecordProcessor({ exporter: logs })],
  })
  const { logs: logsApi } = api.logs === undefined ? await import('@opentelemetry/api-logs') : api
  logsApi.setGlobalLoggerProvider(provider)
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [bridge.spanProcessor, new SimpleSpanProcessor({ exporter: spans })],
    }),
  )
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  telemetry = {
    get records() {
      return logs
        .getFinishedLogRecords()
        .map(({ eventName, severityNumber, attributes }) => ({ eventName, severityNumber, attributes }))
    },
    spans: [],
  }
  return { spans, logs }
}

function versionOf(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
}
