import type { TelemetryReport } from '../report/run-report.ts'

/** Counts what goes through a batch of the SDK. */
export interface Tally {
  /** Asks for room for one more. @returns Whether there is any; if not, it is counted as dropped */
  admit(): boolean
  /** Some have left the queue. @returns What to tell when it is known what became of them */
  release(count: number): (isSent: boolean) => void
  readonly counts: TelemetryReport
}

/** As the SDK has it. */
const DEFAULT_QUEUE_SIZE = 2048

/**
 * Creates a tally that holds the bound of the queue itself: what the SDK drops, it tells nobody of in a way that all of its
 * releases have.
 *
 * @param onFirstDrop - Called once, from within what hands something over.
 */
export function createTally(maxQueueSize = DEFAULT_QUEUE_SIZE, onFirstDrop: () => void): Tally {
  let [queued, underWay, sent, failed, dropped] = [0, 0, 0, 0, 0]
  return {
    admit() {
      if (queued < maxQueueSize) {
        queued += 1
        return true
      }
      dropped += 1
      if (dropped === 1) onFirstDrop()
      return false
    },
    release(count) {
      queued -= count
      underWay += count
      let isSettled = false
      return (isSent) => {
        if (isSettled) return
        isSettled = true
        underWay -= count
        if (isSent) sent += count
        else failed += count
      }
    },
    get counts() {
      return { sent, failed, dropped, waiting: queued + underWay }
    },
  }
}
