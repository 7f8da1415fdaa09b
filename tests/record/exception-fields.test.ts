import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import { toExceptionFields } from '../../src/record/exception-fields.ts'

class FormError extends Error {}
class NamedError extends Error {
  override name = 'ERR_FORM'
}

describe('the type and message of an exception', () => {
  test.each<[string, unknown, string, string]>([
    ['an error', new Error('No.'), 'Error', 'No.'],
    ['a built-in subclass', new RangeError('No.'), 'RangeError', 'No.'],
    ['a subclass that sets no name', new FormError('No.'), 'FormError', 'No.'],
    ['a subclass that sets a name', new NamedError('No.'), 'ERR_FORM', 'No.'],
    ['a class without a name', new (class extends Error {})('No.'), 'Error', 'No.'],
    ['an error with a code', Object.assign(new FormError('No.'), { code: 'E_FORM' }), 'FormError', 'No.'],
    ['an error with an empty name', Object.assign(new Error('No.'), { name: '' }), 'Error', 'No.'],
    ['a frozen error', Object.freeze(new FormError('No.')), 'FormError', 'No.'],
    ['a DOMException', new DOMException('No.', 'AbortError'), 'AbortError', 'No.'],
    ['an object that is no error', { message: 'No.' }, 'Object', 'No.'],
    [
      'an object without prototype',
      Object.assign(Object.create(null) as object, { message: 'No.' }),
      'Error',
      'No.',
    ],
    ['an object without message', { a: 1 }, 'Object', ''],
    ['an error whose message is no text', Object.assign(new Error('x'), { message: 5 }), 'Error', ''],
    ['a text', 'No.', 'string', 'No.'],
    ['a number', 42, 'number', '42'],
    ['a BigInt', 42n, 'bigint', '42'],
    ['a symbol', Symbol('no'), 'symbol', 'Symbol(no)'],
    ['null', null, 'object', 'null'],
    ['undefined', undefined, 'undefined', 'undefined'],
  ])('are read from %s', (_, thrown, type, message) => {
    expect(toExceptionFields(thrown)).toMatchObject({ type, message })
  })

  test('are cut when they are long', () => {
    const fields = toExceptionFields(
      Object.assign(new Error('m'.repeat(100_000)), { name: 'N'.repeat(1000) }),
    )
    expect(fields.type).toBe(`${'N'.repeat(256)}… [truncated]`)
    expect(fields.message).toBe(`${'m'.repeat(4096)}… [truncated]`)
  })
})

describe('the stack of an exception', () => {
  test('is that of the error', () => {
    const error = new FormError('No.')
    expect(toExceptionFields(error).stacktrace).toBe(error.stack)
    expect(error.stack).toContain('exception-fields.test.ts')
  })

  test.each<[string, (error: Error) => Error]>([
    ['a DiagnosticError', (error) => error],
    ['a clone of one', (error) => structuredClone(error)],
  ])('is without the fields that the stack of %s carries, which the record has', (_, travel) => {
    const films = defineCatalog({
      name: 'films',
      codes: { 'A-1': { level: 'error', message: 'm {secret}' } },
    })
    const { stacktrace } = toExceptionFields(travel(films.error('A-1', { secret: 'x'.repeat(8000) })))
    expect(stacktrace).toMatch(/^DiagnosticError: m x+\n {4}at [^]+\n {4}at .*$/)
    expect(stacktrace).not.toContain('smonitor:')
  })

  test.each<[string, unknown]>([
    ['a text', 'No.'],
    ['null', null],
    ['an object', { message: 'No.' }],
    ['an error without one', Object.assign(new Error('No.'), { stack: undefined })],
  ])('is null for %s', (_, thrown) => {
    expect(toExceptionFields(thrown).stacktrace).toBeNull()
  })

  test('is cut when it is long', () => {
    const error = Object.assign(new Error('No.'), { stack: 's'.repeat(100_000) })
    expect(toExceptionFields(error).stacktrace).toBe(`${'s'.repeat(16_384)}… [truncated]`)
  })
})

