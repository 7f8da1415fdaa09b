import { describe, expect, test } from 'vitest'
import { findRecorded, listenToRecorded, markRecorded } from '../../src/otel/recorded-exceptions.ts'
import type * as Copy from '../../src/otel/recorded-exceptions.ts'

const record = { triageKey: 'tk1_0', code: undefined, errorType: 'Error' }

describe('the mark of a recorded exception', () => {
  test.each<[string, unknown]>([
    ['an error', new Error('m')],
    ['a frozen error', Object.freeze(new Error('m'))],
    ['an object', {}],
    ['a function', () => 1],
    ['a proxy', new Proxy({}, {})],
  ])('is found again for %s and changes nothing in it', (_, thrown) => {
    const before = Reflect.ownKeys(thrown as object)
    expect(findRecorded(thrown)).toBeUndefined()
    markRecorded(thrown, record)
    expect(findRecorded(thrown)).toBe(record)
    expect(Reflect.ownKeys(thrown as object)).toEqual(before)
  })

  test.each([['text'], [42], [undefined], [null], [Symbol('s')], [1n]])('cannot be set for %s', (thrown) => {
    markRecorded(thrown, record)
    expect(findRecorded(thrown)).toBeUndefined()
  })

  test('is not that of an equal exception', () => {
    markRecorded(new Error('same'), record)
    expect(findRecorded(new Error('same'))).toBeUndefined()
  })

  test('is told of to those who listen, until they stop', () => {
    const told: unknown[][] = [[], []]
    const stops = told.map((list) => listenToRecorded((thrown) => list.push(thrown)))
    const [first, second] = [new Error('1'), new Error('2')]
    markRecorded(first, record)
    markRecorded('a primitive', record)
    stops[0]?.()
    stops[0]?.()
    markRecorded(second, record)
    stops[1]?.()
    markRecorded(new Error('3'), record)
    expect(told).toEqual([[first], [first, second]])
  })

  test('is seen by other copies of smonitor in the process', async () => {
    const path = '../../src/otel/recorded-exceptions.ts?copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof Copy
    const error = new Error('m')
    markRecorded(error, record)
    expect(copy.findRecorded).not.toBe(findRecorded)
    expect(copy.findRecorded(error)).toBe(record)
  })
})
