import { toParamAttributes, type ParamAttributes } from '../../record/template.ts'
import { createCounter, type NamedCount } from '../../record/counter.ts'

/** Work that was done although it need not have been, such as a value converted there and back. */
export interface Redundancy {
  /** Where: a name of the program's own choice, the same each time. */
  readonly callsite: string
  readonly details: ParamAttributes
  /** ISO 8601, UTC. */
  readonly timestamp: string
}

/** What the report tells of redundant work. */
export interface RedundancyReport {
  readonly redundancies_total: number
  readonly redundancies_by_callsite: Readonly<Record<string, number>>
  /** The newest twenty, oldest first. */
  readonly redundancies_recent: readonly Redundancy[]
  /** The five most frequent callsites. */
  readonly top_redundancies: readonly NamedCount[]
}

/** Counts redundant work. */
export interface Redundancies {
  add(callsite: string, details?: object): void
  report(): RedundancyReport
}

const LAST = 20
const TOP = 5

/** Creates the counts of redundant work, in bounded memory. */
export function createRedundancies(): Redundancies {
  const callsites = createCounter()
  const recent: Redundancy[] = []
  let total = 0
  return {
    add(callsite, details) {
      total += 1
      callsites.add(callsite)
      recent.push({ callsite, details: toParamAttributes(details), timestamp: new Date().toISOString() })
      if (recent.length > LAST) recent.shift()
    },
    report: () => ({
      redundancies_total: total,
      redundancies_by_callsite: callsites.counts(),
      redundancies_recent: [...recent],
      top_redundancies: callsites.top(TOP),
    }),
  }
}
