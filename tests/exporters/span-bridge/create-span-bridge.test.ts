import { context, logs, SeverityNumber, trace, type Span } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSpanBridge, type SpanEvents } from '../../../exporters/span-bridge/create-span-bridge.ts'
import { defineCatalog, signal } from '../../../src/index.ts'

const films = defineCatalog({
  name: 'films',
  version: '1.0.0',
  codes: {
    'FILM-I001': { level: 'info', message: 'Read {title}.' },
    'FILM-W001': { level: 'warn', message: '{title} is late.' },
    'FILM-E001': { level: 'error', message: '{title} is lost.' },
  },
})

let exporter: InMemorySpanExporter
let spanEvents: SpanEvents

beforeEach(() => {
  exporter = new InMemorySpanExporter()
  spanEvents = 'all'
  const bridge = createSpanBridge({ spanEvents: () => spanEvents })
  const logExporter = new InMemoryLogRecordExporter()
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [bridge.spanProcessor, new SimpleSpanProcessor({ exporter })] }),
  )
  logs.setGlobalLoggerProvider(
    new LoggerProvider({
      processors: [bridge.logRecordProcessor, new SimpleLogRecordProcessor({ exporter: logExporter })],
    }),
  )
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})

afterEach(() => {
  trace.disable()
  logs.disable()
  context.disable()
  vi.unstubAllEnvs()
})

const tracer = () => trace.getTracer('host')
const spanOf = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name)
const eventsOf = (name: string) => spanOf(name)?.events.map((event) => event.name)
const within = (name: string, action: (span: Span) => void): void =>
  tracer().startActiveSpan(name, (span) => {
    action(span)
    span.end()
  })

