import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, DiagnosticError } from '../../src/index.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'
import type * as Copy from '../../src/catalog/diagnostic-error.ts'

afterEach(stopSdk)

const molsys = defineCatalog({
  name: 'molsys',
  version: '2.1.0',
  docs: 'https://molsys.example/{code}',
  codes: {
    'MSM-E120': {
      level: 'error',
      title: 'Unknown form',
      message: 'The form {form} is not known.',
      hint: 'Use one of {known}.',
    },
  },
})
const bare = defineCatalog({ name: 'bare', codes: { 'B-F1': { level: 'fatal', message: 'Lost.' } } })

describe('error', () => {
  test('makes an Error with the words and params of the code', () => {
    const error = molsys.error('MSM-E120', { form: 'xyz', known: ['a', 'b'] })
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(DiagnosticError)
    expect(error).toMatchObject({
      name: 'DiagnosticError',
      code: 'MSM-E120',
      level: 'error',
      title: 'Unknown form',
      message: 'The form xyz is not known.',
      hint: 'Use one of a, b.',
      docs: 'https://molsys.example/MSM-E120',
      params: { form: 'xyz', known: ['a', 'b'] },
      catalog: { name: 'molsys', version: '2.1.0' },
    })
    expect(String(error)).toBe('DiagnosticError: The form xyz is not known.')
  })

  test('records nothing by itself', () => {
    const { records, spans } = startSdk()
    molsys.error('MSM-E120', { form: 'xyz', known: [] })
    expect([...records(), ...spans()]).toEqual([])
  })

  test('starts its stack where it was called', () => {
    function loadForm(): Error {
      return molsys.error('MSM-E120', { form: 'xyz', known: [] })
    }
    const [first, second] = (loadForm().stack ?? '').split('\n')
    expect(first).toBe('DiagnosticError: The form xyz is not known.')
    expect(second).toMatch(/at loadForm .*diagnostic-error\.test\.ts/)
  })

  test.each<[string, unknown]>([
    ['an error', new TypeError('Inner.')],
    ['a text', 'timeout'],
    ['null', null],
    ['zero', 0],
  ])('keeps %s as its cause', (_, cause) => {
    expect(bare.error('B-F1', {}, { cause }).cause).toBe(cause)
  })

  test('has no cause of its own when none is given', () => {
    expect(Object.hasOwn(bare.error('B-F1'), 'cause')).toBe(false)
  })

  test('lets the hint of the call win over that of the catalog', () => {
    expect(molsys.error('MSM-E120', { form: 'x', known: [] }, { hint: 'Ask.' }).hint).toBe('Ask.')
  })

  test('makes an error of a code that only JavaScript can pass', () => {
    const error = molsys.error('MSM-E999' as 'MSM-E120', {} as never)
    expect(error).toMatchObject({ code: 'MSM-E999', message: 'The catalog "molsys" has no code "MSM-E999".' })
  })

  test('may be frozen, and read by name like any error', () => {
    const error = Object.freeze(bare.error('B-F1'))
    expect(error).toMatchObject({ name: 'DiagnosticError', code: 'B-F1', message: 'Lost.', level: 'fatal' })
  })
})

describe('what Node prints of a DiagnosticError', () => {
  test('shows code, hint, docs and params', () => {
    const text = inspect(molsys.error('MSM-E120', { form: 'xyz', known: ['a'] }))
    expect(text).toMatch(/^DiagnosticError: The form xyz is not known\.\n {4}at /)
    expect(text.slice(text.indexOf('{\n'))).toBe(`{
  code: 'MSM-E120',
  hint: 'Use one of a.',
  docs: 'https://molsys.example/MSM-E120',
  params: { form: 'xyz', known: [ 'a' ] }
}`)
  })

  test('has no field for what the code has not', () => {
    const error = bare.error('B-F1')
    expect(Object.keys(error)).toEqual(['code', 'params'])
    const text = inspect(error)
    expect(text.slice(text.indexOf('{\n'))).toBe("{\n  code: 'B-F1',\n  params: {}\n}")
  })

  test('shows the cause', () => {
    expect(inspect(bare.error('B-F1', {}, { cause: new TypeError('Inner.') }))).toContain(
      '[cause]: TypeError: Inner.',
    )
  })
})

