import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createEventRing } from '../../exporters/event-ring.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

/** Messages of all lengths, so that lines end at the end of the buffer, go round it, and make it grow. */
const messages = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 20, arbitrary: fc.nat(1000).map((length) => 'é'.repeat(length)) },
    { weight: 1, arbitrary: fc.nat(20_000).map((length) => 'a'.repeat(length)) },
  ),
  { minLength: 50, maxLength: 150 },
)

describe('createEventRing', () => {
  test('holds the last events as they were, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), messages, fc.nat(25), (maxEvents, texts, count) => {
        const ring = createEventRing(maxEvents)
        const all = texts.map((message) => sampleEvent({ message }))
        for (const event of all) {
          ring.add(event)
          expect(ring.last(1)).toEqual([event])
        }
        const kept = all.slice(-maxEvents)
        expect(ring.size).toBe(kept.length)
        expect(ring.last(maxEvents)).toEqual(kept)
        expect(ring.last(count)).toEqual(count === 0 ? [] : kept.slice(-count))
      }),
    )
  })

  test('goes round in the bytes that it has, and takes no new ones for events of the same length', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow')
    onTestFinished(() => allocate.mockRestore())
    const ring = createEventRing(100)
    for (let n = 0; n < 10_000; n += 1) ring.add(sampleEvent({ message: 'a film' }))
    // Each time it has room for twice as much.
    expect(allocate.mock.calls.length).toBeGreaterThan(0)
    expect(allocate.mock.calls.length).toBeLessThan(8)
  })

  test('holds an event as it was added, and hands out frozen ones', () => {
    const ring = createEventRing(2)
    const event = { ...sampleEvent({ message: 'first' }) }
    ring.add(event)
    event.message = 'changed'
    expect(ring.last(1)[0]?.message).toBe('first')
    expect(Object.isFrozen(ring.last(1)[0])).toBe(true)
  })
})
