/** What tells the time to a policy, and wakes it. */
export interface PolicyClock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls back once, after so many milliseconds. @returns What takes it back. */
  after(ms: number, callback: () => void): () => void
}

/** The clock of the machine; its timers do not keep a program from ending. */
export const SYSTEM_CLOCK: PolicyClock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
