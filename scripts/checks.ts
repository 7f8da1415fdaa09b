/** Counts what a script has tried, and prints a line for each. */
export interface Checks {
  /** Prints what was tried, with the details when it went wrong. */
  readonly check: (what: string, isGood: boolean, details?: string) => void
  /** Prints `name: N passed, N failed`, which `.ci/run` reads, and sets the exit code. */
  readonly finish: () => void
}

/** Creates the counter of one script. */
export function createChecks(name: string): Checks {
  let passed = 0
  let failed = 0
  return {
    check(what, isGood, details = '') {
      if (isGood) passed += 1
      else failed += 1
      console.log(`${isGood ? 'ok  ' : 'FAIL'} ${what}`)
      if (!isGood && details !== '') console.log(details.trimEnd().replaceAll(/^/gm, '     '))
    },
    finish() {
      console.log(`${name}: ${passed} passed, ${failed} failed`)
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1
    },
  }
}
