import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { describe, expect, test } from 'vitest'
import { createPolicy } from '../../src/policy/policy.ts'
import type { PolicyLogRecord, SpanLike } from '../../src/policy/policy-item.ts'
import { policySpanProcessor } from '../../src/policy/policy-processor.ts'
import type { PolicyRule } from '../../src/policy/rule.ts'
import { sampleRecord, sampleSpan } from './sample-item.ts'

const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
const PATTERN: PolicyRule = { redact: { patterns: ['CANARY\\w*'] } }

const redactedLog = (record: PolicyLogRecord, rule = PATTERN) =>
  createPolicy([rule]).decideLog(record).item as PolicyLogRecord
const redactedSpan = (span: SpanLike, rule = PATTERN) =>
  createPolicy([rule]).decideSpan(span).item as SpanLike

describe('a redact rule looks at', () => {
  test('the resource, and shows each exporter one view of it while the resource stays as it is', () => {
    const resource = { attributes: { 'host.name': 'CANARYhost', 'service.name': 'shop' } }
    const policy = createPolicy([PATTERN])
    const [one, other] = [sampleRecord({}, { resource }), sampleRecord({}, { resource })].map(
      (record) => policy.decideLog(record).item?.resource,
    )
    expect(one?.attributes).toEqual({ 'host.name': '[REDACTED]', 'service.name': 'shop' })
    expect(other).toBe(one)
    expect(redactedSpan(sampleSpan({ resource })).resource?.attributes).toEqual(one?.attributes)
    expect(resource.attributes['host.name']).toBe('CANARYhost')
  })

  test('a resource that learns its host late, and takes fields of it by key and by path', async () => {
    const exporter = new InMemorySpanExporter()
    const policy = createPolicy([
      { redact: { patterns: ['CANARY\\w*'], keys: ['token'], paths: ['resource.host.id'] } },
    ])
    let learn: (host: string) => void = () => undefined
    const host = new Promise<string>((resolve) => (learn = resolve))
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'host.name': host, 'host.id': 'i-7', 'app.token': 'abc', n: 1 }),
      spanProcessors: [policySpanProcessor(new BatchSpanProcessor({ exporter }), policy)],
    })
    provider.getTracer('t').startSpan('work').end()
    learn('CANARYhost')
    await provider.forceFlush()
    const resource = exporter.getFinishedSpans()[0]?.resource
    expect(resource?.attributes).toEqual({
      'host.name': '[REDACTED]',
      'host.id': '[REDACTED]',
      'app.token': '[REDACTED]',
      n: 1,
    })
    expect(resource?.getRawAttributes?.()).toEqual(Object.entries(resource?.attributes ?? {}))
  })

  test('the attributes of links, the names of spans and of their events, and the scope', () => {
    const links = [{ context: TRACE, attributes: { reason: 'CANARYlink' }, droppedAttributesCount: 0 }]
    const events = [
      { name: 'read CANARYfile', attributes: {} },
      { name: 'exception', attributes: { 'exception.message': 'CANARY' } },
    ]
    const scope = { name: 'films', version: '1', attributes: { owner: 'CANARYann' } }
    const span = sampleSpan({ name: 'GET /CANARY', links, events, instrumentationScope: scope })
    expect(redactedSpan(span)).toMatchObject({
      name: 'GET /[REDACTED]',
      links: [{ context: TRACE, attributes: { reason: '[REDACTED]' }, droppedAttributesCount: 0 }],
      events: [
        { name: 'read [REDACTED]' },
        { name: 'exception', attributes: { 'exception.message': '[REDACTED]' } },
      ],
      instrumentationScope: { name: 'films', version: '1', attributes: { owner: '[REDACTED]' } },
    })
    expect([span.links?.[0]?.attributes, span.events[0]?.name, scope.attributes]).toEqual([
      { reason: 'CANARYlink' },
      'read CANARYfile',
      { owner: 'CANARYann' },
    ])
  })

  test('the event name of a record of others, and the names of params and of keys within', () => {
    const { eventName, attributes } = redactedLog(
      sampleRecord(
        { 'smonitor.param.CANARYann': 1, 'smonitor.param.CANARYbob': 2, 'a.CANARY': { CANARYkey: 3 } },
        { eventName: 'login CANARYann' },
      ),
    )
    expect(eventName).toBe('login [REDACTED]')
    expect(attributes).toMatchObject({
      'smonitor.param.[REDACTED]': 1,
      'smonitor.param.[REDACTED] (2)': 2,
      'a.[REDACTED]': { '[REDACTED]': 3 },
    })
    expect(JSON.stringify(attributes)).not.toContain('CANARY')
  })

  test('keys and values of a Map and the items of a Set', () => {
    const { attributes } = redactedLog(
      sampleRecord({
        map: new Map<unknown, unknown>([
          ['CANARYkey', 1],
          ['note', ['CANARYvalue']],
          ['password', 'hunter2!'],
        ]),
        set: new Set(['CANARY', 'b']),
        said: 'It was hunter2!.',
      }),
      { redact: { patterns: ['CANARY\\w*'], keys: ['password'] } },
    )
    expect(attributes).toMatchObject({
      map: new Map<unknown, unknown>([
        ['[REDACTED]', 1],
        ['note', ['[REDACTED]']],
        ['password', '[REDACTED]'],
      ]),
      set: new Set(['[REDACTED]', 'b']),
      said: 'It was [REDACTED].',
    })
  })

  test.each([['.*'], ['\\w+']])('no name of the telemetry itself, and no id or key: %s', (pattern) => {
    const ids = {
      'smonitor.triage_key': 'tk1_0123456789abcdef',
      'smonitor.trace_hash': 'th1_0123456789abcdef',
      'smonitor.code': 'FILM-W001',
      'smonitor.run.id': 'run-1',
    }
    const record = sampleRecord({ ...ids, 'exception.message': 'x' }, { spanContext: TRACE })
    const item = redactedLog(record, { redact: { patterns: [pattern] } })
    expect(item.attributes).toMatchObject({ ...ids, 'exception.message': '[REDACTED]' })
    expect(item).toMatchObject({ eventName: 'smonitor.diagnostic', spanContext: TRACE })
    const span = sampleSpan({ events: [{ name: 'exception' }, { name: 'smonitor.diagnostic' }] })
    const redacted = redactedSpan(span, { redact: { patterns: [pattern] } })
    expect([redacted.events.map(({ name }) => name), redacted.spanContext()]).toEqual([
      ['exception', 'smonitor.diagnostic'],
      TRACE,
    ])
  })

  test('attributes that it names as a whole, and keeps the key by which a record is found', () => {
    const { attributes } = redactedLog(sampleRecord({ a: 'b' }), { redact: { paths: ['**'] } })
    expect(attributes).toMatchObject({
      a: '[REDACTED]',
      'smonitor.triage_key': 'tk1_0123456789abcdef',
      'smonitor.code': 'FILM-W001',
    })
  })
})

