import { describe, expect, test } from 'vitest'
import { runFuzz } from './run-fuzz.ts'

/** `npm run test:fuzz` tries twenty times as many, and other ones each time. */
const RUNS = 5000

describe('settings and records of all kinds', () => {
  const { passed, failures, tally } = runFuzz(RUNS, 20_260_301)

  test('never crash or hang what reads them, and what is said of them names what it is about', () => {
    expect(failures).toEqual([])
    expect(passed).toBe(RUNS)
  })

  test('are right but for one thing, most of them, and get past parsing', () => {
    expect(tally.mutatedShare).toBeGreaterThanOrEqual(0.5)
    expect(tally.parsedShare).toBeGreaterThanOrEqual(0.3)
    expect(tally.said.size).toBeGreaterThan(100)
  })
})
