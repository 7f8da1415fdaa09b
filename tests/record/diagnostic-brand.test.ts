import { describe, expect, test } from 'vitest'
import { DiagnosticError } from '../../src/index.ts'
import { DIAGNOSTIC_BRAND, isDiagnosticError } from '../../src/record/diagnostic-brand.ts'
import type * as Copy from '../../src/catalog/diagnostic-error.ts'

const init = { code: 'A-1', level: 'error', message: 'm', params: {}, catalog: { name: 'a' } } as const

describe('isDiagnosticError', () => {
  test('knows a DiagnosticError, frozen too', () => {
    expect(isDiagnosticError(new DiagnosticError(init))).toBe(true)
    expect(isDiagnosticError(Object.freeze(new DiagnosticError(init)))).toBe(true)
  })

  test('knows one that another copy of smonitor made', async () => {
    const path = '../../src/catalog/diagnostic-error.ts?copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof Copy
    const error = new copy.DiagnosticError(init)
    expect(error).not.toBeInstanceOf(DiagnosticError)
    expect(isDiagnosticError(error)).toBe(true)
  })

  test('knows one by a mark that all copies share', () => {
    expect(DIAGNOSTIC_BRAND).toBe(Symbol.for('smonitor.DiagnosticError.v1'))
  })

  test.each<[string, unknown]>([
    ['another error', new Error('m')],
    ['an error with a code', Object.assign(new Error('m'), { code: 'A-1' })],
    ['an error of the same name', Object.assign(new Error('m'), { name: 'DiagnosticError', code: 'A-1' })],
    ['the JSON form', new DiagnosticError(init).toJSON()],
    ['a text', 'A-1'],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 1],
    ['one that lost its code', broken({ code: undefined })],
    ['one that lost its catalog', broken({ catalog: undefined })],
    ['one with a level that there is not', broken({ level: 'loud' })],
    ['one whose params are a text', broken({ params: 'a=1' })],
    [
      'one with a getter that throws',
      Object.defineProperty(broken({}), 'code', {
        get() {
          throw new Error('no')
        },
      }),
    ],
    [
      'a proxy that refuses',
      new Proxy(
        {},
        {
          has: (): never => {
            throw new Error('no')
          },
        },
      ),
    ],
  ])('does not take %s for one', (_, value) => {
    expect(isDiagnosticError(value)).toBe(false)
  })
})

function broken(fields: object): DiagnosticError {
  return Object.defineProperties(
    new DiagnosticError(init),
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value: value as unknown }])),
  )
}
