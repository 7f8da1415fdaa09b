/** `closed` while calls pass, `open` while none does, `half-open` while one is under way to see whether it works. */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** Stops calls of what fails again and again, and lets one through from time to time. */
export interface Circuit {
  state(): CircuitState
  /** Tells whether a call may be made now. While it is open and the time has come, one call may. */
  isPassable(): boolean
  succeed(): void
  fail(): void
}

/** Options of {@link createCircuit}. */
export interface CircuitOptions {
  /** It opens after so many failures in a row; 0 never opens it. */
  readonly errorThreshold: number
  /** How long it stays open the first time, in milliseconds. */
  readonly retryAfterMs: number
  readonly now: () => number
}

const MAX_RETRY_MS = 300_000

/** Creates a circuit that is closed. */
export function createCircuit({ errorThreshold, retryAfterMs, now }: CircuitOptions): Circuit {
  let state: CircuitState = 'closed'
  let failures = 0
  let delayMs = retryAfterMs
  let openUntil = 0

  return {
    state: () => state,
    isPassable() {
      if (state === 'open' && now() >= openUntil) {
        state = 'half-open'
        return true
      }
      return state === 'closed'
    },
    succeed() {
      state = 'closed'
      failures = 0
      delayMs = retryAfterMs
    },
    fail() {
      failures += 1
      if (errorThreshold <= 0 || (state === 'closed' && failures < errorThreshold)) return
      // What fails while it is open was under way before.
      if (state === 'open') return
      if (state === 'half-open') delayMs = Math.min(delayMs * 2, MAX_RETRY_MS)
      state = 'open'
      openUntil = now() + delayMs
    },
  }
}
