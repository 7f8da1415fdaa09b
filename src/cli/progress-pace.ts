/** Measures how fast something goes. */
export interface Pace {
  /** So many are done by now. */
  note(at: number, done: number): void
  /** How many a second, of late; `undefined` while nothing is done. */
  perSecond(at: number, done: number): number | undefined
}

/** What was longer ago says nothing about what is left: an endpoint that was slow may be fast again. */
const WINDOW_MS = 10_000
const APART_MS = 250

/** @param start - When it began, in milliseconds. */
export function createPace(start: number): Pace {
  const marks = [{ at: start, done: 0 }]
  return {
    note(at, done) {
      const last = marks.at(-1)
      if (last !== undefined && at - last.at < APART_MS) return
      marks.push({ at, done })
      while (marks.length > 2 && (marks[1]?.at ?? at) <= at - WINDOW_MS) marks.shift()
    },
    perSecond(at, done) {
      const [first = { at: start, done: 0 }] = marks
      const [count, ms] = [done - first.done, at - first.at]
      return count <= 0 || ms <= 0 ? undefined : (count / ms) * 1000
    },
  }
}
