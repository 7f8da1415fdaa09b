import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toJsonLine } from '../../../exporters/json-lines/to-json-line.ts'
import { safeStringify } from '../../../src/record/safe-stringify.ts'
import { findControl } from '../../helpers/hostile.ts'

describe('toJsonLine', () => {
  test('is harmless and reads back the same, for any texts', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 })
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text))), (value) => {
        const line = toJsonLine(value)
        expect(findControl(line)).toBeUndefined()
        expect(line).not.toContain('\n')
        expect(JSON.parse(line)).toEqual({ ...value })
      }),
    )
  })

  test('leaves an object of a million characters as it is', () => {
    const value = { message: 'x'.repeat(1_000_000) }
    expect(JSON.parse(toJsonLine(value))).toEqual(value)
  })

  test('cuts what is endless in a larger one, and nothing else', () => {
    const endless = 'x\u0085'.repeat(5_000_000)
    const line = toJsonLine({
      code: 'A-1',
      message: endless,
      extra: { [endless]: 1, list: Array.from({ length: 900 }, () => endless), deep: { text: endless } },
      tags: ['one', endless],
      depth: 3,
    })
    const value = JSON.parse(line) as { message: string; tags: string[]; extra: object }
    expect(line.length).toBeLessThan(1_000_000)
    expect(value).toMatchObject({ code: 'A-1', depth: 3 })
    expect(value.message).toMatch(/^(x\u0085)+… \[truncated\]$/)
    expect(value.tags[0]).toBe('one')
    expect(value.tags[1]).toMatch(/… \[truncated\]$/)
  })

  test('cuts no character in two', () => {
    const line = toJsonLine({ message: `x${'😀'.repeat(600_000)}` })
    expect((JSON.parse(line) as { message: string }).message).toMatch(/^x(?:😀)+… \[truncated\]$/u)
  })

  test('bounds an event of thousands of values', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key${at}`, 'x'.repeat(8192)]))
    expect(toJsonLine({ extra: many, tags: Object.keys(many) }).length).toBeLessThan(400_000)
  })

  test('writes what is no plain data as the safe serialiser does', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const odd = {
      big: 1n,
      infinite: Infinity,
      map: new Map([['a', 1]]),
      date: new Date(0),
      own: { toJSON: () => 'own' },
      nothing: undefined,
      cycle,
      get broken(): string {
        throw new Error('no')
      },
    }
    for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(odd))) {
      const one = Object.defineProperty({ plain: 'x' }, name, value)
      expect(toJsonLine(one)).toBe(safeStringify(one))
    }
  })

  test('writes plain data as JSON does, whatever its keys are', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":[null,true,1.5,"x"],"":{}}') as object
    expect(toJsonLine(value)).toBe(JSON.stringify(value))
    expect(toJsonLine(value)).toBe(safeStringify(value))
  })
})
