import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createByteNeedles } from '../../src/redact/byte-needles.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a text that is looked for in bytes', () => {
  const needle = fc.stringMatching(/^[A-Za-z0-9._-]{4,300}$/)

  test('is found wherever it begins and wherever the bytes begin, to the last one', () => {
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 50 }),
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.nat(7),
        (needles, before, after, offset) => {
          const all = createByteNeedles()
          for (const one of needles) all.add(one)
          const bytes = encode('x'.repeat(offset) + before + (needles.at(-1) ?? '') + after)
          expect(all.isAnyIn(bytes.subarray(offset))).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('is not found where there is none, however alike', () => {
    const all = createByteNeedles()
    for (const one of ['canary-1f2e3d', 'abcd', 'zzzzzzzz']) all.add(one)
    expect(all.isAnyIn(encode('canary-1f2e3 canary-1f2e canary-'))).toBe(false)
    expect(all.isAnyIn(encode('abc zzzzzzz'))).toBe(false)
    expect(all.isAnyIn(new Uint8Array())).toBe(false)
    expect(createByteNeedles().isAnyIn(encode('canary-1f2e3d'))).toBe(false)
  })

  test('is found among too many that are alike', () => {
    const all = createByteNeedles()
    for (let index = 100; index < 200; index += 1) all.add(`${index}alikealikealike`)
    expect(all.isAnyIn(encode('x 199alikealikealike'))).toBe(true)
  })
})
