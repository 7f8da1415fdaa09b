import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDurations } from '../../../src/setup/report/durations.ts'

const duration = fc.double({ min: 0.002, max: 3_600_000, noNaN: true })

describe('durations', () => {
  test('of nothing are nothing', () => {
    expect(createDurations().summary()).toEqual({ count: 0, p50_ms: 0, p95_ms: 0, max_ms: 0 })
  })

  test('have their quantiles within 1 % of those of the sorted list, and their maximum exactly', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (list) => {
        const durations = createDurations()
        for (const ms of list) durations.add(ms)
        const sorted = list.toSorted((one, other) => one - other)
        const summary = durations.summary()
        expect(summary.count).toBe(list.length)
        for (const [found, at] of [
          [summary.p50_ms, 0.5],
          [summary.p95_ms, 0.95],
        ] as const) {
          const exact = sorted[Math.floor(at * (list.length - 1))] ?? 0
          // The last term is the rounding to a microsecond.
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.0101 + 0.001)
        }
        expect(summary.max_ms).toBe(Math.round(Math.max(...list) * 1000) / 1000)
      }),
    )
  })

  test('take what is no duration without harm', () => {
    const durations = createDurations()
    for (const ms of [-1, 0, 1e300]) durations.add(ms)
    expect(durations.summary()).toMatchObject({ count: 3, p50_ms: 0 })
  })
})
