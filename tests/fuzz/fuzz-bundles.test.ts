import { describe, expect, test } from 'vitest'
import { runBundleFuzz } from './run-bundle-fuzz.ts'

/** `npm run test:fuzz` tries many times as many, and other ones each time. */
const RUNS = 500

describe('bundles of all kinds', () => {
  const { passed, failures, tally } = runBundleFuzz(RUNS, 20_260_301)

  test('are refused in a sentence, or read in part with a word on what is missing, and never more', () => {
    expect(failures).toEqual([])
    expect(passed).toBe(RUNS)
  })

  test('are right but for a few things, most of them, and get past opening', () => {
    expect(tally.mutatedShare).toBeGreaterThanOrEqual(0.5)
    expect(tally.parsedShare).toBeGreaterThanOrEqual(0.3)
    expect(tally.said.size).toBeGreaterThan(20)
  })
})
