/** Counts what a script has tried, and prints a line for each. */
export interface Checks {
  /** Prints what was tried, with the details when it went wrong. */
  readonly check: (what: string, isGood: boolean, details?: string) => void
  /** Runs what asserts, waits for it, and prints what was tried, with what it threw when it did. */
  readonly attempt: (what: string, work: () => unknown) => Promise<void>
  /** Prints `name: N passed, N failed`, which `.ci/run` reads, and sets the exit code. */
  readonly finish: () => void
}

/** Creates the counter of one script. */
export function createChecks(name: string): Checks {
  let passed = 0
  let failed = 0
  const check: Checks['check'] = (what, isGood, details = '') => {
    if (isGood) passed += 1
    else failed += 1
    console.log(`${isGood ? 'ok  ' : 'FAIL'} ${what}`)
    if (!isGood && details !== '') console.log(details.trimEnd().replaceAll(/^/gm, '     '))
  }
  return {
    check,
    async attempt(what, work) {
      try {
        await work()
        check(what, true)
      } catch (error) {
        check(what, false, error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
    },
    finish() {
      console.log(`${name}: ${passed} passed, ${failed} failed`)
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1
    },
  }
}