describe('the causes of an exception', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['none', new Error('No.'), []],
    ['one', new Error('Outer.', { cause: new TypeError('Inner.') }), ['TypeError: Inner.']],
    [
      'a chain',
      new Error('1', { cause: new FormError('2', { cause: new RangeError('3') }) }),
      ['FormError: 2', 'RangeError: 3'],
    ],
    ['a text', new Error('Outer.', { cause: 'timeout' }), ['string: timeout']],
    ['null', new Error('Outer.', { cause: null }), []],
    [
      'an AggregateError',
      new AggregateError(
        [new TypeError('a'), new RangeError('b', { cause: new Error('c') }), 'd'],
        'All failed.',
      ),
      ['TypeError: a', 'RangeError: b', 'string: d', 'Error: c'],
    ],
    [
      'an AggregateError with a cause',
      new AggregateError([new TypeError('a')], 'All failed.', { cause: new Error('Why.') }),
      ['Error: Why.', 'TypeError: a'],
    ],
    ['an object', { cause: { message: 'Inner.' } }, ['Object: Inner.']],
  ])('are listed outermost first: %s', (_, thrown, causes) => {
    expect(toExceptionFields(thrown).causes).toEqual(causes)
  })

  test('name an error once that is there twice', () => {
    const shared = new TypeError('a', { cause: new RangeError('b') })
    const error = new AggregateError([shared, new Error('c'), shared], 'All failed.', { cause: shared })
    expect(toExceptionFields(error).causes).toEqual(['TypeError: a', 'Error: c', 'RangeError: b'])
  })

  test('end where they close a circle', () => {
    const outer = new Error('Outer.')
    const inner = new TypeError('Inner.', { cause: outer })
    outer.cause = inner
    expect(toExceptionFields(outer).causes).toEqual(['TypeError: Inner.'])
    const self = new Error('Self.')
    self.cause = self
    expect(toExceptionFields(self).causes).toEqual([])
  })

  test('end after eight', () => {
    let error = new Error('0')
    for (let index = 1; index <= 20; index++) error = new Error(String(index), { cause: error })
    expect(toExceptionFields(error).causes).toEqual([
      'Error: 19',
      'Error: 18',
      'Error: 17',
      'Error: 16',
      'Error: 15',
      'Error: 14',
      'Error: 13',
      'Error: 12',
    ])
    const many = new AggregateError(Array.from({ length: 1000 }, (_, index) => new Error(String(index))))
    expect(toExceptionFields(many).causes).toHaveLength(8)
  })
})

describe('a hostile exception', () => {
  test.each<[string, () => unknown, string]>([
    [
      'getters that throw',
      () =>
        Object.defineProperties(new FormError('x'), {
          name: { get: fail },
          message: { get: fail },
          stack: { get: fail },
          cause: { get: fail },
        }),
      'FormError',
    ],
    [
      'a proxy that refuses everything',
      () => new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail }),
      'Error',
    ],
    ['a revoked proxy', revokedProxy, 'Error'],
    ['a constructor that is a revoked proxy', () => ({ constructor: revokedProxy() }), 'Error'],
    [
      'a class whose name throws',
      () => ({ constructor: Object.defineProperty(() => {}, 'name', { get: fail }) }),
      'Error',
    ],
    [
      'a class whose name is no text',
      () => ({ constructor: Object.defineProperty(() => {}, 'name', { value: 5 }) }),
      'Error',
    ],
    ['errors that are a revoked proxy', () => ({ errors: revokedProxy() }), 'Object'],
    ['errors that cannot be read', () => ({ errors: new Proxy([1], { get: fail }) }), 'Object'],
    ['a cause that is a revoked proxy', () => new Error('x', { cause: revokedProxy() }), 'Error'],
  ])('with %s is still read', (_, create, type) => {
    expect(toExceptionFields(create())).toMatchObject({ type, causes: expect.any(Array) as unknown })
  })

  test('of any kind gives texts and nothing else', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), (thrown) => {
        const { type, message, stacktrace, causes } = toExceptionFields(thrown)
        expect([typeof type, typeof message]).toEqual(['string', 'string'])
        expect(stacktrace === null || typeof stacktrace === 'string').toBe(true)
        expect(causes.every((cause) => typeof cause === 'string')).toBe(true)
      }),
    )
  })

  test('is not changed', () => {
    const error = Object.freeze(new FormError('x', { cause: Object.freeze(new Error('y')) }))
    const before = Object.getOwnPropertyNames(error)
    toExceptionFields(error)
    expect(Object.getOwnPropertyNames(error)).toEqual(before)
  })
})

function fail(): never {
  throw new Error('no')
}

function revokedProxy(): () => void {
  const { proxy, revoke } = Proxy.revocable(() => {}, {})
  revoke()
  return proxy
}
