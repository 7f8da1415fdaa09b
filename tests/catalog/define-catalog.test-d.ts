// The compiler is the judge: each @ts-expect-error is an assertion.
// oxlint-disable vitest/expect-expect
import { describe, expectTypeOf, test } from 'vitest'
import { defineCatalog, signal, type Catalog, type PlaceholdersOf } from '../../src/index.ts'

const diagnostics = defineCatalog({
  name: 'molsys',
  version: '2.1.0',
  codes: {
    'MSM-W010': {
      level: 'warn',
      title: 'Selection ambiguous',
      message: 'Selection {selection} is ambiguous.',
      hint: 'Use a more specific selection, for example {example}.',
      audience: { agent: { hint: 'narrow_selection in {frame:json}' }, qa: { message: 'sel={selection}' } },
    },
    'MSM-I001': { level: 'info', message: 'Loaded, no braces { here }.' },
  },
})

describe('the params of a code', () => {
  test('are the placeholders of all its texts', () => {
    diagnostics.emit('MSM-W010', { selection: 'all', example: 'x', frame: 3 })
    diagnostics.emit('MSM-W010', { selection: 'all', example: 'x', frame: 3 }, { hint: 'Do this.' })
    diagnostics.error('MSM-W010', { selection: 'all', example: 'x', frame: 3 }, { cause: new Error('x') })
    diagnostics.resolve('MSM-W010', { selection: 'all', example: 'x', frame: 3 }, { audience: 'agent' })
  })

  test('refuse a missing one', () => {
    // @ts-expect-error `frame` is missing
    diagnostics.emit('MSM-W010', { selection: 'all', example: 'x' })
    // @ts-expect-error all are missing
    diagnostics.emit('MSM-W010')
    // @ts-expect-error all are missing
    diagnostics.error('MSM-W010', {})
  })

  test('refuse a misspelt one', () => {
    // @ts-expect-error `selektion` is no param
    diagnostics.emit('MSM-W010', { selektion: 'all', example: 'x', frame: 3 })
  })

  test('refuse a superfluous one in a literal', () => {
    // @ts-expect-error `more` is no param
    diagnostics.emit('MSM-W010', { selection: 'all', example: 'x', frame: 3, more: 1 })
    // @ts-expect-error the code takes none
    diagnostics.emit('MSM-I001', { more: 1 })
    // @ts-expect-error `more` is no param
    diagnostics.resolve('MSM-W010', { selection: 'all', example: 'x', frame: 3, more: 1 })
  })

  test('are optional when there are none', () => {
    diagnostics.emit('MSM-I001')
    diagnostics.emit('MSM-I001', {}, { tags: ['io'] })
    diagnostics.error('MSM-I001')
  })
})

const aging = defineCatalog({
  name: 'aging',
  codes: {
    'AGE-W001': { level: 'warn', message: 'Of {item}.', deprecated: { since: '2', replacedBy: 'AGE-W002' } },
    'AGE-W002': { level: 'warn', message: 'Of {part}.' },
  },
})

describe('a deprecated code', () => {
  test('is still emitted and thrown, with its params checked', () => {
    aging.emit('AGE-W001', { item: 'a' }, { tags: ['x'] })
    aging.error('AGE-W001', { item: 'a' })
    aging.emit('AGE-W002', { part: 'a' })
    aging.warn('AGE-W002', { part: 'a' })
    // @ts-expect-error `part` is a param of the other code
    aging.emit('AGE-W001', { part: 'a' })
    // @ts-expect-error no such code
    aging.emit('AGE-W003')
    expectTypeOf(aging.codes).toHaveProperty('AGE-W001')
    expectTypeOf(aging.resolve('AGE-W001', { item: 'a' }).message).toBeString()
  })

  test('leaves the type of a catalog without one alone', () => {
    expectTypeOf(diagnostics).toEqualTypeOf<
      Catalog<{
        readonly 'MSM-W010': 'selection' | 'example' | 'frame'
        readonly 'MSM-I001': never
      }>
    >()
  })
})

