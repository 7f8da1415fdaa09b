import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemorySink } from '../../exporters/memory-sink.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

/** Lists an object and every object in it. */
function listObjects(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(listObjects)]
}

describe('createMemorySink', () => {
  test('keeps the newest events in order and counts the rest, whatever its size', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(40), fc.nat(45), (maxEvents, total, limit) => {
        const memory = createMemorySink({ maxEvents })
        const all = Array.from({ length: total }, (_, at) => sampleEvent({ message: `${at}` }))
        for (const event of all) memory.handle(event)
        const kept = maxEvents === 0 ? [] : all.slice(-maxEvents)
        expect(memory.recent()).toEqual(kept)
        expect(memory.recent(limit)).toEqual(limit === 0 ? [] : kept.slice(-limit))
        expect(memory.dropped).toBe(total - kept.length)
      }),
    )
  })

  test('keeps a thousand where nothing is said', () => {
    const memory = createMemorySink()
    for (let at = 0; at < 1001; at++) memory.handle(sampleEvent({ message: `${at}` }))
    expect(memory.recent()).toHaveLength(1000)
    expect(memory.recent()[0]?.message).toBe('1')
    expect(memory.dropped).toBe(1)
  })

  test('hands out events that nobody can change, down to their last list', () => {
    const memory = createMemorySink()
    memory.handle(
      sampleEvent({
        extra: { list: ['a'] },
        tags: ['io'],
        context: { chain: ['a', 'b'], depth: 2 },
        exception: sampleException({ causes: ['Error: no'] }),
      }),
    )
    const [event] = memory.recent()
    expect(listObjects(event).length).toBe(10)
    expect(listObjects(event).filter((value) => !Object.isFrozen(value))).toEqual([])
  })

  test('hands out a list of its own', () => {
    const memory = createMemorySink()
    memory.handle(sampleEvent())
    memory.recent().pop()
    expect(memory.recent()).toHaveLength(1)
  })
})
