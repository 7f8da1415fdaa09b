import type { SinkStats } from '../../../exporters/guarded-sink.ts'
import type { SinkHealth } from './run-report.ts'

/** Remembers how the sinks that are gone did, by name, so that the totals of a run stay whole. */
export interface HealthBook {
  add(stats: SinkStats): void
  /** Lists the sinks of the run, those that are there and those that are gone, by name. */
  list(present: readonly SinkStats[]): SinkHealth[]
}

/** Most names of sinks that are gone; a program may add and remove one for each request. */
const MAX_NAMES = 100

/** Creates an empty book. */
export function createHealthBook(): HealthBook {
  const gone = new Map<string, { errors: number; dropped: number }>()
  return {
    add({ name, errors, dropped }) {
      if (errors + dropped === 0 || (!gone.has(name) && gone.size >= MAX_NAMES)) return
      const before = gone.get(name)
      gone.set(name, { errors: errors + (before?.errors ?? 0), dropped: dropped + (before?.dropped ?? 0) })
    },
    list(present) {
      const sums = new Map([...gone].map(([name, counts]) => [name, { name, ...counts, isDegraded: false }]))
      for (const { name, errors, dropped, state } of present) {
        const before = sums.get(name)
        sums.set(name, {
          name,
          errors: errors + (before?.errors ?? 0),
          dropped: dropped + (before?.dropped ?? 0),
          isDegraded: before?.isDegraded === true || state !== 'closed',
        })
      }
      return [...sums.values()]
    },
  }
}
