import { describe, expect, test } from 'vitest'
import { observeProgram, SETUPS } from '../helpers/observe-program.ts'

/** Throws each value out of every kind of function; lists where the program or the records were not what they must be. */
const PROGRAM = `
  const trap = (what) => { throw new Error('trap: ' + what) }
  const hostile = (target, key) => Object.defineProperty(target, key, { get: () => trap(String(key)), configurable: true })
  const TRAPS = ['get', 'has', 'getPrototypeOf', 'isExtensible', 'getOwnPropertyDescriptor', 'defineProperty', 'set', 'deleteProperty', 'ownKeys', 'apply', 'construct']
  const refusing = (target) => new Proxy(target, Object.fromEntries(TRAPS.map((name) => [name, () => trap(name)])))
  const revoked = () => { const { proxy, revoke } = Proxy.revocable(new Error('m'), {}); revoke(); return proxy }
  const branded = (fields) => Object.assign(Object.defineProperty(new Error('m'), Symbol.for('smonitor.DiagnosticError.v1'), { value: true }), fields)
  const deep = () => { let error = new Error('0'); for (let at = 1; at < 10_000; at += 1) error = new Error(String(at), { cause: error }); return error }
  const ring = () => { const error = new Error('m'); error.cause = error; return error }
  const FIELDS = ['message', 'stack', 'cause', 'name', 'constructor', 'toJSON', 'code', 'errors', 'then', 'toString', 'valueOf', Symbol.toStringTag, Symbol.toPrimitive]

  const values = {
    'a frozen error': Object.freeze(new Error('m')),
    'a sealed error': Object.seal(new Error('m')),
    'a frozen object': Object.freeze({ a: 1 }),
    'a text': 'm', 'an empty text': '', 'a number': 42, 'NaN': NaN, 'minus zero': -0, 'a BigInt': 10n, 'false': false,
    'undefined': undefined, 'null': null, 'a symbol': Symbol('m'),
    'a function': () => 1, 'a class': class Thrown {}, 'an invalid date': new Date(NaN), 'an array': [1], 'no prototype': Object.create(null),
    ...Object.fromEntries(FIELDS.map((key) => ['an error whose getter throws: ' + String(key), hostile(new Error('m'), key)])),
    'an error of which every getter throws': FIELDS.reduce(hostile, new Error('m')),
    'a DiagnosticError of which every getter throws': ['code', 'level', 'params', 'catalog', 'hint'].reduce(hostile, films.error('MOV-E001', { id: 'f1', known: [] })),
    'an error with the mark of ours and nothing else': branded({}),
    'an error with the mark of ours and params that refuse': branded({ code: 'X-1', level: 'error', params: refusing({}), catalog: { name: 'x' } }),
    'an error with the mark of ours and a wrong level': branded({ code: 'X-1', level: 'loud', params: {}, catalog: { name: 'x' } }),
    'a proxy that refuses, around an error': refusing(new Error('m')), 'a proxy that refuses, around an object': refusing({}),
    'a proxy that refuses, around a function': refusing(() => 1), 'a revoked proxy': revoked(),
    'a message that is no text': Object.assign(new Error('m'), { message: { toString: () => trap('toString') } }),
    'a name that is a symbol': Object.assign(new Error('m'), { name: Symbol('m') }),
    'a code that is __proto__': Object.assign(new Error('m'), { code: '__proto__' }),
    'a code that refuses': Object.assign(new Error('m'), { code: refusing({}) }),
    'a message of a megabyte': new Error('m'.repeat(1_000_000)),
    'a stack of a megabyte': Object.assign(new Error('m'), { stack: 'm\\n'.repeat(500_000) }),
    'a ring of causes': ring(), 'ten thousand causes': deep(),
    'errors that gather themselves': (() => { const error = new AggregateError([], 'm'); error.errors.push(error); return error })(),
    'gathered errors that refuse': Object.assign(new AggregateError([], 'm'), { errors: refusing([]) }),
  }
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'
  const problems = []
  for (const [name, value] of Object.entries(values)) {
    const ways = {
      'through two signals': () => signal('outer', () => signal('inner', () => { throw value }, { args: true, extra: () => ({ value }) })(value))(),
      'async, through two': () => signal('outer', async () => films.signal('inner', async () => { await null; throw value })())(),
      'a generator': () => [...signal('steps', function* () { yield 1; throw value })()],
      'an async generator': async () => { for await (const _ of signal('steps', async function* () { yield 1; throw value })()); },
      'a thenable': async () => { await signal('thenable', () => ({ then: (_, reject) => reject(value) }))() },
      'a block': () => span('block', () => { throw value }),
    }
    let isFirst = true
    for (const [way, run] of Object.entries(ways)) {
      const before = seen().length
      let caught
      try { await run(); caught = 'nothing' } catch (error) { caught = [error] }
      if (!Object.is(caught[0], value)) problems.push([name, way, 'another value arrived'])
      const records = seen().length - before
      // An object is the same failure wherever it is thrown again; a primitive is one for each call.
      const expected = isFirst || !isObject(value) ? 1 : 0
      if (records !== expected) problems.push([name, way, records + ' records, not ' + expected])
      isFirst = false
    }
  }
  return { count: Object.keys(values).length, problems }`

describe.each(SETUPS)('whatever is thrown, with %s', (setup) => {
  test('arrives as it is, and is recorded once', async () => {
    const { result, records } = await observeProgram(setup, PROGRAM)
    expect(result).toEqual({ count: 50, problems: [] })
    expect(records.filter(({ key }) => !/^tk1_[0-9a-f]{16}$/.test(key))).toEqual([])
    expect(Math.max(...records.map(({ message }) => message.length))).toBeLessThan(5000)
  })
})
