import { SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { emit, signal, span } from '../../src/index.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(stopSdk)

describe('span', () => {
  test('runs a block as a span, which it is handed, and gives its result', () => {
    const { spans } = startSdk()
    const total = span(
      'sum',
      (active) => {
        expect(trace.getActiveSpan()).toBe(active)
        active.setAttribute('count', 3)
        return 6
      },
      { attributes: { size: 3 } },
    )
    expect(total).toBe(6)
    expect(spans()).toMatchObject([{ name: 'sum', status: { code: SpanStatusCode.UNSET } }])
    expect(spans()[0]?.attributes).toEqual({ 'smonitor.signal': 'sum', size: 3, count: 3 })
  })

  test('runs an async block until it has settled', async () => {
    const { records, spans } = startSdk()
    const result = span('load', async (active) => {
      await Promise.resolve()
      expect(trace.getActiveSpan()).toBe(active)
      expect(spans()).toHaveLength(0)
      emit('info', 'Loaded.')
      return 'text'
    })
    expect(await result).toBe('text')
    expect(spans()).toHaveLength(1)
    expect(records()[0]).toMatchObject({
      attributes: { 'smonitor.source': 'load', 'smonitor.context.chain': ['load'] },
      spanContext: { spanId: spans()[0]?.spanContext().spanId },
    })
  })

  test('is a link of the call chain like a signal', () => {
    const { records } = startSdk()
    signal('outer', () =>
      span('middle', () => {
        signal('inner', () => {
          emit('info', 'm')
        })()
      }),
    )()
    expect(records()[0]?.attributes['smonitor.context.chain']).toEqual(['outer', 'middle', 'inner'])
  })

  test.each<[string, () => unknown]>([
    [
      'sync',
      () => {
        throw new RangeError('Too far.')
      },
    ],
    [
      'async',
      async () => {
        await Promise.resolve()
        throw new RangeError('Too far.')
      },
    ],
  ])('records an exception of the block once and passes it on, %s', async (_, block) => {
    const { records, spans } = startSdk()
    await expect(
      (async () => span('outer', () => span('inner', block, { exceptionLevel: 'fatal' })))(),
    ).rejects.toThrow(new RangeError('Too far.'))
    expect(records()).toMatchObject([
      {
        severityText: 'FATAL',
        body: 'Too far.',
        attributes: { 'smonitor.source': 'inner', 'exception.type': 'RangeError' },
      },
    ])
    expect(spans().map(({ name, status, events }) => [name, status.code, events.length])).toEqual([
      ['inner', SpanStatusCode.ERROR, 1],
      ['outer', SpanStatusCode.ERROR, 0],
    ])
  })

  test('hands a block a span that does nothing when there is no provider', async () => {
    const result = span('sum', (active) => {
      active.setAttribute('a', 1).addEvent('b')
      return active.isRecording()
    })
    expect(result).toBe(false)
    expect(await span('load', async () => Promise.resolve(1))).toBe(1)
    expect(() =>
      span('fail', () => {
        throw new Error('m')
      }),
    ).toThrow('m')
  })
})