describe('the stack of a DiagnosticError', () => {
  const error = bare.error('B-F1')

  test('ends in a line with the fields, which a clone of it drops', () => {
    expect(error.stack?.split('\n').at(-1)).toBe(
      '    smonitor: {"code":"B-F1","params":{},"level":"fatal","catalog":{"name":"bare"}}',
    )
    expect(Object.keys(structuredClone(error))).toEqual([])
  })

  test('is without that line as JSON, which has the fields anyway', () => {
    expect(error.toJSON().stack).toMatch(/^DiagnosticError: Lost\.\n {4}at [^]+\n {4}at .+$/)
    expect(error.toJSON().stack).not.toContain('smonitor:')
  })

  test('may be what the program makes of stacks, be it no text', () => {
    // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
    const format = Error.prepareStackTrace
    Error.prepareStackTrace = (_, sites) => sites.length
    try {
      expect(bare.error('B-F1').stack).toBeTypeOf('number')
    } finally {
      Error.prepareStackTrace = format
    }
  })

  test('can be read whatever becomes of the fields', () => {
    const hostile = bare.error('B-F1')
    Object.defineProperty(hostile, 'hint', {
      get() {
        throw new Error('No.')
      },
    })
    expect(() => hostile.stack).not.toThrow()
  })
})

