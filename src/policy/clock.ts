/** What tells the time to a policy, and wakes it. */
export interface PolicyClock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls back once, after so many milliseconds. @returns What takes it back. */
  after(ms: number, callback: () => void): () => void
}

const MAX_TIMER_MS = 2_147_483_647

/** The clock of the machine; its timers do not keep a program from ending. */
export const SYSTEM_CLOCK: PolicyClock = {
  now: () => Date.now(),
  after(ms, callback) {
    // A longer timer of Node fires at once; who is woken too early looks at the time and waits again.
    const timer = setTimeout(callback, Math.min(ms, MAX_TIMER_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