describe('what goes by its name from a record', () => {
  const SAYING = { name: 'login hunter2!', attributes: { note: 'with hunter2!', n: 1 } }
  const NAMED: PolicyRule = { redact: { keys: ['pin'] } }
  const record = (traceFlags = 1) =>
    sampleRecord({ 'smonitor.param.pin': 'hunter2!' }, { body: 'x', spanContext: { ...TRACE, traceFlags } })

  test.each<[string, PolicyRule[]]>([
    ['is let through', [NAMED]],
    ['is dropped', [{ when: { code: 'FILM-W001' }, drop: true }, NAMED]],
    ['is held for later', [{ dedupe: 'last' }, NAMED]],
  ])('goes from the spans of its trace that end later, their events and links: it %s', (_, rules) => {
    const policy = createPolicy(rules)
    policy.decideLog(record())
    const span = sampleSpan({
      ...SAYING,
      status: { code: 2, message: 'Not hunter2!' },
      events: [{ name: 'exception', attributes: { 'exception.message': 'No hunter2!' } }],
      links: [{ attributes: { why: 'hunter2!' } }],
    })
    const { item } = policy.decideSpan(span)
    expect(JSON.stringify(item)).not.toContain('hunter2')
    expect(item?.attributes).toEqual({ note: 'with [REDACTED]', n: 1 })
    policy.flush()
  })

  test('goes from what the trace says after it, and from no other trace', () => {
    const policy = createPolicy([NAMED])
    policy.decideLog(record())
    const later = sampleRecord({}, { body: 'Again hunter2!', spanContext: TRACE })
    expect(policy.decideLog(later).item?.body).toBe('Again [REDACTED]')
    const other = { ...TRACE, traceId: 'ffffffffffffffffffffffffffffffff' }
    const elsewhere = sampleSpan({ ...SAYING, spanContext: () => other })
    expect(policy.decideSpan(elsewhere).item?.attributes).toEqual(SAYING.attributes)
  })

  test('is not remembered of a trace whose spans nobody sees', () => {
    const policy = createPolicy([NAMED])
    policy.decideLog(record(0))
    expect(policy.decideSpan(sampleSpan(SAYING)).item?.attributes).toEqual(SAYING.attributes)
  })

  test('goes the same way from a span to its events and from an event to its span', () => {
    const events = [
      { name: 'first', attributes: { said: 'hunter2! and swordfish' } },
      { name: 'second', attributes: { pin: 'swordfish' } },
    ]
    const span = sampleSpan({ attributes: { pin: 'hunter2!', said: 'swordfish' }, events })
    const item = createPolicy([NAMED]).decideSpan(span).item
    expect(JSON.stringify([item?.attributes, item?.events])).not.toMatch(/hunter2|swordfish/)
  })

  test('is remembered of a thousand traces, the last used, in bounded memory', () => {
    const policy = createPolicy([NAMED])
    const trace = (at: number) => ({ ...TRACE, traceId: at.toString(16).padStart(32, '0') })
    for (let at = 1; at <= 1001; at += 1) {
      policy.decideLog(sampleRecord({ 'smonitor.param.pin': 'hunter2!' }, { spanContext: trace(at) }))
    }
    const notes = [1, 2, 1001].map(
      (at) =>
        policy.decideSpan(sampleSpan({ ...SAYING, spanContext: () => trace(at) })).item?.attributes['note'],
    )
    expect(notes).toEqual(['with hunter2!', 'with [REDACTED]', 'with [REDACTED]'])
  })
})
