import type { PolicyClock } from '../../src/policy/clock.ts'

/** A clock that only goes on when a test says so, and then calls back whoever waits. */
export interface FakeClock extends PolicyClock {
  advance(ms: number): void
  /** How many wait. */
  readonly waiting: number
}

/** Creates it, at the beginning of 2026. */
export function createFakeClock(): FakeClock {
  let now = Date.UTC(2026, 0, 1)
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.callback()
      }
      now = end
    },
    get waiting() {
      return timers.size
    },
  }
}
