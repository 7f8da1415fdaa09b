import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/identity/sha256.ts'

const viaNode = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

describe('sha256Hex', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('gives the digest FIPS 180-4 prints for %.60j', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest)
  })

  test('agrees with node:crypto for every length from 0 to 300 bytes', () => {
    for (let length = 0; length <= 300; length++) {
      const text = 'x'.repeat(length)
      expect(sha256Hex(text), `length ${length}`).toBe(viaNode(text))
    }
  })

  test('agrees with node:crypto for any text, lone surrogates included', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 0xd800, max: 0xdfff }),
        (text, lone) => {
          const broken = text + String.fromCharCode(lone) + text
          expect(sha256Hex(text)).toBe(viaNode(text))
          expect(sha256Hex(broken)).toBe(viaNode(broken))
        },
      ),
    )
  })

  test('hashes a lone surrogate as U+FFFD', () => {
    expect(sha256Hex('a\ud800b')).toBe(sha256Hex('a\ufffdb'))
  })
})
