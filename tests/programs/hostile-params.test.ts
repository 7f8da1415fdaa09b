import { describe, expect, test } from 'vitest'
import { observeProgram, SETUPS, type SeenRecord } from '../helpers/observe-program.ts'

/** Hands each value to everything that takes data; lists what threw, and what was not recorded once. */
const PROGRAM = `
  const { DiagnosticError } = await import(entry)
  const shop = defineCatalog({
    name: 'shop',
    codes: {
      'SHOP-W1': { level: 'warn', title: 'Odd {it}', message: 'The item {it} is odd: {it:json}.', hint: 'Look at {it}.' },
      'SHOP-E1': { level: 'error', message: 'The item {it} is not {wanted}.', hint: 'Use {wanted}.' },
    },
  })
  const trap = (what) => { throw new Error('trap: ' + what) }
  const TRAPS = ['get', 'has', 'getPrototypeOf', 'isExtensible', 'getOwnPropertyDescriptor', 'defineProperty', 'set', 'deleteProperty', 'ownKeys', 'apply', 'construct']
  const refusing = (target) => new Proxy(target, Object.fromEntries(TRAPS.map((name) => [name, () => trap(name)])))
  const revoked = () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy }
  const endless = new Proxy({}, {
    ownKeys: () => ['a', 'b', 'c'],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
    get: () => endless,
  })
  const ring = {}; ring.self = ring
  const deep = () => { let value = {}; for (let at = 0; at < 100_000; at += 1) value = { value }; return value }
  const tangled = () => {
    const knots = Array.from({ length: 30 }, () => ({}))
    for (const knot of knots) for (const [at, other] of knots.entries()) knot['k' + at] = other
    return knots[0]
  }
  class Odd extends Array { get length() { return trap('length') } every() { return trap('every') } map() { return trap('map') } slice() { return trap('slice') } }
  const toSelf = { toJSON: () => toSelf }
  const toMore = () => ({ toJSON: toMore })

  const values = {
    'a proxy that refuses': refusing({}), 'a list that refuses': refusing([]), 'a function that refuses': refusing(() => 1),
    'an error that refuses': refusing(new Error('m')), 'a revoked proxy': revoked(), 'an endless proxy': endless,
    'a proxy that says it is endless': new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 32 : target[key]) }),
    'ten megabytes': 'x'.repeat(10_000_000), 'half characters': '\\ud83d'.repeat(5000), 'control characters': '\\u001b[2J\\u0000\\u202e\\r\\n', 'an empty text': '',
    'placeholders': '{it} {{it}} {it:json} $& $1',
    'an own __proto__': JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}'),
    'a ring': ring, 'a hundred thousand levels': deep(), 'a tangle': tangled(),
    'a hundred thousand fields': Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => ['k' + at, at])),
    'ten million holes': new Array(10_000_000), 'holes': [1, , 3], 'a list with everything': [Symbol('s'), 1n, null, undefined, NaN, -0],
    'a list that throws': Odd.from([1]), 'lists in lists': [[1], [[2]]],
    'a BigInt of 5000 digits': 10n ** 5000n, 'a symbol': Symbol('s'), 'a symbol as a key': { [Symbol('k')]: 1 }, 'a boxed symbol': Object(Symbol('s')),
    'an invalid date': new Date(NaN), 'the last date': new Date(8.64e15), 'a date that throws': Object.assign(new Date(0), { toISOString: () => trap('toISOString') }),
    'a toJSON that throws': { toJSON: () => trap('toJSON') }, 'a toJSON that gives itself': toSelf, 'a toJSON without end': toMore(),
    'a toString that throws': { toString: () => trap('toString') }, 'a toPrimitive that throws': { [Symbol.toPrimitive]: () => trap('toPrimitive') },
    'a tag that throws': { get [Symbol.toStringTag]() { return trap('tag') } }, 'an iterator that throws': { [Symbol.iterator]: () => trap('iterator') },
    'a getter that throws': { get it() { return trap('getter') }, get wanted() { return trap('getter') } },
    'a map': new Map([[{}, new Map()]]), 'a set': new Set([ring]), 'a weak map': new WeakMap(), 'a buffer': Buffer.alloc(1_000_000), 'NaN in floats': new Float64Array([NaN]),
    'a function': () => 1, 'a class': class {}, 'a promise': Promise.resolve(1), 'the global object': globalThis, 'an error whose message throws': Object.defineProperty(new Error('m'), 'message', { get: () => trap('message') }),
    'NaN': NaN, 'Infinity': Infinity, 'minus zero': -0, 'undefined': undefined, 'null': null, 'false': false,
  }
  const grab = (run) => { try { run() } catch (error) { return error } }
  const ways = {
    'a param': (value) => shop.emit('SHOP-W1', { it: value }),
    'all params': (value) => shop.emit('SHOP-W1', value),
    'more data': (value) => shop.emit('SHOP-W1', { it: 1 }, { extra: { more: value } }),
    'all data': (value) => shop.emit('SHOP-W1', { it: 1 }, { extra: value }),
    'evidence': (value) => shop.emit('SHOP-W1', { it: 1 }, { fields: { evidence: value } }),
    'data without a code': (value) => emit('warn', 'Odd.', { extra: { value } }),
    'an argument': (value) => grab(() => signal('shop.sell', () => { throw new Error('sold') }, { args: true, extra: ([it]) => ({ it }) })(value)),
    'a param of an error': (value) => grab(() => signal('shop.sell', () => { throw shop.error('SHOP-E1', { it: value, wanted: value }) })()),
    'all params of an error': (value) => grab(() => signal('shop.sell', () => { throw shop.error('SHOP-E1', value) })()),
    'the cause of an error': (value) => grab(() => signal('shop.sell', () => { throw shop.error('SHOP-E1', { it: 1, wanted: 2 }, { cause: value }) })()),
  }
  const problems = []
  for (const [name, value] of Object.entries(values)) {
    for (const [way, run] of Object.entries(ways)) {
      const before = seen().length
      try { run(value) } catch (error) { problems.push([name, way, 'threw']) }
      const records = seen().length - before
      if (records !== 1) problems.push([name, way, records + ' records'])
    }
    // What makes no record: it must not throw, and errors must travel as any other.
    try {
      shop.resolve('SHOP-W1', { it: value })
      DiagnosticError.from(value)
      const error = shop.error('SHOP-E1', { it: value, wanted: value })
      const restored = [JSON.parse(JSON.stringify(error)), structuredClone(error)].map((arrived) => DiagnosticError.from(arrived))
      for (const one of restored) if (JSON.stringify(one?.params) !== JSON.stringify(error.params)) problems.push([name, 'other params after a journey'])
    } catch (error) {
      problems.push([name, 'resolve, error or from threw'])
    }
  }
  return { count: Object.keys(values).length, problems, isPolluted: 'isAdmin' in {} }`

describe.each(SETUPS)('whatever a diagnostic is given, with %s', (setup) => {
  test('it throws nothing, and is one record with flat params of bounded size', async () => {
    const { result, records } = await observeProgram(setup, PROGRAM)
    expect(result).toEqual({ count: 53, problems: [], isPolluted: false })
    expect(records.flatMap(oddParams)).toEqual([])
    expect(records.filter(({ key }) => !/^tk1_[0-9a-f]{16}$/.test(key))).toEqual([])
  })
})

/** Names the params that are not flat, or longer than a param may be. */
function oddParams({ params }: SeenRecord): string[] {
  return Object.entries(params).flatMap(([name, value]) => {
    const texts = Array.isArray(value) ? (value as unknown[]) : [value]
    const isFlat = texts.every((text) => ['string', 'number', 'boolean'].includes(typeof text))
    const length = Math.max(0, ...texts.map((text) => String(text).length))
    return isFlat && length < 8300 && texts.length <= 128 ? [] : [name]
  })
}
