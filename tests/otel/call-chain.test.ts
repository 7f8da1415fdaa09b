import {
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  trace,
  type Context,
} from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit, signal } from '../../src/index.ts'
import { chainOf } from '../../src/otel/call-chain.ts'
import { frameOf, openCallContext } from '../../src/otel/call-context.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'
import type * as Copy from '../../src/otel/call-context.ts'

afterEach(stopSdk)

const SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

function open(parent: Context, name: string): Context {
  return openCallContext(parent, SPAN, name)
}

describe('a chain', () => {
  test('is empty in a context without signals', () => {
    expect(frameOf(ROOT_CONTEXT)).toBeUndefined()
    expect(chainOf(undefined)).toEqual([])
  })

  test('lists its names outermost first, each context with its own', () => {
    const outer = open(ROOT_CONTEXT, 'outer')
    const inner = open(outer, 'inner')
    const sibling = open(outer, 'sibling')
    expect(chainOf(frameOf(inner))).toEqual(['outer', 'inner'])
    expect(chainOf(frameOf(sibling))).toEqual(['outer', 'sibling'])
    expect(chainOf(frameOf(outer))).toEqual(['outer'])
    expect(frameOf(ROOT_CONTEXT)).toBeUndefined()
  })

  test('keeps the 64 innermost names and the whole depth', () => {
    let at: Context = ROOT_CONTEXT
    for (let depth = 1; depth <= 10_000; depth++) at = open(at, `s${depth}`)
    const names = chainOf(frameOf(at))
    expect(names).toEqual(Array.from({ length: 64 }, (_, index) => `s${9937 + index}`))
    expect(frameOf(at)?.depth).toBe(10_000)
  })

  test('is shared with other copies of smonitor in the process', async () => {
    const path = '../../src/otel/call-context.ts?copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof Copy
    expect(copy.frameOf).not.toBe(frameOf)
    expect(copy.frameOf(open(ROOT_CONTEXT, 'ours'))?.name).toBe('ours')
  })
})

describe('the context of a call', () => {
  const key = createContextKey('test.key')
  const base = ROOT_CONTEXT.setValue(key, 'below')
  const inner = open(open(base, 'outer'), 'inner')

  test('answers what was set below the whole chain, and what is set on top of it', () => {
    expect(inner.getValue(key)).toBe('below')
    const changed = inner.setValue(key, 'above')
    expect([changed.getValue(key), inner.getValue(key)]).toEqual(['above', 'below'])
    expect(chainOf(frameOf(changed))).toEqual(['outer', 'inner'])
    expect(changed.deleteValue(key).getValue(key)).toBeUndefined()
  })

  test("keeps the API's own functions for spans at work", () => {
    const other = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
    expect(trace.getSpan(inner)).toBe(SPAN)
    const changed = trace.setSpan(inner, other)
    expect([trace.getSpan(changed), trace.getSpan(inner)]).toEqual([other, SPAN])
    expect(chainOf(frameOf(changed))).toEqual(['outer', 'inner'])
    expect(trace.getSpan(trace.deleteSpan(inner))).toBeUndefined()
  })

  test('keeps the values that others set between two calls', () => {
    const between = open(base, 'outer').setValue(key, 'between')
    expect(open(between, 'inner').getValue(key)).toBe('between')
  })
})

