import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../../../src/redact/find/decoded.ts'
import { plainPresets, presetFinders } from '../../../src/redact/find/preset-finders.ts'
import { redactText } from '../../../src/redact/redact-text.ts'

const finders = presetFinders(plainPresets(['secrets', 'mails', 'paths']))
const redact = (text: string): string =>
  redactText(
    text,
    { finders: [...finders, decoded(finders)], patterns: [], replacement: '*' },
    () => undefined,
  )

describe('a secret that is encoded', () => {
  test.each([
    ['a%20password%3Dhunter2%26b', 'a%20password%3D*%26b'],
    ['u=ann%2540shop.example', 'u=*'],
    ['see https:\\/\\/ann:pw@db', 'see https:\\/\\/*@db'],
    ['{\\"note\\":\\"api\\u005fkey=abc\\"}', '{\\"note\\":\\"api\\u005fkey=*\\"}'],
    [`sent ${Buffer.from('password=hunter2').toString('base64')} on`, 'sent * on'],
    [`/v1/${Buffer.from('{"password":"hunter2"}').toString('base64url')}`, '*'],
    [`a ${Buffer.from(encodeURIComponent('token=hunter2 ')).toString('base64')}`, 'a *'],
    ['q=tool+--password+hunter2', 'q=tool+--password+*'],
    ['%2Fhome%2Fann%2Fshop', '%2Fhome%2F*%2Fshop'],
  ])('goes from %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test.each(['100% of 20%', 'C:\\temp\\new', 'createHttpServerWithOptions', '%zz %E4', 'a\\u12'])(
    'is not in %s',
    (text) => {
      expect(redact(text)).toBe(text)
    },
  )

  test('is found in every way to encode it twice', () => {
    const ways: readonly ((text: string) => string)[] = [
      encodeURIComponent,
      (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
      (text) => JSON.stringify(text),
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(text).toString('base64url'),
      (text) => Array.from(text, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...ways),
        fc.constantFrom(...ways),
        fc.stringMatching(/^[a-z0-9]{12}$/),
        (one, other, secret) => {
          const text = other(one(`a, password="${secret}", b`))
          const redacted = redact(text)
          expect(redacted).toContain('*')
          expect(redacted).not.toContain(other(one(secret)))
        },
      ),
    )
  })

  test('takes no longer for a text that is nothing but codes', () => {
    for (const piece of ['%25', '\\\\', 'YWFh', '%']) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      expect(redact(text).length).toBeGreaterThan(0)
    }
  })
})
