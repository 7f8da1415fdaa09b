import assert from 'node:assert'
import { connect, createServer, type AddressInfo } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseError } from '../../src/identity/normalise-error.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

const coded = (message: string, code: unknown, cause?: unknown): Error =>
  Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code })

describe('normaliseError', () => {
  test.each<[unknown, string, string]>([
    [new TypeError('x is not a function'), 'TypeError', 'x is not a function'],
    [
      coded('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
      'Error:ECONNREFUSED',
      'connect ECONNREFUSED <loopback>',
    ],
    [coded('odd', 42), 'Error', 'odd'],
    [coded('odd', ''), 'Error', 'odd'],
    [Object.assign(new Error('old'), { name: 'TypeError [ERR_X]', code: 'ERR_X' }), 'TypeError:ERR_X', 'old'],
    [new DOMException('stopped', 'AbortError'), 'AbortError', 'stopped'],
    [new Error(''), 'Error', ''],
    [{ name: 'TypeError', message: 'from another realm' }, 'TypeError', 'from another realm'],
    [{ message: 'no name' }, 'object', 'no name'],
    [{ status: 404, body: 'x' }, 'object', '{ body, status }'],
    [{ code: 'E_X', detail: 1 }, 'object:E_X', '{ code, detail }'],
    [[1, 2], 'object', ''],
    ['port 80 is taken', 'string', 'port <n> is taken'],
    [404, 'number', '<n>'],
    [10n, 'bigint', '<n>'],
    [true, 'boolean', 'true'],
    [null, 'null', 'null'],
    [undefined, 'undefined', 'undefined'],
    [Symbol('why'), 'symbol', 'Symbol(why)'],
    [function named() {}, 'named', ''],
  ])('takes type and line from what was thrown: %o', (thrown, type, line) => {
    expect(normaliseError(thrown)).toEqual({ type, line })
  })

  test('leaves the message out when the code is a registered diagnostic', () => {
    expect(normaliseError(coded('host table vmfeqdpbmsb missing', 'SM-HOST-001'))).toEqual({
      type: 'Error:SM-HOST-001',
      line: '',
    })
    expect(normaliseError(coded('kept', 'ERR_SOCKET')).line).toBe('kept')
    expect(normaliseError(coded('kept', 'auth/no-user')).line).toBe('kept')
    expect(normaliseError(coded('kept', 'SM-')).line).toBe('kept')
  })

  test('reads an AssertionError as a comparison of values, without being told', () => {
    const thrown = new assert.AssertionError({ message: "expected 'a b' to be { c: 1 }" })
    expect(normaliseError(thrown).line).toBe('expected <str> to be <obj>')
    expect(normaliseError(thrown, { isAssertion: false }).line).toBe('expected <str> to be { c: <n> }')
    expect(normaliseError(new Error("expected 'a' to be"), { isAssertion: true }).line).toBe(
      'expected <str> to be',
    )
  })

  test('makes paths relative to the root it is given', () => {
    const root = toRootPattern('/home/ci/repo')
    expect(normaliseError(new Error('in /home/ci/repo/src/a.ts'), { root }).line).toBe('in src/a.ts')
  })
})

describe('normaliseError, for causes', () => {
  test('appends type and code of the cause, not its text', () => {
    const thrown = new TypeError('fetch failed', { cause: coded('connect 127.0.0.1:1', 'ECONNREFUSED') })
    expect(normaliseError(thrown)).toEqual({ type: 'TypeError', line: 'fetch failed <- Error:ECONNREFUSED' })
  })

  test('follows three causes and no more', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const thrown = names.reduceRight<Error | undefined>(
      (cause, name) => coded(name, `E_${name.toUpperCase()}`, cause),
      undefined,
    )
    expect(normaliseError(thrown).line).toBe('a <- Error:E_B <- Error:E_C <- Error:E_D')
  })

  test('ends at a circle', () => {
    const one = new Error('one')
    const two = new RangeError('two', { cause: one })
    one.cause = two
    expect(normaliseError(one).line).toBe('one <- RangeError')
    const self = new Error('self')
    self.cause = self
    expect(normaliseError(self).line).toBe('self')
  })

  test('names a cause that is no error by its kind', () => {
    expect(normaliseError(new Error('x', { cause: 'text' })).line).toBe('x <- string')
    expect(normaliseError(new Error('x', { cause: null })).line).toBe('x')
  })

  test('keeps the cause beside a registered code', () => {
    expect(normaliseError(coded('text', 'MSM-E120', new TypeError('x'))).line).toBe('<- TypeError')
  })

  test('names the distinct types gathered in an AggregateError, in any order', () => {
    const errors = [coded('a', 'E_A'), new TypeError('b'), coded('c', 'E_A')]
    const line = 'All promises were rejected <- Error:E_A <- TypeError'
    expect(normaliseError(new AggregateError(errors, 'All promises were rejected')).line).toBe(line)
    expect(normaliseError(new AggregateError(errors.toReversed(), 'All promises were rejected')).line).toBe(
      line,
    )
  })

  test('sees through the empty AggregateError of a host with two addresses', () => {
    const refused = ['::1:3000', '127.0.0.1:3000'].map((at) =>
      coded(`connect ECONNREFUSED ${at}`, 'ECONNREFUSED'),
    )
    const both = Object.assign(new AggregateError(refused, ''), { code: 'ECONNREFUSED' })
    expect(normaliseError(both)).toEqual(normaliseError(refused[1]))
    expect(normaliseError(new TypeError('fetch failed', { cause: both }))).toEqual(
      normaliseError(new TypeError('fetch failed', { cause: refused[1] })),
    )
  })
})

