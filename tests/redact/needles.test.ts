import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNeedles } from '../../src/redact/needles.ts'
import { spellingsOf } from '../../src/redact/spellings.ts'

function foundIn(text: string, ...needles: readonly string[]): string[] {
  const all = createNeedles()
  for (const needle of needles) all.add(needle)
  const found: string[] = []
  all.find(text, (start, end) => found.push(text.slice(start, end)))
  return found
}

describe('a text that is looked for', () => {
  test('is found wherever it is, and a short one as a word only', () => {
    expect(foundIn('xhunter2-9x hunter2-9', 'hunter2-9')).toEqual(['hunter2-9', 'hunter2-9'])
    expect(foundIn('rootCause of root', 'root')).toEqual(['root'])
    expect(foundIn('abcabcabc abc', 'abcabc')).toEqual(['abcabcabc'])
    expect(foundIn('anything', 'abc')).toEqual([])
  })

  test('is found in any text, beside any others, and of any length', () => {
    const needle = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 700 })
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 20 }),
        fc.string(),
        fc.string(),
        (needles, before, after) => {
          const [first = ''] = needles
          let rest = before + first + after
          const all = createNeedles()
          for (const one of needles) all.add(one)
          const found: [number, number][] = []
          all.find(rest, (start, end) => found.push([start, end]))
          for (const [start, end] of found.toReversed()) rest = rest.slice(0, start) + '\0' + rest.slice(end)
          expect(rest).not.toContain(first.slice(0, 256))
          expect(all.mayBeIn(JSON.stringify(JSON.stringify(before + first + after)))).toBe(true)
        },
      ),
    )
  })

  test('is refused when there are too many like it, and counted', () => {
    const all = createNeedles()
    for (let index = 100; index < 200; index += 1) all.add(`${index}alikealikealike`)
    expect(all.refused).toBe(100 - 2 * 16)
    expect(foundIn('a'.repeat(2000), 'a'.repeat(300))).toEqual(['a'.repeat(2000)])
  })
})

describe('the spellings of a text', () => {
  test('have one that is in the base64 of any text that has it, and one in its hex and its form', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 12 })
    fc.assert(
      fc.property(any, fc.stringMatching(/^[ -~]{6,40}$/), any, (before, secret, after) => {
        const spellings = spellingsOf(secret)
        const whole = Buffer.from(before + secret + after)
        for (const encoding of ['base64', 'base64url', 'hex'] as const) {
          const text = whole.toString(encoding)
          expect(
            spellings.some((spelling) => text.includes(spelling)),
            text,
          ).toBe(true)
        }
        const form = new URLSearchParams({ a: before + secret + after }).toString()
        if (secret.includes(' '))
          expect(
            spellings.some((spelling) => form.includes(spelling)),
            form,
          ).toBe(true)
      }),
    )
  })
})
