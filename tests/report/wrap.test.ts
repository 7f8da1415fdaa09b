import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wrap } from '../../src/report/wrap.ts'

describe('wrap', () => {
  test.each([
    ['one two three', 9, '', ['one two', 'three']],
    ['one two three', 9, '  ', ['  one two', '  three']],
    [
      'https://films.example/a-long-address is whole',
      12,
      '',
      ['https://films.example/a-long-address', 'is whole'],
    ],
    ['', 10, '  ', ['  ']],
  ])('breaks "%s" at %i columns with the indent "%s"', (text, width, indent, lines) => {
    expect(wrap(text, width, indent)).toEqual(lines)
  })

  test('keeps every word in order, and no line is longer than it must be', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 })
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 4, max: 30 }),
        fc.constantFrom('', '  '),
        (given, width, indent) => {
          const lines = wrap(given.join(' '), width, indent)
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(given)
          for (const line of lines) {
            expect(line.startsWith(indent)).toBe(true)
            expect(line.length <= width || !line.trim().includes(' ')).toBe(true)
          }
        },
      ),
    )
  })
})
