import * as fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { displayWidth, splitGraphemes } from '../../../../exporters/console/terminal/display-width.ts'

test.each([
  ['', 0],
  ['abc', 3],
  ['映', 2],
  ['e\u0301', 1],
  ['👩‍👩‍👧‍👦', 2],
  ['\u200b', 0],
  ['⚙ℹ⚠✘◆❯…─│╭╮╰╯', 13],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test('counts as string-width does, whichever way it goes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '~', '…', '❯', '─', '⚠', '映', 'é', '👍') })
  fc.assert(
    fc.property(text, (value) => {
      expect(displayWidth(value)).toBe(stringWidth(value))
    }),
  )
})

test('splits a text into what a reader takes for one character', () => {
  expect(splitGraphemes('ab')).toEqual(['a', 'b'])
  expect(splitGraphemes('e\u0301👩‍👩‍👧‍👦b')).toEqual(['e\u0301', '👩‍👩‍👧‍👦', 'b'])
})
