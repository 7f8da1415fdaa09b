import { isObject } from '../record/is-object.ts'

/** What is known of an exception that a signal has recorded. */
export interface RecordedException {
  readonly triageKey: string
  readonly code: string | undefined
  readonly errorType: string
}

// Shared by every copy of smonitor in the process: one exception is one record, whoever sees it first.
const KEY = Symbol.for('smonitor.recorded-exceptions.v1')

/** Finds what was recorded of an exception; primitives cannot be marked and are never found. */
export function findRecorded(thrown: unknown): RecordedException | undefined {
  return isObject(thrown) ? recorded().get(thrown) : undefined
}

/** Marks an exception as recorded; works for frozen errors, since the mark is not on them. */
export function markRecorded(thrown: unknown, record: RecordedException): void {
  if (isObject(thrown)) recorded().set(thrown, record)
}

function recorded(): WeakMap<object, RecordedException> {
  const shared = globalThis as { [KEY]?: WeakMap<object, RecordedException> }
  return (shared[KEY] ??= new WeakMap())
}
