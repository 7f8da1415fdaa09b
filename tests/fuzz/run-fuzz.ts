import * as fc from 'fast-check'
import { checkLine, checkRecord } from './check-event.ts'
import { checkCall, checkConfigText, checkEnvironment } from './check-settings.ts'
import { mutatedCall, validCall } from './any-call.ts'
import { anyConfigText } from './any-config-text.ts'
import { mutatedEnvironment, validEnvironment } from './any-environment.ts'
import { anyLine, anyRecord } from './any-record.ts'
import { createTally, type Tally } from './tally.ts'

/** What was tried, and how it went. */
export interface FuzzResult {
  readonly seed: number
  readonly passed: number
  /** A counterexample, with what went wrong, for each kind that failed. */
  readonly failures: readonly string[]
  readonly tally: Tally
}

/** How much of all is tried of each kind. */
const SHARES = { configs: 0.3, calls: 0.1, environments: 0.25, lines: 0.2, records: 0.15 }

/** Tries settings and records of all kinds; the seed makes it the same again. */
export function runFuzz(runs: number, seed: number): FuzzResult {
  const tally = createTally()
  const failures: string[] = []
  let passed = 0

  function attempt<Case>(
    name: keyof typeof SHARES,
    cases: fc.Arbitrary<Case>,
    check: (tried: Case) => void,
  ): void {
    const numRuns = Math.round(runs * SHARES[name])
    const property = fc.property(cases, (tried) => tally.time(name, () => check(tried)))
    const details = fc.check(property, { numRuns, seed, endOnFailure: false })
    passed += details.failed ? details.numRuns - 1 : details.numRuns
    if (details.failed)
      failures.push(`${name}: ${fc.stringify(details.counterexample)}\n${String(details.errorInstance)}`)
  }

  attempt('configs', anyConfigText, (tried) => checkConfigText(tried, tally))
  attempt(
    'calls',
    fc.oneof({ weight: 1, arbitrary: validCall }, { weight: 2, arbitrary: mutatedCall }),
    (tried) => checkCall(tried, tally),
  )
  attempt(
    'environments',
    fc.oneof(
      { weight: 1, arbitrary: validEnvironment.map((env) => ({ env, touched: [] })) },
      { weight: 3, arbitrary: mutatedEnvironment },
    ),
    (tried) => checkEnvironment(tried, tally),
  )
  attempt('lines', anyLine, (tried) => checkLine(tried, tally))
  attempt('records', anyRecord, (tried) => checkRecord(tried, tally))
  return { seed, passed, failures, tally }
}
