/** Counts what a fuzz run does. */
export interface Tally {
  /** Notes that a case was made by changing something that is right. */
  countMutated(): void
  /** Notes of a text whether it could be parsed. */
  countParsed(isParsed: boolean): void
  /** Notes what was said of a case; each kind of it is kept once. */
  say(code: string, kind: string, example: string): void
  /** Runs a case, and fails it when it takes so long that a program would seem to hang. */
  time(name: string, run: () => void): void
  /** The share of cases that were made by changing what is right, from 0 to 1. */
  readonly mutatedShare: number
  /** The share of texts that could be parsed, from 0 to 1. */
  readonly parsedShare: number
  readonly said: ReadonlyMap<string, { readonly count: number; readonly example: string }>
  /** In milliseconds. */
  readonly slowest: number
}

/** Far above what any case takes on a busy machine. */
const HANG_MS = 10_000

/** Creates the tally of one run. */
export function createTally(): Tally {
  const said = new Map<string, { count: number; example: string }>()
  const counts = { all: 0, mutated: 0, texts: 0, parsed: 0, slowest: 0 }
  return {
    countMutated() {
      counts.mutated += 1
    },
    countParsed(isParsed) {
      counts.texts += 1
      if (isParsed) counts.parsed += 1
    },
    say(code, kind, example) {
      const known = said.get(`${code} ${kind}`) ?? { count: 0, example }
      said.set(`${code} ${kind}`, { ...known, count: known.count + 1 })
    },
    time(name, run) {
      counts.all += 1
      const started = performance.now()
      run()
      const took = performance.now() - started
      counts.slowest = Math.max(counts.slowest, took)
      if (took > HANG_MS) throw new Error(`A case of ${name} took ${Math.round(took)} ms.`)
    },
    get mutatedShare() {
      return counts.mutated / counts.all
    },
    get parsedShare() {
      return counts.parsed / counts.texts
    },
    said,
    get slowest() {
      return counts.slowest
    },
  }
}