describe('DiagnosticError.from', () => {
  const error = molsys.error('MSM-E120', { form: 'xyz', known: ['a', 'b'] }, { cause: new Error('Inner.') })

  test.each<[string, (error: DiagnosticError) => unknown]>([
    ['JSON', (any) => JSON.parse(JSON.stringify(any)) as unknown],
    ['structuredClone of its JSON form', (any) => structuredClone(any.toJSON())],
    ['structuredClone', (any) => structuredClone(any)],
    ['structuredClone of a clone', (any) => structuredClone(DiagnosticError.from(structuredClone(any)))],
    ['structuredClone of a frozen one', (any) => structuredClone(Object.freeze(any))],
  ])('restores all fields after %s', (_, travel) => {
    const error = molsys.error(
      'MSM-E120',
      { form: 'xyz\n"', known: ['a', 'b'] },
      { cause: new Error('Inner.') },
    )
    const restored = DiagnosticError.from(travel(error))
    expect(restored).toBeInstanceOf(DiagnosticError)
    expect(restored).not.toBe(error)
    expect(restored?.toJSON()).toStrictEqual(error.toJSON())
    expect(restored?.stack).toBe(error.stack)
    expect(Object.keys(restored as object)).toEqual(['code', 'hint', 'docs', 'params'])
  })

  test('restores what has neither hint nor docs nor version', () => {
    const json = bare.error('B-F1').toJSON()
    expect(json).toStrictEqual({
      name: 'DiagnosticError',
      code: 'B-F1',
      level: 'fatal',
      message: 'Lost.',
      params: {},
      catalog: { name: 'bare' },
      stack: expect.stringContaining('DiagnosticError: Lost.') as unknown,
    })
    expect(DiagnosticError.from(JSON.parse(JSON.stringify(json)))?.toJSON()).toStrictEqual(json)
  })

  test('restores the causes of a clone: those that are ours as ours, all others as they arrived', () => {
    const inner = bare.error('B-F1', {}, { cause: new RangeError('Innermost.') })
    const restored = DiagnosticError.from(
      structuredClone(molsys.error('MSM-E120', { form: 'x', known: [] }, { cause: inner })),
    )
    const cause = restored?.cause as DiagnosticError
    expect(cause).toBeInstanceOf(DiagnosticError)
    expect(cause).toMatchObject({ code: 'B-F1', level: 'fatal', catalog: { name: 'bare' } })
    expect(cause.cause).toBeInstanceOf(RangeError)
  })

  test('comes to an end with causes that form a ring', () => {
    const first = bare.error('B-F1')
    const second = bare.error('B-F1', {}, { cause: first })
    Object.defineProperty(first, 'cause', { value: second })
    let at: unknown = DiagnosticError.from(structuredClone(second))
    for (let depth = 0; depth <= 8; depth += 1) {
      expect(at).toBeInstanceOf(DiagnosticError)
      at = (at as Error).cause
    }
    expect(at).not.toBeInstanceOf(DiagnosticError)
  })

  test('tells what was changed in an error before it was cloned', () => {
    const error = bare.error('B-F1')
    error.message = 'Lost for good.'
    error.stack = 'DiagnosticError: Lost for good.\n    at home'
    const restored = DiagnosticError.from(structuredClone(error))
    expect(restored).toMatchObject({ code: 'B-F1', message: 'Lost for good.' })
    expect(restored?.toJSON().stack).toBe('DiagnosticError: Lost for good.\n    at home')
  })

  test('gives a DiagnosticError back as it is', () => {
    expect(DiagnosticError.from(error)).toBe(error)
  })

  test('takes one of another copy of smonitor, with its cause and stack', async () => {
    const path = '../../src/catalog/diagnostic-error.ts?copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof Copy
    const cause = new Error('Inner.')
    const foreign = new copy.DiagnosticError({
      code: 'X-1',
      level: 'warn',
      message: 'm',
      params: { a: 1 },
      catalog: { name: 'x' },
      cause,
    })
    expect(foreign).not.toBeInstanceOf(DiagnosticError)
    const taken = DiagnosticError.from(foreign)
    expect(taken).toBeInstanceOf(DiagnosticError)
    expect(taken).toMatchObject({ code: 'X-1', level: 'warn', params: { a: 1 }, cause, stack: foreign.stack })
  })

  test('reads the least that it needs', () => {
    expect(DiagnosticError.from({ name: 'DiagnosticError', code: 'A-1', message: 'm' })).toMatchObject({
      code: 'A-1',
      message: 'm',
      level: 'error',
      params: {},
      catalog: { name: '' },
    })
  })

  test.each([
    ['an error of Node', Object.assign(new Error('no such file'), { code: 'ENOENT' })],
    ['an answer of a server', { code: 'E-1', message: 'm' }],
    ['a message that looks like the last line of our stacks', new Error(`m${bare.error('B-F1').stack}`)],
    ['an error that has our stack at the end of its own', wrapping(bare.error('B-F1'))],
    [
      'a stack of ours that was cut off',
      Object.assign(new Error('m'), { stack: bare.error('B-F1').stack?.slice(0, -1) }),
    ],
  ])('leaves %s alone, which has a code and a message too', (_, value) => {
    expect(DiagnosticError.from(value)).toBeUndefined()
  })

  test('takes fields of a wrong type for absent ones', () => {
    const restored = DiagnosticError.from({
      name: 'DiagnosticError',
      code: 'A-1',
      message: 'm',
      level: 'loud',
      hint: 5,
      docs: {},
      title: null,
      params: { list: [1, 2], deep: { a: 1 } },
      catalog: { name: 5, version: 6 },
      stack: 7,
    })
    expect(restored).toMatchObject({
      level: 'error',
      params: { list: ['1', '2'], deep: '{"a":1}' },
      catalog: { name: '' },
    })
    expect(Object.keys(restored as object)).toEqual(['code', 'params'])
    expect(restored?.stack).toBeTypeOf('string')
  })

  test('keeps a param named __proto__ as data', () => {
    const text =
      '{"name":"DiagnosticError","code":"A-1","message":"m","params":{"__proto__":{"isAdmin":true}}}'
    const restored = DiagnosticError.from(JSON.parse(text))
    expect(Object.keys(restored?.params ?? {})).toEqual(['__proto__'])
    expect('isAdmin' in (restored?.params ?? {})).toBe(false)
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'A-1'],
    ['an error', new Error('m')],
    ['no message', { code: 'A-1' }],
    ['no code', { message: 'm' }],
    ['a code that is no text', { code: 5, message: 'm' }],
    [
      'getters that throw',
      {
        get code(): string {
          throw new Error('no')
        },
      },
    ],
    ['a revoked proxy', revokedProxy()],
  ])('gives undefined for %s', (_, value) => {
    expect(DiagnosticError.from(value)).toBeUndefined()
  })
})

function wrapping(inner: Error): Error {
  const outer = new TypeError('Outer.')
  outer.stack = `${outer.stack}\nCaused by: ${inner.stack}`
  return outer
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