describe('normaliseError, for anything', () => {
  const hostile = new Proxy(
    {},
    new Proxy(
      {},
      {
        get: () => () => {
          throw new Error('trap')
        },
      },
    ),
  )
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const throwing = Object.defineProperties(
    {},
    Object.fromEntries(
      ['name', 'message', 'code', 'cause', 'errors'].map((key) => [
        key,
        {
          get: () => {
            throw new Error(key)
          },
          enumerable: true,
        },
      ]),
    ),
  )

  test.each<[string, unknown, string]>([
    ['a proxy whose every trap throws', hostile, ''],
    ['a revoked proxy', revoked.proxy, ''],
    ['getters that throw', throwing, '{ cause, code, errors, message, name }'],
    ['an error whose cause is a revoked proxy', new Error('x', { cause: revoked.proxy }), 'x <- object'],
    ['errors that are a revoked proxy', Object.assign(new Error('x'), { errors: revoked.proxy }), 'x'],
    ['an object without prototype', Object.create(null), '{ }'],
    ['a huge array', Array.from({ length: 10_000 }), ''],
    ['a huge buffer', new Uint8Array(10_000), ''],
  ])('survives %s', (_, thrown, line) => {
    expect(normaliseError(thrown).line).toBe(line)
  })

  test('survives any value, and any value in any place', () => {
    const parts = fc.record(
      {
        name: fc.anything(),
        message: fc.anything(),
        code: fc.anything(),
        cause: fc.anything(),
        errors: fc.anything(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), parts), (thrown) => {
        const { type, line } = normaliseError(thrown)
        expect(type.length).toBeLessThanOrEqual(201)
        expect(line.length).toBeLessThanOrEqual(2000)
        expect(normaliseError(thrown)).toEqual({ type, line })
      }),
      { numRuns: 1000 },
    )
  })

  test('bounds a huge name, code and message', () => {
    const thrown = Object.assign(new Error('m'.repeat(1e6)), { name: 'N'.repeat(1e6), code: 'C'.repeat(1e6) })
    const { type, line } = normaliseError(thrown)
    expect(type).toHaveLength(201)
    expect(line).toHaveLength(1000)
  })
})

describe('normaliseError, for what Node throws', () => {
  test('gives the same for a refused connection on two ports', async () => {
    const [one, other] = [await refusedConnection(), await refusedConnection()]
    expect(normaliseError(one)).toEqual({
      type: 'Error:ECONNREFUSED',
      line: 'connect ECONNREFUSED <loopback>',
    })
    expect(normaliseError(other)).toEqual(normaliseError(one))
  })

  test('gives the same for a refused connection to localhost and to 127.0.0.1', async () => {
    expect(normaliseError(await refusedConnection('localhost'))).toEqual(
      normaliseError(await refusedConnection()),
    )
  })

  test('keeps `undefined` and `null`, and the property that was read', () => {
    const read = (value: unknown): unknown => caught(() => (value as { map: unknown }).map)
    expect(normaliseError(read(undefined))).toEqual({
      type: 'TypeError',
      line: "Cannot read properties of undefined (reading 'map')",
    })
    expect(normaliseError(read(null))).not.toEqual(normaliseError(read(undefined)))
  })

  test('gives the same for one broken JSON in documents of any size', () => {
    const parse = (text: string) => normaliseError(caught(() => JSON.parse(text)))
    expect(parse('<!DOCTYPE html>')).toEqual({ type: 'SyntaxError', line: "Unexpected token '<' in JSON" })
    expect(parse(`<html>${'x'.repeat(500)}\n</html>`)).toEqual(parse('<!DOCTYPE html>'))
    expect(parse('{"a": 1')).toEqual(parse(`{"list": [${'1, '.repeat(100)}2], "b": 22`))
    expect(parse('{"a": 1')).not.toEqual(parse('<html>'))
  })

  test('reads a comparison of node:assert without its operands', () => {
    const compare = (value: unknown) => normaliseError(caught(() => assert.strictEqual(value, 'other text')))
    expect(compare('one text')).toEqual(compare('a second text'))
    expect(compare('one text').type).toBe('AssertionError:ERR_ASSERTION')
  })
})

function caught(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

/** Connects to a port that was free a moment ago. */
async function refusedConnection(host = '127.0.0.1'): Promise<unknown> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return new Promise((resolve) => connect(port, host).once('error', resolve))
}
