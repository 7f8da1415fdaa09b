import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toParamAttribute, truncate, type ParamAttribute } from '../../src/record/param-value.ts'

const LONE_SURROGATE = /\p{Surrogate}/u
const CUT_MARK = '… [truncated]'

describe('toParamAttribute', () => {
  test.each<[string, unknown, ParamAttribute]>([
    ['a text', 'all', 'all'],
    ['an empty text', '', ''],
    ['a number', 1.5, 1.5],
    ['zero', 0, 0],
    ['NaN', Number.NaN, 'NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['minus Infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['true', true, true],
    ['false', false, false],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a BigInt', 2n ** 64n, '18446744073709551616'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a date', new Date('2026-11-22T10:00:00Z'), '2026-11-22T10:00:00.000Z'],
    ['an invalid date', new Date('x'), 'Invalid Date'],
    ['an error', new TypeError('No form.'), 'TypeError: No form.'],
    [
      'an array of primitives',
      [1, 'a', null, true, 2n, undefined],
      ['1', 'a', 'null', 'true', '2', 'undefined'],
    ],
    // oxlint-disable-next-line no-sparse-arrays
    ['an array with a hole', [1, , 2], ['1', 'undefined', '2']],
    ['an empty array', [], []],
    ['a nested array', [[1, 2], 'a'], '[[1,2],"a"]'],
    ['an array with a function', [() => 1], '["[function]"]'],
    ['an object', { a: { b: [1, null] } }, '{"a":{"b":[1,null]}}'],
    ['a map', new Map([['a', 1]]), '[["a",1]]'],
    ['a set', new Set([1, 'a']), '[1,"a"]'],
    ['bytes', new Uint8Array(3), '"[Uint8Array of 3 bytes]"'],
    ['an object with toJSON', { toJSON: () => ({ id: 1 }) }, '{"id":1}'],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
  ])('makes %s flat', (_, value, attribute) => {
    expect(toParamAttribute(value)).toEqual(attribute)
  })

  test('makes JSON text of an array that is too long for an attribute', () => {
    const items = Array.from({ length: 129 }, (_, index) => index)
    expect(toParamAttribute(items.slice(1))).toHaveLength(128)
    expect(toParamAttribute(items)).toBe(JSON.stringify(items))
  })

  test.each<[string, () => unknown, ParamAttribute]>([
    [
      'a function that refuses to be a text',
      () =>
        new Proxy(() => 1, {
          get(): never {
            throw new Error('no')
          },
        }),
      '[threw]',
    ],
    [
      'a getter that throws',
      () => ({
        get a() {
          return fail()
        },
        b: 1,
      }),
      '{"a":"[threw]","b":1}',
    ],
    ['toJSON that throws', () => ({ toJSON: fail }), '"[threw]"'],
    ['a revoked proxy', revokedProxy, '"[threw]"'],
    [
      'a proxy that refuses everything',
      () => new Proxy({}, { ownKeys: fail, get: fail, getPrototypeOf: fail }),
      '"[threw]"',
    ],
    [
      'an error whose message throws',
      () => Object.defineProperty(new Error('x'), 'message', { get: fail }),
      '{"name":"Error","message":"[threw]"}',
    ],
    [
      'an error whose name is a symbol',
      () => Object.assign(new Error('x'), { name: Symbol('n') }),
      '{"message":"x"}',
    ],
  ])('has a text for %s', (_, create, attribute) => {
    expect(toParamAttribute(create())).toEqual(attribute)
  })

  test('cuts a text of 10 MB and says so', () => {
    const attribute = toParamAttribute('x'.repeat(10 * 1024 * 1024))
    expect(attribute).toBe(`${'x'.repeat(8192)}${CUT_MARK}`)
  })

  test.each([
    ['before', ''],
    ['inside', 'a'],
  ])('never cuts through a character that begins %s the limit', (_, start) => {
    const attribute = toParamAttribute(start + '😀'.repeat(5_000_000))
    expect(attribute).not.toMatch(LONE_SURROGATE)
    expect(attribute).toBe(`${start}${'😀'.repeat((8192 - start.length) >> 1)}${CUT_MARK}`)
  })

  test('looks at no more of a value than its text can hold', () => {
    let seen = 0
    const item = {
      get value(): number {
        seen += 1
        return 1
      },
    }
    const text = toParamAttribute(Array.from({ length: 100 }, () => Array.from({ length: 900 }, () => item)))
    expect(text).toMatch(/^\[\[\{"value":1\},.*… \[truncated\]$/)
    expect(seen).toBeLessThan(4200)
  })

  test.each([
    ['an item of an array', ['x'.repeat(10_000)], [`${'x'.repeat(8192)}${CUT_MARK}`]],
    ['the JSON text of an object', { a: 'x'.repeat(10_000) }, `{"a":"${'x'.repeat(8186)}${CUT_MARK}`],
    ['the message of an error', new Error('x'.repeat(10_000)), `Error: ${'x'.repeat(8185)}${CUT_MARK}`],
  ])('cuts %s too', (_, value, attribute) => {
    expect(toParamAttribute(value)).toEqual(attribute)
  })

  test('is a primitive or a full array of texts for any value', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        const attribute = toParamAttribute(value)
        const items = Array.isArray(attribute) ? Array.from(attribute as unknown[]) : []
        expect(items.every((item) => typeof item === 'string')).toBe(true)
        expect(Array.isArray(attribute) || ['string', 'number', 'boolean'].includes(typeof attribute)).toBe(
          true,
        )
        expect(Number.isNaN(attribute)).toBe(false)
      }),
    )
  })
})

describe('truncate', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, `abc${CUT_MARK}`],
    ['a😀', 3, 'a😀'],
    ['a😀b', 3, `a😀${CUT_MARK}`],
    ['a😀b', 2, `a${CUT_MARK}`],
    ['', 0, ''],
  ])('cuts %j at %i to %j', (text, maxLength, cut) => {
    expect(truncate(text, maxLength)).toBe(cut)
  })

  test('keeps whole characters from the start of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (text, maxLength) => {
          const cut = truncate(text, maxLength)
          const kept = cut.endsWith(CUT_MARK) ? cut.slice(0, -CUT_MARK.length) : cut
          expect(cut).not.toMatch(LONE_SURROGATE)
          expect(text.startsWith(kept)).toBe(true)
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(text.length, maxLength - 1))
          expect(kept.length).toBeLessThanOrEqual(maxLength)
        },
      ),
    )
  })
})

function fail(): never {
  throw new Error('no')
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