// X7: in the Python library the frame of an async function is gone before its first await.
describe('the chain of a record', () => {
  test('holds across awaits, timers and callbacks', async () => {
    const { records } = startSdk()
    const load = signal('load', async () => {
      emit('info', 'Before.')
      await Promise.resolve()
      emit('info', 'After an await.')
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          emit('info', 'In a timer.')
          resolve()
        }, 1)
      })
      emit('info', 'After a timer.')
    })
    await signal('main', async () => {
      await load()
      emit('info', 'Outside.')
    })()
    emit('info', 'Ended.')
    expect(records().map(({ body, attributes }) => [body, attributes['smonitor.context.chain']])).toEqual([
      ['Before.', ['main', 'load']],
      ['After an await.', ['main', 'load']],
      ['In a timer.', ['main', 'load']],
      ['After a timer.', ['main', 'load']],
      ['Outside.', ['main']],
      ['Ended.', undefined],
    ])
  })

  test('is that of an async function whose work fails after an await, which is one record', async () => {
    const { records } = startSdk()
    const load = signal('load', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      throw new RangeError('No row.')
    })
    await expect(signal('main', async () => load())()).rejects.toThrow('No row.')
    expect(records().map(({ body, attributes }) => [body, attributes['smonitor.context.chain']])).toEqual([
      ['No row.', ['main', 'load']],
    ])
  })

  test('does not mix with those of 50 concurrent calls', async () => {
    const { records } = startSdk()
    const calls = Array.from({ length: 50 }, (_, index) => {
      const inner = signal(`inner ${index}`, async () => {
        for (let turn = 0; turn < index % 7; turn++) await Promise.resolve()
        emit('info', String(index))
        await Promise.resolve()
        emit('info', String(index))
      })
      return signal(`outer ${index}`, async () => {
        await Promise.resolve()
        await inner()
      })
    })
    await Promise.all(calls.map((call) => call()))
    const seen = records().map(
      ({ body, attributes }) => `${String(body)}: ${String(attributes['smonitor.context.chain'])}`,
    )
    const expected = calls.flatMap((_, index) => {
      const line = `${index}: outer ${index},inner ${index}`
      return [line, line]
    })
    expect(seen.toSorted()).toEqual(expected.toSorted())
    // They did run interleaved, so that they could have mixed.
    expect(seen).not.toEqual(expected)
  })

  test('is that of the moment, not of the objects that live on', () => {
    const { records } = startSdk()
    const catalog = defineCatalog({ name: 'a', codes: { 'APP-1': { level: 'info', message: 'm' } } })
    let later = (): void => {}
    signal('maker', () => {
      const at = context.active()
      later = () => {
        context.with(at, () => {
          catalog.emit('APP-1')
        })
      }
    })()
    signal('caller', () => {
      later()
      catalog.emit('APP-1')
    })()
    expect(records().map(({ attributes }) => attributes['smonitor.context.chain'])).toEqual([
      ['maker'],
      ['caller'],
    ])
  })

  test('is empty without a context manager', () => {
    const { records } = startSdk({ contextManager: false })
    signal('outer', () => {
      emit('info', 'm')
    })()
    expect(records()[0]?.attributes).not.toHaveProperty('smonitor.context.chain')
    expect(records()[0]?.attributes).not.toHaveProperty('smonitor.context.depth')
    expect(records()[0]?.attributes['smonitor.source']).toBe('smonitor')
  })

  test('is capped at 64 names in 10,000 nested signals, and the depth is whole', async () => {
    const { records, spans } = startSdk()
    const nest = signal('nest', async (left: number): Promise<string> => {
      // Leaves the stack, whose size is not what this is about.
      await Promise.resolve()
      if (left > 1) return nest(left - 1)
      emit('info', 'Innermost.')
      return 'done'
    })
    expect(await nest(10_000)).toBe('done')
    const [record] = records()
    expect(record?.attributes['smonitor.context.chain']).toEqual(Array.from({ length: 64 }, () => 'nest'))
    expect(record?.attributes['smonitor.context.depth']).toBe(10_000)
    expect(spans()).toHaveLength(10_000)
  })

  test('holds in 500 signals nested on one stack', () => {
    const { records } = startSdk()
    const nest = signal('nest', (left: number): void => {
      if (left > 1) nest(left - 1)
      else emit('info', 'Innermost.')
    })
    nest(500)
    expect(records()[0]?.attributes['smonitor.context.depth']).toBe(500)
  })
})
