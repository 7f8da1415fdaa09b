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

  test('lists whole events where the number asked for is none', () => {
    const memory = createMemorySink()
    for (const message of ['a', 'b', 'c']) memory.handle(sampleEvent({ message }))
    const asked = [2.5, -1, Number.NaN, Number.POSITIVE_INFINITY]
    expect(asked.map((limit) => memory.recent(limit).map(({ message }) => message))).toEqual([
      ['b', 'c'],
      [],
      [],
      ['a', 'b', 'c'],
    ])
  })

  test('keeps the newest where it is made smaller, counts the others, and goes on in order', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.nat(20), fc.nat(20), (first, second, before, after) => {
        const memory = createMemorySink({ maxEvents: first })
        const all = Array.from({ length: before + after }, (_, at) => sampleEvent({ message: `${at}` }))
        for (const event of all.slice(0, before)) memory.handle(event)
        const kept = first === 0 ? [] : all.slice(0, before).slice(-first)
        memory.resize(second)
        for (const event of all.slice(before)) memory.handle(event)
        const expected = second === 0 ? [] : [...kept, ...all.slice(before)].slice(-second)
        expect(memory.recent()).toEqual(expected)
        expect([memory.size, memory.dropped]).toEqual([expected.length, all.length - expected.length])
      }),
    )
  })

  test('hands out a list of its own', () => {
    const memory = createMemorySink()
    memory.handle(sampleEvent())
    memory.recent().pop()
    expect(memory.recent()).toHaveLength(1)
  })
})
