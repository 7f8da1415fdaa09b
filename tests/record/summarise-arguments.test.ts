import { describe, expect, test } from 'vitest'
import { summariseArguments } from '../../src/record/summarise-arguments.ts'
import { HOSTILE } from '../helpers/hostile.ts'

class Loader {
  path = 'a.pdb'
  inner = { deep: 1 }
}

describe('the summary of an argument', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'a "b"', '"a \\"b\\""'],
    ['a number', 1.5, '1.5'],
    ['a negative zero', -0, '-0'],
    ['a bigint', 10n, '10n'],
    ['a boolean', true, 'true'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', function select() {}, '[function select]'],
    [
      'a function without a name',
      (
        () => () =>
          1
      )(),
      '[function anonymous]',
    ],
    ['a class', Loader, '[function Loader]'],
    ['an empty object', {}, '{}'],
    [
      'an object',
      { a: 1, b: 'x', c: { d: 1 }, e: [1], f: () => 1 },
      '{ a: 1, b: "x", c: {…}, e: […], f: [function] }',
    ],
    ['an instance', new Loader(), 'Loader { path: "a.pdb", inner: {…} }'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{ a: 1 }'],
    ['a list', [1, 'x', [2], { a: 1 }], '[1, "x", […], {…}]'],
    // oxlint-disable-next-line no-sparse-arrays
    ['a list with a hole', [1, , 3], '[1, empty, 3]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['an error', new RangeError('Too far.'), '[RangeError: Too far.]'],
    ['a map', new Map([[1, 2]]), '[Map of 1]'],
    ['a set', new Set([1, 2]), '[Set of 2]'],
    ['bytes', new Uint8Array(1_000_000), '[Uint8Array]'],
  ])('shows %s', (_, value, text) => {
    expect(summariseArguments([value])).toEqual([text])
  })

  test('has at most 80 characters, and is not cut through a surrogate pair', () => {
    const values = [...Object.values(HOSTILE), '😀'.repeat(100), 'a'.repeat(78) + '😀', 10n ** 200n]
    const objects = [
      Array.from({ length: 1e6 }, () => 1),
      Object.fromEntries(values.map((value, at) => [at, value])),
    ]
    for (const text of summariseArguments([...values, ...objects])) {
      expect(text.length).toBeLessThanOrEqual(80)
      expect(text).not.toMatch(/[\ud800-\udbff]…$/)
    }
    expect(summariseArguments(['a'.repeat(79)])).toEqual([`"${'a'.repeat(78)}…`])
  })

  test('invokes nothing of the host', () => {
    const calls: string[] = []
    const trap = (name: string) => ({
      get: () => {
        calls.push(name)
        throw new Error(name)
      },
      enumerable: true,
    })
    const owner = Object.defineProperty({}, 'constructor', trap('constructor'))
    const value = Object.defineProperties(Object.create(owner) as object, {
      secret: trap('secret'),
      toJSON: trap('toJSON'),
      toString: trap('toString'),
      [Symbol.toStringTag]: trap('tag'),
    })
    const error = Object.defineProperty(new Error('m'), 'message', trap('message'))
    const fn = Object.defineProperty(() => 1, 'name', trap('name'))
    const list = Object.defineProperty([0], 0, trap('item'))
    class Sized extends Map<number, number> {
      override get size(): number {
        calls.push('size')
        return 7
      }
    }
    expect(summariseArguments([value, error, fn, list, new Sized()])).toEqual([
      '{ secret: [getter], toJSON: [getter], toString: [getter] }',
      '[Error: ]',
      '[function anonymous]',
      '[[getter]]',
      '[Sized of 0]',
    ])
    expect(calls).toEqual([])
  })

  test('says so of a proxy that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(summariseArguments([proxy, 1])).toEqual(['[unreadable]', '1'])
  })

  test('is made for the first 32, and the rest are counted', () => {
    const texts = summariseArguments(Array.from({ length: 100_000 }, (_, at) => at))
    expect([texts.length, texts[31], texts[32]]).toEqual([33, '31', '… 99968 more'])
  })
})
