// The compiler is the judge: each @ts-expect-error is an assertion.
// oxlint-disable vitest/expect-expect
import { describe, expectTypeOf, test } from 'vitest'
import { defineCatalog, signal, type PlaceholdersOf } from '../../src/index.ts'

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

test('an unknown code does not compile', () => {
  // @ts-expect-error no such code
  diagnostics.emit('MSM-W011', { selection: 'all' })
  // @ts-expect-error no such code
  diagnostics.error('MSM-I002')
})

test('an unknown level or audience does not compile', () => {
  // @ts-expect-error `warning` is no level
  defineCatalog({ name: 'x', codes: { A: { level: 'warning', message: 'm' } } })
  const level = 'warn'
  // @ts-expect-error `ops` is no audience
  defineCatalog({ name: 'x', codes: { A: { level, message: 'm', audience: { ops: {} } } } })
  // @ts-expect-error a message is required
  defineCatalog({ name: 'x', codes: { A: { level: 'warn' } } })
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
