import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCounter } from '../../src/record/counter.ts'

describe('a counter', () => {
  test('lists the most frequent first, and by name where that is equal', () => {
    const counter = createCounter()
    for (const name of ['b', 'c', 'a', 'c', 'é', 'b']) counter.add(name)
    expect(Object.entries(counter.counts())).toEqual([
      ['b', 2],
      ['c', 2],
      ['a', 1],
      ['é', 1],
    ])
    expect(counter.top(1)).toEqual([{ name: 'b', count: 2 }])
  })

  test('loses no occurrence when there are more names than it keeps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 3 })),
        fc.integer({ min: 0, max: 5 }),
        (names, maxNames) => {
          const counter = createCounter(maxNames)
          for (const name of names) counter.add(name)
          const kept = counter.top(Infinity)
          expect(kept.length).toBeLessThanOrEqual(maxNames)
          expect(kept.reduce((sum, { count }) => sum + count, counter.others)).toBe(names.length)
        },
      ),
    )
  })

  test('counts names that every object inherits like any other', () => {
    const counter = createCounter()
    for (const name of ['__proto__', 'constructor', '__proto__']) counter.add(name)
    expect(counter.top(2)).toEqual([
      { name: '__proto__', count: 2 },
      { name: 'constructor', count: 1 },
    ])
    expect(Object.entries(counter.counts())).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ])
  })
})
