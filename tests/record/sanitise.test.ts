import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toSafeLine } from '../../src/record/sanitise.ts'

describe('toSafeLine', () => {
  test.each([
    ['a colour', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a cursor that moves', '\u001b[2J\u001b[1;1H', '\\u001b[2J\\u001b[1;1H'],
    ['a link', '\u001b]8;;http://x.example\u0007x', '\\u001b]8;;http://x.example\\u0007x'],
    ['the title of the window', '\u001b]0;owned\u001b\\', '\\u001b]0;owned\\u001b\\'],
    ['the 8 bit form of an escape', '\u009b31m', '\\u009b31m'],
    ['a new line', 'a\nERROR forged', 'a\\nERROR forged'],
    ['a return', 'a\rb', 'a\\rb'],
    ['a tab', 'a\tb', 'a\\tb'],
    ['a backspace', 'a\bb', 'a\\u0008b'],
    ['a null', 'a\0b', 'a\\u0000b'],
    ['delete', 'a\u007fb', 'a\\u007fb'],
    ['the separators of lines and paragraphs', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['text turned around', 'user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['the marks of direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ])('shows %s instead of letting it act', (_, text, line) => {
    expect(toSafeLine(text)).toBe(line)
  })

  test.each(['', 'plain', 'Größe 日本語', 'עברית', '👨‍👩‍👧', 'C:\\new\\table', 'a\u00a0b'])(
    'leaves %j as it is',
    (text) => {
      expect(toSafeLine(text)).toBe(text)
    },
  )

  test('leaves lone surrogates, which no encoder lets through', () => {
    expect(toSafeLine('a\ud800b\udc00')).toBe('a\ud800b\udc00')
    expect(Buffer.from(toSafeLine('a\ud800')).toString()).toBe('a\ufffd')
  })

  test('leaves no control, no separator of lines and no mark of direction in any text', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
        fc.integer({ min: 0x2000, max: 0x2070 }).map((code) => String.fromCharCode(code)),
        fc.constantFrom('\u061c', '\ud800', '\udfff', '\ufeff', '😀'),
      ),
    })
    fc.assert(
      fc.property(text, (any) => {
        // Unicode's own tables, not those of the source.
        expect(toSafeLine(any)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      }),
      { numRuns: 1000 },
    )
  })

  test('keeps every character that is safe', () => {
    fc.assert(
      // The generator makes line separators too, which are not safe.
      fc.property(
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\u2028\u2029]/g, '')),
        (text) => {
          expect(toSafeLine(text)).toBe(text)
        },
      ),
    )
  })

  test('is the same when it is applied twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toSafeLine(toSafeLine(text))).toBe(toSafeLine(text))
      }),
    )
  })
})
