import { findRecorded, listenToRecorded, type RecordedException } from '../otel/recorded-exceptions.ts'
import { readField } from './read-text.ts'

/**
 * How many of the newest exceptions are held, and for how long, in milliseconds. Not weakly: an engine keeps what a
 * WeakRef was made of until the synchronous work is over, and a loop may catch a million of them before.
 */
const MAX_RECENT = 64
const HELD_MS = 10_000

/** The newest exceptions that were recorded while this was at work. */
export interface RecentExceptions {
  /** Finds what was recorded of an exception, where all that is at hand is the text of its stack. */
  findByStack(stack: string): RecordedException | undefined
  stop(): void
}

/** Remembers the newest exceptions that signals record, for those who are told no more than the text of a stack. */
export function rememberExceptions(): RecentExceptions {
  let recent: object[] = []
  let timer: NodeJS.Timeout | undefined
  const unlisten = listenToRecorded((thrown) => {
    recent.push(thrown)
    if (recent.length > MAX_RECENT) recent.shift()
    timer ??= setTimeout(forget, HELD_MS).unref()
  })

  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    recent = []
  }

  return {
    findByStack: (stack) => findRecorded(recent.find((thrown) => readField(thrown, 'stack') === stack)),
    stop() {
      unlisten()
      forget()
    },
  }
}
