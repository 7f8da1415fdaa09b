import { findRecorded, listenToRecorded, type RecordedException } from '../otel/recorded-exceptions.ts'
import { readField } from './read-text.ts'

/** How many of the newest exceptions are held, weakly. */
const MAX_RECENT = 64

/** The newest exceptions that were recorded while this was at work. */
export interface RecentExceptions {
  /** Finds what was recorded of an exception, where all that is at hand is the text of its stack. */
  findByStack(stack: string): RecordedException | undefined
  stop(): void
}

/** Remembers the newest exceptions that signals record, for those who are told no more than the text of a stack. */
export function rememberExceptions(): RecentExceptions {
  const recent: WeakRef<object>[] = []
  const stop = listenToRecorded((thrown) => {
    recent.push(new WeakRef(thrown))
    if (recent.length > MAX_RECENT) recent.shift()
  })
  return {
    findByStack: (stack) =>
      findRecorded(recent.map((one) => one.deref()).find((thrown) => readField(thrown, 'stack') === stack)),
    stop,
  }
}