describe('the event to span event bridge', () => {
  test('knows a diagnostic of SDK 2.0, whose records have no event name', () => {
    const { logRecordProcessor } = createSpanBridge()
    within('GET /films', (span) =>
      logRecordProcessor.onEmit(
        {
          hrTime: [1, 0],
          body: 'Wings is late.',
          attributes: { 'smonitor.triage_key': 'tk1_0000000000000000' },
          spanContext: span.spanContext(),
          instrumentationScope: { name: 'films' },
        },
        context.active(),
      ),
    )
    expect(eventsOf('GET /films')).toEqual(['smonitor.diagnostic'])
  })

  test('puts a diagnostic on the span that it was emitted in, with its attributes, its message and its time', () => {
    within('GET /films', () => films.emit('FILM-W001', { title: 'Wings' }))
    const [event] = spanOf('GET /films')?.events ?? []
    expect(event).toMatchObject({
      name: 'smonitor.diagnostic',
      attributes: {
        'smonitor.code': 'FILM-W001',
        'smonitor.param.title': 'Wings',
        'smonitor.message': 'Wings is late.',
      },
    })
    expect(Math.abs((event?.time[0] ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  })

  test.each<[SpanEvents, readonly string[]]>([
    ['all', ['shop.paid', 'smonitor.diagnostic']],
    ['diagnostics', ['smonitor.diagnostic']],
    ['none', []],
  ])('with %s, puts %j on the span', (wanted, expected) => {
    spanEvents = wanted
    within('GET /', () => {
      logs.getLogger('shop').emit({ eventName: 'shop.paid', attributes: { amount: 7, items: { a: [1] } } })
      logs.getLogger('shop').emit({ body: 'a line without a name' })
      films.emit('FILM-W001', { title: 'Wings' })
    })
    expect(eventsOf('GET /')).toEqual(expected)
  })

  test('flattens what a span event cannot hold', () => {
    within('GET /', () =>
      logs
        .getLogger('shop')
        .emit({ eventName: 'shop.paid', attributes: { amount: 7, items: { a: [1] }, none: null } }),
    )
    expect(spanOf('GET /')?.events[0]?.attributes).toEqual({ amount: 7, items: '{"a":[1]}', none: 'null' })
  })

  test('leaves spans alone that have ended, are not recorded, or are not the one of the record', () => {
    const ended = tracer().startSpan('ended')
    ended.end()
    context.with(trace.setSpan(context.active(), ended), () => films.emit('FILM-W001', { title: 'Wings' }))
    const remote = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 })
    context.with(trace.setSpan(context.active(), remote), () => films.emit('FILM-W001', { title: 'Wings' }))
    films.emit('FILM-W001', { title: 'Wings' })
    expect(eventsOf('ended')).toEqual([])
  })

  test.each([
    [undefined, ['exception']],
    ['logs/dup', ['exception']],
    ['http, logs/dup', ['exception']],
    ['logs', ['smonitor.signal.exception']],
    ['http,logs', ['smonitor.signal.exception']],
  ])('has an exception once on its span, with OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=%s', (optIn, expected) => {
    vi.stubEnv('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', optIn)
    const read = signal('films.read', () => {
      throw new TypeError('No film.')
    })
    expect(() => signal('films.outer', () => read())()).toThrow('No film.')
    expect(eventsOf('films.read')).toEqual(expected)
    expect(eventsOf('films.outer')).toEqual([])
  })

  test('with logs and no bridge, an exception is on no span', () => {
    vi.stubEnv('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', 'logs')
    spanEvents = 'none'
    const read = signal('films.read', () => {
      throw films.error('FILM-E001', { title: 'Wings' })
    })
    expect(read).toThrow('Wings is lost.')
    expect(eventsOf('films.read')).toEqual([])
    expect(spanOf('films.read')?.attributes).toMatchObject({ 'smonitor.code': 'FILM-E001' })
  })

  test('does not throw into the host, whatever a span does', () => {
    within('GET /', (span) => {
      vi.spyOn(span, 'addEvent').mockImplementation(() => {
        throw new Error('broken')
      })
      expect(() => films.emit('FILM-W001', { title: 'Wings' })).not.toThrow()
    })
  })
})

describe('what a span tells of what came under it', () => {
  test('has the worst code and key, the codes and the count, on each span around it', () => {
    within('outer', () => {
      films.emit('FILM-I001', { title: 'a' })
      within('inner', () => {
        films.emit('FILM-E001', { title: 'b' })
        films.emit('FILM-W001', { title: 'c' })
      })
      within('other', () => undefined)
    })
    expect(spanOf('outer')?.attributes).toEqual({
      'smonitor.code': 'FILM-E001',
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as string,
      'smonitor.codes': ['FILM-I001', 'FILM-E001', 'FILM-W001'],
      'smonitor.diagnostics.count': 3,
    })
    expect(spanOf('inner')?.attributes).toMatchObject({
      'smonitor.code': 'FILM-E001',
      'smonitor.codes': ['FILM-E001', 'FILM-W001'],
      'smonitor.diagnostics.count': 2,
    })
    expect(spanOf('other')?.attributes).toEqual({})
  })

  test('counts what came before it ended, and nothing of later', () => {
    const outer = tracer().startSpan('outer')
    const inside = trace.setSpan(context.active(), outer)
    const inner = tracer().startSpan('inner', {}, inside)
    const innermost = trace.setSpan(inside, inner)
    context.with(innermost, () => films.emit('FILM-W001', { title: 'a' }))
    outer.end()
    context.with(innermost, () => films.emit('FILM-E001', { title: 'b' }))
    inner.end()
    expect(spanOf('outer')?.attributes).toMatchObject({
      'smonitor.code': 'FILM-W001',
      'smonitor.diagnostics.count': 1,
    })
    expect(spanOf('inner')?.attributes).toMatchObject({
      'smonitor.code': 'FILM-E001',
      'smonitor.diagnostics.count': 2,
    })
  })

  test('has the code of the worst that has one, where the worst has none', () => {
    within('GET /', () => {
      films.emit('FILM-W001', { title: 'a' })
      expect(
        signal('films.read', () => {
          throw new TypeError('No film.')
        }),
      ).toThrow('No film.')
    })
    expect(spanOf('GET /')?.attributes).toMatchObject({
      'smonitor.code': 'FILM-W001',
      'smonitor.diagnostics.count': 2,
    })
    expect(spanOf('GET /')?.attributes['smonitor.triage_key']).toBe(
      spanOf('films.read')?.attributes['smonitor.triage_key'],
    )
  })

  test('says what the sums are, however spans and diagnostics nest', () => {
    const levels = ['FILM-I001', 'FILM-W001', 'FILM-E001'] as const
    type Tree = { readonly codes: readonly (typeof levels)[number][]; readonly inner: readonly Tree[] }
    const codes = fc.array(fc.constantFrom(...levels), { maxLength: 3 })
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        codes.map((own) => ({ codes: own, inner: [] })),
        fc.record({ codes, inner: fc.array(tie('tree'), { maxLength: 3 }) }),
      ),
    }))
    fc.assert(
      fc.property(tree, (root) => {
        exporter.reset()
        const play = ({ codes, inner }: Tree): number => {
          let count = 0
          within('span', (span) => {
            for (const code of codes) films.emit(code, { title: 'a' })
            count = codes.length + inner.reduce((sum, one) => sum + play(one), 0)
            span.setAttribute('expected', count)
          })
          return count
        }
        play(root)
        for (const { attributes } of exporter.getFinishedSpans())
          expect(attributes['smonitor.diagnostics.count'] ?? 0).toBe(attributes['expected'])
      }),
      { numRuns: 100 },
    )
  })

  test('says it at once where the SDK does not tell that a span is about to end', () => {
    const bridge = createSpanBridge()
    const older = { ...bridge.spanProcessor, onEnding: undefined }
    const provider = new TracerProvider({
      spanProcessors: [older as never, new SimpleSpanProcessor({ exporter })],
    })
    const span = provider.getTracer('host').startSpan('GET /')
    const at = trace.setSpan(context.active(), span)
    const record = {
      hrTime: [1, 0] as const,
      severityNumber: SeverityNumber.WARN,
      attributes: { 'smonitor.code': 'FILM-W001', 'smonitor.triage_key': 'tk1_0123456789abcdef' },
      instrumentationScope: { name: 'films' },
    }
    bridge.logRecordProcessor.onEmit(record, at)
    span.end()
    expect(spanOf('GET /')?.attributes).toMatchObject({
      'smonitor.code': 'FILM-W001',
      'smonitor.diagnostics.count': 1,
    })
  })
})