describe('once and warn', () => {
  test('take what emit takes', () => {
    diagnostics.once('MSM-W010', { selection: 'all', example: 'x', frame: 3 }, { source: 'x' })
    diagnostics.warn('MSM-W010', { selection: 'all', example: 'x', frame: 3 }, { hint: 'Do this.' })
    // @ts-expect-error `frame` is missing
    diagnostics.once('MSM-W010', { selection: 'all', example: 'x' })
    // @ts-expect-error no such code
    diagnostics.warn('MSM-W011')
  })
})

describe('the contract of a signal', () => {
  test('names codes of the catalog only', () => {
    const codes = { 'MSM-W010': { level: 'warn', message: 'm' } } as const
    defineCatalog({ name: 'x', codes, signals: { 'x.y': { codes: ['MSM-W010'], required: ['a'], tier: 2 } } })
    // @ts-expect-error no such code
    void (() => defineCatalog({ name: 'x', codes, signals: { 'x.y': { codes: ['MSM-W011'] } } }))
    // @ts-expect-error no such tier
    void (() => defineCatalog({ name: 'x', codes, signals: { 'x.y': { tier: 4 } } }))
  })
})

describe('the fields of a diagnostic', () => {
  test('are typed', () => {
    diagnostics.emit('MSM-I001', {}, { fields: { retryAttempt: 1, retryable: true, evidence: { a: 1 } } })
    // @ts-expect-error an attempt is a number
    diagnostics.emit('MSM-I001', {}, { fields: { retryAttempt: '1' } })
    // @ts-expect-error no such field
    diagnostics.emit('MSM-I001', {}, { fields: { retries: 1 } })
  })
})

test('the name of a catalog is its own or that of its package', () => {
  const codes = {}
  defineCatalog({ package: { name: 'x', version: '1', bugs: 'https://x.example/bugs' }, codes })
  // @ts-expect-error there is none
  void (() => defineCatalog({ codes }))
  // @ts-expect-error there is none either
  void (() => defineCatalog({ package: { version: '1' }, codes }))
})

test('an unknown code does not compile', () => {
  // @ts-expect-error no such code
  diagnostics.emit('MSM-W011', { selection: 'all' })
  // @ts-expect-error no such code
  diagnostics.error('MSM-I002')
})

test('an unknown level or audience does not compile', () => {
  // @ts-expect-error `warning` is no level
  defineCatalog({ name: 'x', codes: { 'APP-1': { level: 'warning', message: 'm' } } })
  const level = 'warn'
  // @ts-expect-error `ops` is no audience
  defineCatalog({ name: 'x', codes: { 'APP-1': { level, message: 'm', audience: { ops: {} } } } })
  // @ts-expect-error a message is required
  defineCatalog({ name: 'x', codes: { 'APP-1': { level: 'warn' } } })
})

test('placeholders follow the run-time grammar', () => {
  expectTypeOf<PlaceholdersOf<'no {placeholder here}, {a} and {b:json}'>>().toEqualTypeOf<'a' | 'b'>()
  expectTypeOf<PlaceholdersOf<'{{escaped}} {kept}'>>().toEqualTypeOf<'kept'>()
  expectTypeOf<PlaceholdersOf<'{{{x}}}'>>().toEqualTypeOf<never>()
  expectTypeOf<PlaceholdersOf<'{ "json": { "a": {n} } }'>>().toEqualTypeOf<'n'>()
  expectTypeOf<PlaceholdersOf<'{a {b}'>>().toEqualTypeOf<'b'>()
  expectTypeOf<PlaceholdersOf<'{a.b} {1x} {x-y} {} {_ok1}'>>().toEqualTypeOf<'_ok1'>()
  expectTypeOf<PlaceholdersOf<string>>().toEqualTypeOf<string>()
})

test('a signal keeps the type of its function', () => {
  const plain = (a: number, b?: string): Promise<boolean> => Promise.resolve(String(a) === b)
  expectTypeOf(signal('x', plain)).toEqualTypeOf<typeof plain>()
  expectTypeOf(diagnostics.signal('x', plain)).toEqualTypeOf<typeof plain>()
  const generic = signal('id', <T>(value: T): T => value)
  expectTypeOf(generic('a' as const)).toEqualTypeOf<'a'>()
})
