import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBundleRedaction } from '../../../src/bundle/redaction/create-bundle-redaction.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { hostileText } from '../../redact/hostile-text.ts'

const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => JSON.stringify(JSON.stringify({ text })),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => `[${[...Buffer.from(text)].join(',')}]`,
]

/** What is written of a text, in each place that has ways of its own. */
const PLACES: readonly ((redaction: ReturnType<typeof createBundleRedaction>, text: string) => object)[] = [
  (redaction, text) => redaction.event(sampleEvent({ message: text, hint: text })),
  (redaction, text) => redaction.event(sampleEvent({ extra: { [`a ${text}`]: [text] } })),
  (redaction, text) => redaction.otlp({ attributes: [{ key: text, value: { stringValue: text } }] }),
  (redaction, text) =>
    redaction.otlp({ body: { bytesValue: Buffer.from(text).toString('base64') }, attributes: [] }),
  (redaction, text) => redaction.document({ report: { notes: [text] } }),
]

describe('a secret that becomes known late', () => {
  test('is late wherever a search for it finds a line that was written before', () => {
    const found = { late: 0, other: 0 }
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostileText, fc.string({ minLength: 8 })), { minLength: 1, maxLength: 4 }),
        fc.stringMatching(/^[a-z0-9&. -]{8,24}$/),
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom(...PLACES),
        fc.boolean(),
        (texts, secret, encode, write, isThere) => {
          const redaction = createBundleRedaction()
          const said = isThere ? [...texts, `x ${encode(secret)} y`] : texts
          const lines = said.map((text) => JSON.stringify(write(redaction, text)))
          const { late } = redaction
          // One that is unsure before is so for a secret that the texts gave away.
          const sure = lines.filter((line) => !redaction.mayBeIn(line))
          redaction.event(sampleEvent({ extra: { password: secret } }))
          if (sure.some((line) => redaction.mayBeIn(line))) {
            found.late += 1
            expect(redaction.late).toBeGreaterThan(late)
          } else found.other += 1
        },
      ),
      { numRuns: 1000 },
    )
    expect(found.late).toBeGreaterThan(100)
    expect(found.other).toBeGreaterThan(100)
  })

  test('is not where it is in nothing that was written', () => {
    const redaction = createBundleRedaction()
    for (let at = 0; at < 1000; at += 1)
      redaction.event(sampleEvent({ message: `The value ${at} of item-${at % 97} is out of range.` }))
    const { late } = redaction
    redaction.event(sampleEvent({ message: 'Sent password=zx9-Sesame-77 on.' }))
    redaction.event(sampleEvent({ extra: { apiKey: 'V1StGXR8Z5jdHi6BmyTk3Qp9' } }))
    expect(redaction.late).toBe(late)
    redaction.event(sampleEvent({ extra: { apiKey: 'value 77 of item-7' } }))
    expect(redaction.late).toBeGreaterThan(late)
  })

  test('is looked for in what comes again and had nothing before', () => {
    const redaction = createBundleRedaction()
    const event = (hint: string) => sampleEvent({ hint, extra: {} })
    for (const hint of [
      'a-swordfish-7-b',
      'in %61-swordfish-7',
      'or [115,119,111,114,100,102,105,115,104,45,55]',
    ]) {
      expect(redaction.event(event(hint)).hint).toBe(hint)
      expect(redaction.event(event(hint)).hint).toBe(hint)
    }
    redaction.event(sampleEvent({ extra: { password: 'swordfish-7' } }))
    expect(redaction.event(event('a-swordfish-7-b')).hint).toBe('a-[REDACTED]-b')
    expect(redaction.event(event('in %61-swordfish-7')).hint).toBe('in %61-[REDACTED]')
    expect(redaction.event(event('or [115,119,111,114,100,102,105,115,104,45,55]')).hint).toBe(
      'or [[REDACTED]]',
    )
  })

  test('goes from the params beside it, whatever their order, and from the texts of its own event', () => {
    const extra = { note: 'a swordfish-7', password: 'swordfish-7', last: 'swordfish-7' }
    const event = sampleEvent({ message: 'No swordfish-7.', extra, correlation_id: 'swordfish-7' })
    expect(JSON.stringify(createBundleRedaction().event(event))).not.toContain('swordfish')
    const told = sampleEvent({
      title: 'Of swordfish-7',
      message: 'password=swordfish-7',
      extra: { note: 'swordfish-7' },
    })
    expect(JSON.stringify(createBundleRedaction().event(told))).not.toContain('swordfish')
  })
})
