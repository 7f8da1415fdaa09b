import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteRuns } from '../../../src/redact/find/byte-runs.ts'
import { isOpaque } from '../../../src/redact/opaque.ts'
import { createNeedles } from '../../../src/redact/needles.ts'
import { createQuickLook } from '../../../src/redact/quick-look.ts'
import { createBundleRedaction } from '../../../src/bundle/redaction/create-bundle-redaction.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'

const inHex = (bytes: Buffer, separator: string): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(separator)
const WAYS: readonly ((bytes: Buffer) => string)[] = [
  (bytes) => JSON.stringify(bytes),
  (bytes) => JSON.stringify(Object.fromEntries(bytes.entries())),
  (bytes) => JSON.stringify([...bytes], undefined, 2),
  (bytes) => `<Buffer ${inHex(bytes, ' ')}>`,
  (bytes) => inHex(bytes, ':'),
  (bytes) => inHex(bytes, '-').toUpperCase(),
  (bytes) => [...bytes].map((byte) => `0x${byte.toString(16)}`).join(', '),
]

describe('what is written byte by byte', () => {
  test('is read, in every way to write it, and a quick look stops at it', () => {
    const mayHaveAny = createQuickLook({
      names: [],
      hasIps: false,
      hasPaths: false,
      needles: createNeedles(),
    })
    fc.assert(
      fc.property(fc.constantFrom(...WAYS), fc.stringMatching(/^[ -~]{6,40}$/), (way, secret) => {
        const text = `sent ${way(Buffer.from(secret))} on`
        expect([...byteRuns(text)].map((run) => run.text)).toEqual([secret])
        expect(mayHaveAny(text)).toBe(true)
        for (const line of [text, JSON.stringify(text), JSON.stringify(JSON.stringify(text))])
          expect(isOpaque(line)).toBe(true)
      }),
    )
  })

  test.each([
    '10:00:00.000, 2026-03-01T10:00:00',
    '[1, 2, 3, 4, 5]',
    '1,000,000,000,000',
    '256,300,400,500,600,700',
    '1.5,2.5,3.5,4.5,5.5,6.5',
    '7d9f8b6c-11aa-22bb-33cc-001122334455',
    '10-20-30-40',
    '"0":"a","1":"b"',
  ])('is not in %s', (text) => {
    expect([...byteRuns(text)]).toEqual([])
  })

  test.each([
    ['aa:bb:cc:dd:ee:ff'],
    ['SHA1 Fingerprint=DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09'],
    ['[1,2,3,4,5,6,7,8]'],
    ['<Buffer 00 01 02 03 04 05 ff>'],
    ['[104,101,108,108,111,32,119,111,114,108,100]'],
  ])('stays where it says no secret: %s', (text) => {
    const event = sampleEvent({ message: text, extra: { list: [1, 2, 3, 4, 5, 6, 7] as never } })
    const redacted = createBundleRedaction().event(event)
    expect([redacted.message, redacted.extra]).toEqual([text, event.extra])
  })

  test('is read in time that grows with its length alone', () => {
    for (const piece of [
      '1,',
      '115, ',
      'aa:',
      'aa-',
      '"0":1,',
      '<Buffer ',
      '0x7f,',
      '\n'.padStart(77, 'A'),
    ]) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      expect([...byteRuns(text)].length).toBeGreaterThanOrEqual(0)
      expect(createBundleRedaction().event(sampleEvent({ message: text })).message.length).toBeGreaterThan(0)
    }
  })
})

test('the bytes of a secret go from the fields of an event and of a span, that of a buffer too', () => {
  const secret = 'sw0rdf1sh-of-shop'
  const redaction = createBundleRedaction()
  redaction.learn({ process: { argv: ['--token', secret], exec_argv: [], cwd: '/', env: {} } })
  const extra = JSON.parse(
    JSON.stringify({
      sent: Buffer.from(secret),
      list: [...Buffer.from(secret)],
      map: Object.fromEntries(Buffer.from(secret).entries()),
      size: [1, 2, 3],
    }),
  ) as never
  expect(redaction.event(sampleEvent({ extra })).extra).toEqual({
    sent: { type: 'Buffer', data: '[REDACTED]' },
    list: '[REDACTED]',
    map: '[REDACTED]',
    size: [1, 2, 3],
  })
  const values = [...Buffer.from(secret)].map((byte) => ({ intValue: String(byte) }))
  expect(redaction.otlp({ attributes: [{ key: 'a', value: { arrayValue: { values } } }] })).toEqual({
    attributes: [{ key: 'a', value: { stringValue: '[REDACTED]' } }],
  })
})
