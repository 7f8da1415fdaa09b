// Tries policy on the OTel line that is installed: `node policy.mjs --list`, `node policy.mjs <case>`.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { createPolicy, policyProcessor, policySpanProcessor } from 'smonitor/sdk'

const RECORD = {
  eventName: 'smonitor.diagnostic',
  severityText: 'WARN',
  body: 'The key AKIAIOSFODNN7EXAMPLE is late.',
  attributes: {
    'smonitor.code': 'FILM-W001',
    'smonitor.source': 'films',
    'smonitor.triage_key': 'tk1_0123456789abcdef',
    'smonitor.param.key': 'AKIAIOSFODNN7EXAMPLE',
  },
}
let telemetry = { records: [], spans: [] }

const cases = {
  async 'records are dropped, changed and redacted for the processor behind the policy alone'() {
    for (const Processor of [SimpleLogRecordProcessor, BatchLogRecordProcessor]) {
      const { before, behind, provider } = setUpLogs(Processor, [
        { when: { code: 'FILM-E002' }, drop: true },
        { redact: { presets: ['secrets'] }, set: { hint: 'Look.' } },
      ])
      const logger = provider.getLogger('films', '1.0.0')
      logger.emit(RECORD)
      logger.emit({ ...RECORD, attributes: { ...RECORD.attributes, 'smonitor.code': 'FILM-E002' } })
      await provider.forceFlush()
      const [record, ...others] = behind.getFinishedLogRecords()
      const [original] = before.getFinishedLogRecords()
      assert.equal(others.length, 0)
      assert.equal(record.body, 'The key [REDACTED] is late.')
      assert.deepEqual(record.attributes, {
        ...RECORD.attributes,
        'smonitor.param.key': '[REDACTED]',
        'smonitor.hint': 'Look.',
      })
      for (const field of ['hrTime', 'resource', 'instrumentationScope', 'severityText', 'eventName'])
        assert.deepEqual(record[field], original[field])
      assert.equal(original.body, RECORD.body)
      assert.deepEqual({ ...original.attributes }, RECORD.attributes)
    }
  },

  async 'repetitions become a summary at the flush'() {
    const { behind, provider } = setUpLogs(SimpleLogRecordProcessor, [{ dedupe: 'summary' }])
    const logger = provider.getLogger('films', '1.0.0')
    for (let at = 0; at < 10; at += 1) logger.emit({ ...RECORD, body: `Late ${at}.` })
    await provider.forceFlush()
    const [first, summary, ...others] = behind.getFinishedLogRecords()
    assert.equal(others.length, 0)
    assert.equal(first.body, 'Late 0.')
    assert.equal(summary.eventName, 'smonitor.diagnostic.summary')
    assert.equal(summary.attributes['log_count'], 10)
    assert.equal(summary.attributes['smonitor.suppressed_count'], 9)
    telemetry = { records: [summary], spans: [] }
  },

  async 'spans are dropped and changed, with their events'() {
    for (const Processor of [SimpleSpanProcessor, BatchSpanProcessor]) {
      const exporter = new InMemorySpanExporter()
      const policy = createPolicy([
        { when: { 'span.name': { prefix: 'fs ' } }, drop: true },
        { when: { event_name: 'noise' }, drop: true },
        { redact: { presets: ['secrets'] } },
      ])
      const provider = new TracerProvider({
        spanProcessors: [policySpanProcessor(new Processor({ exporter }), policy)],
      })
      const tracer = provider.getTracer('t')
      tracer.startSpan('fs stat').end()
      const span = tracer.startSpan('GET', { attributes: { key: 'AKIAIOSFODNN7EXAMPLE', n: 1 } })
      span.addEvent('noise')
      span.addEvent('event', { key: 'AKIAIOSFODNN7EXAMPLE' })
      span.end()
      await provider.forceFlush()
      const [exported, ...others] = exporter.getFinishedSpans()
      assert.equal(others.length, 0)
      assert.deepEqual({ ...exported.attributes }, { key: '[REDACTED]', n: 1 })
      assert.deepEqual(
        exported.events.map(({ name, attributes }) => [name, attributes]),
        [['event', { key: '[REDACTED]' }]],
      )
      assert.deepEqual(exported.spanContext(), span.spanContext())
      assert.ok(exported.duration[1] > 0 || exported.duration[0] > 0)
    }
  },
}

const [argument] = process.argv.slice(2)
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
  const records = telemetry.records.map(({ eventName, severityNumber, attributes }) => ({
    eventName,
    severityNumber,
    attributes,
  }))
  console.log(JSON.stringify({ records, spans: [] }))
}

function setUpLogs(Processor, rules) {
  const before = new InMemoryLogRecordExporter()
  const behind = new InMemoryLogRecordExporter()
  const provider = new LoggerProvider({
    processors: [
      new SimpleLogRecordProcessor({ exporter: before }),
      policyProcessor(new Processor({ exporter: behind }), createPolicy(rules)),
    ],
  })
  return { before, behind, provider }
}

function versionOf(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
}
