import type { ReplaySource } from './replay-source.ts'
import { countItems, type Signal } from './signals.ts'

/** How much of a signal is to be sent. */
export interface SignalSurvey {
  readonly signal: Signal
  requests: number
  items: number
  bytes: number
  /** Items that were sent before. */
  before: number
}

/** What is to be sent, and what is wrong with it. */
export interface Survey {
  readonly signals: readonly SignalSurvey[]
  /** A sentence each. */
  readonly notes: readonly string[]
}

/**
 * Reads all that is to be sent, so that how much it is, and what of it is damaged, is known before anything is sent.
 *
 * @param done - How many documents of a signal were sent before.
 * @param onItems - Told of so many more that were read.
 * @throws what reading it throws
 */
export function surveySource(
  source: ReplaySource,
  done: (signal: Signal) => number,
  onItems: (items: number) => void,
): Survey {
  const signals = source.signals.map((signal) => {
    const found = count(source, signal, done(signal), onItems)
    return source.reread(signal) ? count(source, signal, done(signal), onItems) : found
  })
  return { signals, notes: source.notes() }
}

function count(
  source: ReplaySource,
  signal: Signal,
  skipped: number,
  onItems: (items: number) => void,
): SignalSurvey {
  const sums = { signal, requests: 0, items: 0, bytes: 0, before: 0 }
  let at = 0
  for (const document of source.documents(signal)) {
    at += 1
    const items = countItems(document)
    onItems(items)
    if (at <= skipped) sums.before += items
    else {
      sums.requests += 1
      sums.items += items
      sums.bytes += Buffer.byteLength(document)
    }
  }
  return sums
}
