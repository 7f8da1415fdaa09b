import * as fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { fitText, wrapText } from '../../../../exporters/console/terminal/wrap-text.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom(' ', 'a', 'bc', 'é', 'e\u0301', '映', '한', '👩‍👩‍👧‍👦', '🇨🇭', '…', 'ｶﾞ', '/', '\u200b'),
    maxLength: 60,
  }),
)

describe('wrapText', () => {
  test.each([
    ['a bc def', 4, ['a bc', 'def']],
    ['a bc def', 3, ['a', 'bc', 'def']],
    ['', 10, ['']],
    ['a  b', 10, ['a  b']],
    [' a', 10, [' a']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['ab abcdefgh', 4, ['ab', 'abcd', 'efgh']],
    ['/srv/films/archive/a.json', 16, ['/srv/films/', 'archive/a.json']],
    ['/a/bcdefghijklmnop', 10, ['/a/bcdefgh', 'ijklmnop']],
    ['映画の題名がない', 7, ['映画の', '題名が', 'ない']],
    ['ee\u0301e', 2, ['ee\u0301', 'e']],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
  ])('breaks %j at %i columns into %j', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines)
  })

  test('leaves addresses and paths whole where that is asked for, and breaks other long words', () => {
    const text = 'see https://films.example/a and aaaaaaaaaaaa'
    expect(wrapText(text, 8, { keepsPaths: true })).toEqual([
      'see',
      'https://films.example/a',
      'and',
      'aaaaaaaa',
      'aaaa',
    ])
    expect(wrapText('C:\\films\\a.json', 8, { keepsPaths: true })).toEqual(['C:\\films\\a.json'])
  })

  test('makes no line wider than it may be, splits no character and loses none, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrapText(text, width)
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        const graphemes = new Intl.Segmenter()
        const of = (part: string) => [...graphemes.segment(part)].map(({ segment }) => segment)
        const words = text.split(' ').flatMap(of)
        expect(lines.flatMap((line) => line.split(' ').flatMap(of))).toEqual(words)
      }),
      { numRuns: 500 },
    )
  })
})

describe('fitText', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['映画の', 5, '映画…'],
    ['映画の', 4, '映…'],
    ['abc', 1, ''],
    ['', 0, ''],
  ])('cuts %j to %i columns as %j', (text, width, expected) => {
    expect(fitText(text, width, '…')).toBe(expected)
  })
})
