import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGate } from '../../src/setup/gate.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

const OPEN = { isEnabled: true, silence: [], correlationId: undefined }

describe('the gate', () => {
  test.each([
    ['films', 'films'],
    ['films.load', 'films'],
    ['films.load.retry', 'films'],
    ['filmsort', undefined],
    ['shop.films', undefined],
    ['shop.cart.add', 'shop.cart'],
    ['shop.cartoon', undefined],
    ['', undefined],
    ['.films', undefined],
  ])('silences %j by %j', (source, by) => {
    const gate = createGate({ ...OPEN, silence: ['films', 'shop.cart'] })
    expect(gate.silencedBy(source)).toBe(by)
    expect(gate.judge(sampleEvent({ source }))).toMatchObject(
      by === undefined ? { outcome: 'accepted' } : { outcome: 'silenced', by },
    )
  })

  test('silences a source exactly when it is an entry, or an entry with a dot begins it', () => {
    const name = fc.stringMatching(/^[ab.]{0,6}$/)
    fc.assert(
      fc.property(fc.array(name), name, (silence, source) => {
        const expected = silence.some((entry) => source === entry || source.startsWith(`${entry}.`))
        expect(createGate({ ...OPEN, silence }).silencedBy(source) !== undefined).toBe(expected)
      }),
    )
  })

  test('takes nothing while smonitor is switched off', () => {
    expect(createGate({ ...OPEN, isEnabled: false }).judge(sampleEvent())).toEqual({ outcome: 'disabled' })
  })

  test('fills in the correlation id where there is none, on a copy', () => {
    const gate = createGate({ ...OPEN, correlationId: 'request-1' })
    const event = Object.freeze(sampleEvent())
    expect(gate.judge(event)).toMatchObject({ event: { correlation_id: 'request-1' } })
    expect(event.correlation_id).toBeNull()
    expect(gate.judge(sampleEvent({ correlation_id: 'own' }))).toMatchObject({
      event: { correlation_id: 'own' },
    })
  })

  test('hands an event on as it is when there is nothing to change', () => {
    const event = sampleEvent()
    expect(createGate(OPEN).judge(event)).toMatchObject({ outcome: 'accepted', event })
  })
})
