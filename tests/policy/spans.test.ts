import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { startPolicySdk, stopPolicySdk } from './policy-sdk.ts'

afterEach(stopPolicySdk)

const SECRET = 'AKIAIOSFODNN7EXAMPLE'

describe('spans', () => {
  test('that a rule drops do not reach the processor behind it; the others are those of the SDK', () => {
    const { tracerProvider, spans, policy } = startPolicySdk([
      { id: 'fs', when: { 'span.name': { prefix: 'fs ' } }, drop: true },
    ])
    const tracer = tracerProvider.getTracer('t')
    for (const name of ['fs readFile', 'GET /', 'fs stat']) tracer.startSpan(name).end()
    expect(spans().map(({ name }) => name)).toEqual(['GET /'])
    expect(policy.stats().rules[0]).toMatchObject({ hits: 2, dropped: 2 })
  })

  test('are not dropped with the record whose code they carry, unless the rule is about them', () => {
    const { tracerProvider, spans } = startPolicySdk([
      { when: { code: 'FILM-E002' }, drop: true },
      { on: 'span', when: { code: 'FILM-E003' }, drop: true },
    ])
    const tracer = tracerProvider.getTracer('t')
    for (const code of ['FILM-E002', 'FILM-E003']) {
      const span = tracer.startSpan(code, { attributes: { 'smonitor.code': code } })
      span.addEvent('smonitor.diagnostic', { 'smonitor.code': code })
      span.addEvent('other')
      span.end()
    }
    expect(spans().map(({ name, events }) => [name, events.map((event) => event.name)])).toEqual([
      ['FILM-E002', ['other']],
    ])
  })

  test('are changed in a copy, with their events', () => {
    const { tracerProvider, spans } = startPolicySdk([
      { set: { 'attributes.seen': true }, remove: ['attributes.gone'] },
    ])
    const span = tracerProvider.getTracer('t', '1').startSpan('work', {
      kind: SpanKind.CLIENT,
      attributes: { gone: 1, stays: 2 },
    })
    span.addEvent('event', { gone: 1 })
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'No.' })
    span.end()
    const [exported] = spans()
    expect(exported).toMatchObject({
      name: 'work',
      kind: SpanKind.CLIENT,
      ended: true,
      status: { code: SpanStatusCode.ERROR, message: 'No.' },
      instrumentationScope: { name: 't', version: '1' },
    })
    expect(exported?.attributes).toEqual({ stays: 2, seen: true })
    expect(exported?.events[0]?.attributes).toEqual({ seen: true })
    expect(exported?.spanContext()).toEqual(span.spanContext())
    // The SDK's own is as it was.
    expect((span as unknown as { readonly attributes: object }).attributes).toEqual({ gone: 1, stays: 2 })
  })

  test('lose what a redact rule takes out of their name, attributes, status and events, and keep their ids', () => {
    const { tracerProvider, spans } = startPolicySdk([{ redact: { presets: ['secrets'], keys: ['pin'] } }])
    const span = tracerProvider.getTracer('t').startSpan(`read ${SECRET}`, {
      attributes: { key: SECRET, pin: '1234' },
    })
    span.addEvent('event', { key: `and ${SECRET}` })
    span.recordException(new Error(`bad ${SECRET}`))
    span.setStatus({ code: SpanStatusCode.ERROR, message: SECRET })
    span.end()
    const { name, attributes, status, events } = spans()[0] ?? {}
    const text = JSON.stringify({ name, attributes, status, events })
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('1234')
    expect(spans()[0]?.spanContext()).toEqual(span.spanContext())
  })
})

describe('presets against the noise of auto-instrumentation', () => {
  const rules = [{ presets: ['node-fs', 'dns', 'health-checks'] }]

  test.each([
    ['@opentelemetry/instrumentation-fs', 'fs readFile', SpanKind.INTERNAL, {}, false],
    ['@opentelemetry/instrumentation-dns', 'dns.lookup', SpanKind.CLIENT, {}, false],
    ['@opentelemetry/instrumentation-http', 'GET', SpanKind.SERVER, { 'url.path': '/healthz' }, false],
    ['@opentelemetry/instrumentation-http', 'GET', SpanKind.SERVER, { 'http.target': '/ready' }, false],
    ['express', 'GET /health', SpanKind.SERVER, { 'http.route': '/health' }, false],
    ['@opentelemetry/instrumentation-http', 'GET', SpanKind.CLIENT, { 'url.path': '/healthz' }, true],
    [
      '@opentelemetry/instrumentation-http',
      'GET',
      SpanKind.SERVER,
      { 'url.path': '/health-insurance' },
      true,
    ],
    ['films', 'fs readFile', SpanKind.INTERNAL, {}, true],
  ])('%s %s %i %j: %s', (scope, name, kind, attributes, isKept) => {
    const { tracerProvider, spans } = startPolicySdk(rules)
    tracerProvider.getTracer(scope).startSpan(name, { kind, attributes }).end()
    expect(spans()).toHaveLength(isKept ? 1 : 0)
  })

  test('keep what failed', () => {
    const { tracerProvider, spans } = startPolicySdk(rules)
    const span = tracerProvider.getTracer('@opentelemetry/instrumentation-fs').startSpan('fs open')
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    expect(spans()).toHaveLength(1)
  })
})
