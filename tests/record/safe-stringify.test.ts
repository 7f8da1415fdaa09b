import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeStringify } from '../../src/record/safe-stringify.ts'

describe('safeStringify', () => {
  test.each<[string, unknown, string]>([
    ['a text with line breaks', 'a\r\nb', '"a\\r\\nb"'],
    ['a lone surrogate', '\ud800', '"\\ud800"'],
    ['a BigInt', 10n, '"10"'],
    ['NaN', [Number.NaN, Number.POSITIVE_INFINITY], '["NaN","Infinity"]'],
    ['undefined', undefined, 'null'],
    ['undefined in an array', [undefined], '[null]'],
    ['undefined in an object', { a: undefined, b: 1 }, '{"b":1}'],
    ['a symbol', Symbol('s'), '"Symbol(s)"'],
    ['a function', { run: () => 1 }, '{"run":"[function]"}'],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ b: 2 }, new Set([3n])],
      ]),
      '[["a",1],[{"b":2},["3"]]]',
    ],
    ['a set', new Set([1, new Map([['a', 1]])]), '[1,[["a",1]]]'],
    ['a date', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['an invalid date', { at: new Date('x') }, '{"at":null}'],
    [
      'an error with a cause',
      new TypeError('No.', { cause: new Error('Inner.') }),
      '{"name":"TypeError","message":"No.","cause":{"name":"Error","message":"Inner."}}',
    ],
    ['bytes', { data: Buffer.from('abc') }, '{"data":"[Buffer of 3 bytes]"}'],
    ['a key named __proto__', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
    ['an object used twice', twice({ a: 1 }), '[{"a":1},{"a":1}]'],
  ])('writes %s', (_, value, json) => {
    expect(safeStringify(value)).toBe(json)
  })

  test('marks a cycle where it closes', () => {
    const parent: Record<string, unknown> = { name: 'parent' }
    parent['child'] = { name: 'child', parent }
    parent['self'] = parent
    expect(safeStringify(parent)).toBe(
      '{"name":"parent","child":{"name":"child","parent":"[circular]"},"self":"[circular]"}',
    )
  })

  test('marks a cycle through a map, a set, an array and a cause', () => {
    const map = new Map<string, unknown>()
    map.set('set', new Set([[map]]))
    expect(safeStringify(map)).toBe('[["set",[["[circular]"]]]]')
    const error = new Error('Outer.')
    error.cause = error
    expect(safeStringify(error)).toBe('{"name":"Error","message":"Outer.","cause":"[circular]"}')
  })

  test.each<[string, () => unknown, string]>([
    [
      'a getter',
      () => ({
        get a() {
          return fail()
        },
        b: 1,
      }),
      '{"a":"[threw]","b":1}',
    ],
    ['toJSON', () => ({ bad: { toJSON: fail }, b: 1 }), '{"bad":"[threw]","b":1}'],
    [
      'toJSON that returns itself',
      () => {
        const value = { toJSON: (): unknown => value }
        return value
      },
      '"[circular]"',
    ],
    ['the keys of a proxy', () => [new Proxy({}, { ownKeys: fail }), 1], '["[threw]",1]'],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return [proxy]
      },
      '["[threw]"]',
    ],
    ['the iterator of a map', () => Object.assign(new Map(), { [Symbol.iterator]: fail }), '"[threw]"'],
    [
      'the message of an error',
      () => Object.defineProperty(new Error('x'), 'message', { get: fail }),
      '{"name":"Error","message":"[threw]"}',
    ],
  ])('has a text where %s throws', (_, create, json) => {
    expect(safeStringify(create())).toBe(json)
  })

  test('stops at a depth of 12, whatever the depth', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(safeStringify(deep)).toBe(`${'['.repeat(12)}"[too deep]"${']'.repeat(12)}`)
  })

  test('stops at toJSON that always returns another object', () => {
    const endless = (): object => ({ toJSON: endless })
    expect(safeStringify(endless())).toBe('"[too deep]"')
  })

  test.each<[string, unknown]>([
    ['an array', Array.from({ length: 5000 }, () => 1)],
    ['a set', new Set(Array.from({ length: 5000 }, (_, index) => index))],
    ['a map', new Map(Array.from({ length: 5000 }, (_, index) => [index, 1]))],
    ['an object', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))],
  ])('writes the first 1000 entries of %s', (_, value) => {
    expect(Object.keys(JSON.parse(safeStringify(value)) as object)).toHaveLength(1000)
  })

  test('stays small for few objects that hold each other often', () => {
    // 10 ** 11 paths through 11 arrays: written in full it would never end.
    let shared: unknown = 1
    for (let level = 0; level < 11; level++) shared = Array.from({ length: 10 }, () => shared)
    const json = safeStringify(shared)
    expect(json.length).toBeLessThan(1_000_000)
    expect(JSON.parse(json)).toHaveLength(10)
  })

  test('is one line of JSON for any value', () => {
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
      withUnicodeString: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        const json = safeStringify(value)
        expect(json).not.toMatch(/[\r\n]/)
        expect(() => JSON.parse(json) as unknown).not.toThrow()
      }),
    )
  })

  test('agrees with JSON.stringify on what is JSON already', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(safeStringify(value)).toBe(JSON.stringify(value))
      }),
    )
  })

  test('changes nothing in what it is given', () => {
    const value = Object.freeze({ list: Object.freeze([1, Object.freeze({ a: new Date(0) })]) })
    expect(safeStringify(value)).toBe('{"list":[1,{"a":"1970-01-01T00:00:00.000Z"}]}')
  })
})

function fail(): never {
  throw new Error('no')
}

function twice(value: object): object[] {
  return [value, value]
}
