import { context, logs, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineCatalog, emit, signal, span } from '../../src/index.ts'
import { createLogs, registerInApiLogs, startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

describe('the span of a call', () => {
  test('has the name of the signal, its attributes and the scope of its catalog', () => {
    const { spans } = startSdk()
    const shop = defineCatalog({ name: 'shop', version: '3.0.0', codes: {} })
    const add = (a: number, b: number): number => a + b
    shop.signal('shop.add', add, { attributes: { 'shop.size': 3 } })(1, 2)
    signal('plain', add)(1, 2)
    expect(spans()).toMatchObject([
      {
        name: 'shop.add',
        kind: SpanKind.INTERNAL,
        status: { code: SpanStatusCode.UNSET },
        instrumentationScope: { name: 'shop', version: '3.0.0' },
        events: [],
      },
      { name: 'plain', instrumentationScope: { name: 'smonitor' } },
    ])
    expect(spans()[0]?.attributes).toEqual({ 'smonitor.signal': 'shop.add', 'shop.size': 3 })
    expect(spans()[1]?.attributes).toEqual({ 'smonitor.signal': 'plain' })
  })

  test('is the child of the span around it, and the parent of those inside, over an await', async () => {
    const { spans } = startSdk()
    const inner = signal('inner', () => 1)
    const outer = signal('outer', async () => {
      await Promise.resolve()
      trace.getTracer('lib').startSpan('library').end()
      return inner()
    })
    await trace.getTracer('app').startActiveSpan('request', async (request) => {
      await outer()
      request.end()
    })
    const ids = new Map(spans().map((any) => [any.spanContext().spanId, any.name]))
    expect(
      spans().map(({ name, parentSpanContext }) => [name, ids.get(parentSpanContext?.spanId ?? '')]),
    ).toEqual([
      ['library', 'outer'],
      ['inner', 'outer'],
      ['outer', 'request'],
      ['request', undefined],
    ])
  })

  test('lasts until an async function has settled', async () => {
    const { spans } = startSdk()
    let release = (): void => {}
    const pending = signal('wait', async () => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })()
    await Promise.resolve()
    expect(spans()).toHaveLength(0)
    release()
    await pending
    expect(spans()).toHaveLength(1)
  })

  test('ends once when the call fails, sync and async', async () => {
    const { spans } = startSdk()
    expect(() =>
      signal('sync', () => {
        throw new Error('m')
      })(),
    ).toThrow('m')
    await expect(
      signal('async', async () => {
        await Promise.resolve()
        throw new Error('m')
      })(),
    ).rejects.toThrow('m')
    expect(spans().map(({ name, ended }) => [name, ended])).toEqual([
      ['sync', true],
      ['async', true],
    ])
  })

  test('is made by the SDK that is set up later, and by the next one', () => {
    const work = signal('work', () => 1)
    work()
    const first = startSdk()
    work()
    stopSdk()
    const second = startSdk()
    work()
    expect([first.spans().length, second.spans().length]).toEqual([1, 1])
  })

  test('that is not sampled takes no record from the log', () => {
    const { provider, records } = createLogs()
    const exporter = new InMemorySpanExporter()
    logs.setGlobalLoggerProvider(provider)
    trace.setGlobalTracerProvider(
      new TracerProvider({
        sampler: new AlwaysOffSampler(),
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
      }),
    )
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const outer = signal(
      'outer',
      signal('inner', () => {
        throw new Error('m')
      }),
    )
    expect(outer).toThrow('m')
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(records()).toHaveLength(1)
    expect(records()[0]?.attributes['smonitor.context.chain']).toEqual(['outer', 'inner'])
  })
})

describe('a context manager', () => {
  test('that an API of another version registered makes the chain too, which our own API would not ask', () => {
    const { records } = startSdk()
    const symbol = Symbol.for('opentelemetry.js.api.1')
    const globals = globalThis as unknown as { [symbol]: object }
    const registered = globals[symbol]
    globals[symbol] = { ...registered, version: '1.4.0' }
    try {
      signal(
        'outer',
        signal('inner', () => emit('info', 'Inside.')),
      )()
    } finally {
      globals[symbol] = registered
    }
    expect(records()[0]?.attributes['smonitor.context.chain']).toEqual(['outer', 'inner'])
  })
})

describe('without a provider', () => {
  test('the function is called straight through', () => {
    const manager = new AsyncLocalStorageContextManager().enable()
    context.setGlobalContextManager(manager)
    const with_ = vi.spyOn(manager, 'with')
    const promise = Promise.resolve(1)
    const work = signal('work', () => promise)
    // The very promise: nothing is derived from it.
    expect(work()).toBe(promise)
    expect(with_).not.toHaveBeenCalled()
    const { stack = '' } = signal('stack', () => new Error('m'))()
    const frames = stack.split('\n').filter((line) => line.includes('/src/otel/'))
    expect(frames.length).toBeLessThanOrEqual(2)
  })

  test('and with one again, the calls are observed', () => {
    const work = signal('work', () => 1)
    work()
    const { spans } = startSdk()
    work()
    expect(spans()).toHaveLength(1)
  })
})

describe('with logs alone', () => {
  test.each(['api', 'apiLogs'] as const)(
    'a signal still makes chain and records, registered through %s',
    (where) => {
      const { provider, records } = createLogs()
      if (where === 'api') logs.setGlobalLoggerProvider(provider)
      else registerInApiLogs(provider)
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      const work = signal(
        'outer',
        signal('inner', () => {
          emit('info', 'Inside.')
          throw new Error('m')
        }),
      )
      expect(work).toThrow('m')
      expect(
        records().map(({ body, attributes, spanContext }) => [
          body,
          attributes['smonitor.context.chain'],
          spanContext,
        ]),
      ).toEqual([
        ['Inside.', ['outer', 'inner'], undefined],
        ['m', ['outer', 'inner'], undefined],
      ])
    },
  )
})

describe('a tracer that throws', () => {
  const noop: SpanProcessor = {
    onStart() {},
    onEnd() {},
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }

  test.each<[string, object]>([
    ['from the onStart of a processor', new TracerProvider({ spanProcessors: [{ ...noop, onStart: fail }] })],
    ['from the onEnd of a processor', new TracerProvider({ spanProcessors: [{ ...noop, onEnd: fail }] })],
    ['from getTracer', { getTracer: fail }],
  ])('%s does not reach the host', async (_, provider) => {
    const { records } = startSdk()
    trace.disable()
    trace.setGlobalTracerProvider(provider as TracerProvider)
    const error = new TypeError('Own.')
    expect(signal('sync', () => 1)()).toBe(1)
    expect(await signal('async', async () => Promise.resolve(2))()).toBe(2)
    expect(span('block', () => 3)).toBe(3)
    expect(
      signal('fails', () => {
        throw error
      }),
    ).toThrow(error)
    await expect(signal('rejects', async () => Promise.reject(error))()).rejects.toBe(error)
    expect(records().map(({ body, attributes }) => [body, attributes['smonitor.context.chain']])).toEqual([
      ['Own.', ['fails']],
    ])
  })
})

test('a signal whose span cannot be started leaves its records in the trace around it', () => {
  const { records } = startSdk()
  trace.disable()
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) })
  const around = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  context.with(trace.setSpanContext(context.active(), around), () => {
    signal('work', () => {
      emit('info', 'Inside.')
    })()
  })
  expect(records()[0]?.spanContext).toEqual(around)
})

function fail(): never {
  throw new Error('no')
}
