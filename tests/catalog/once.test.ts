import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import { isFirstTime } from '../../src/catalog/seen-once.ts'
import type * as Copy from '../../src/catalog/seen-once.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

const ONCE = Symbol.for('smonitor.once.v1')

afterEach(() => {
  Reflect.deleteProperty(globalThis, ONCE)
  stopSdk()
})

const codes = {
  'SHOP-W001': { level: 'warn', message: 'Of {item} there are {count} left.' },
  'SHOP-W003': { level: 'warn', message: 'Low.' },
} as const
const shop = defineCatalog({ name: 'once-shop', version: '1.0.0', codes })

describe('once', () => {
  test('emits what emit emits, the first time only', () => {
    const { records } = startSdk()
    shop.emit('SHOP-W001', { item: 'cup', count: 1 }, { tags: ['a'] })
    for (let call = 0; call < 3; call += 1) {
      shop.once('SHOP-W001', { item: 'cup', count: 1 }, { tags: ['a'] })
    }
    expect(records()).toHaveLength(2)
    expect(records()[1]?.attributes).toEqual(records()[0]?.attributes)
  })

  test.each<[string, { item: unknown; count: unknown }, number]>([
    ['in another order', { count: 1, item: 'cup' }, 1],
    ['as a text that reads the same', { item: 'cup', count: '1' }, 2],
    ['with another value', { item: 'cup', count: 2 }, 2],
  ])('tells params %s apart, or not, by their values', (_what, params, expected) => {
    const { records } = startSdk()
    shop.once('SHOP-W001', { item: 'cup', count: 1 })
    shop.once('SHOP-W001', params as never)
    expect(records()).toHaveLength(expected)
  })

  test('takes objects that hold the same for the same, and long values too', () => {
    const { records } = startSdk()
    const long = 'x'.repeat(5000)
    for (const tail of ['a', 'a', 'b']) shop.once('SHOP-W001', { item: { long }, count: `${long}${tail}` })
    expect(records()).toHaveLength(2)
  })

  test('counts each code and each library by itself, and all versions of a library together', () => {
    const { records } = startSdk()
    const newer = defineCatalog({ name: 'once-shop', version: '2.0.0', codes })
    const other = defineCatalog({ name: 'once-other', codes: { 'OTHER-W003': codes['SHOP-W003'] } })
    shop.once('SHOP-W003')
    newer.once('SHOP-W003')
    other.once('OTHER-W003')
    expect(records().map(({ attributes }) => attributes['smonitor.code'])).toEqual([
      'SHOP-W003',
      'OTHER-W003',
    ])
  })

  test('does not count what nobody heard', () => {
    shop.once('SHOP-W003')
    const { records } = startSdk()
    shop.once('SHOP-W003')
    expect(records()).toHaveLength(1)
  })

  test('throws nothing, whatever the params do', () => {
    startSdk()
    const bad = new Proxy(
      { item: 'cup', count: 1 },
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    expect(() => shop.once('SHOP-W001', bad)).not.toThrow()
  })

  test('remembers the thousand that were asked about last', () => {
    const ask = (item: number): boolean => isFirstTime('shop', 'SHOP-W001', { item })
    for (let item = 0; item < 1000; item += 1) expect(ask(item)).toBe(true)
    expect(ask(0)).toBe(false)
    // Pushes out 1, which was asked about longest ago, and not 0.
    expect(ask(1000)).toBe(true)
    expect(ask(0)).toBe(false)
    expect(ask(1)).toBe(true)
    expect((globalThis as unknown as Record<symbol, Set<string>>)[ONCE]?.size).toBe(1000)
  })

  test('is shared with other copies of smonitor in the process', async () => {
    // The query makes it another module, as a second installation would be.
    const copy = '../../src/catalog/seen-once.ts?copy'
    const second = (await import(/* @vite-ignore */ copy)) as typeof Copy
    expect(second.isFirstTime('shop', 'SHOP-W001', {})).toBe(true)
    expect(isFirstTime('shop', 'SHOP-W001', {})).toBe(false)
  })

  test('is not heard of for a library because another has said the same code', () => {
    expect(isFirstTime('shop', 'SHOP-W001', {})).toBe(true)
    expect(isFirstTime('mall', 'SHOP-W001', {})).toBe(true)
  })
})
