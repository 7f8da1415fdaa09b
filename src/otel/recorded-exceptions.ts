import { isObject } from '../record/is-object.ts'

/** What is known of an exception that a signal has recorded. */
export interface RecordedException {
  readonly triageKey: string
  readonly code: string | undefined
  readonly errorType: string
}

// Shared by every copy of smonitor in the process: one exception is one record, whoever sees it first.
const KEY = Symbol.for('smonitor.recorded-exceptions.v1')
const LISTENERS = Symbol.for('smonitor.recorded-exceptions.listeners.v1')

/** Finds what was recorded of an exception; primitives cannot be marked and are never found. */
export function findRecorded(thrown: unknown): RecordedException | undefined {
  return isObject(thrown) ? recorded().get(thrown) : undefined
}

/** Marks an exception as recorded; works for frozen errors, since the mark is not on them. */
export function markRecorded(thrown: unknown, record: RecordedException): void {
  if (!isObject(thrown)) return
  recorded().set(thrown, record)
  for (const onRecorded of (globalThis as Listening)[LISTENERS] ?? []) onRecorded(thrown)
}

interface Listening {
  [LISTENERS]?: Set<(thrown: object) => void>
}

/** Has a function told of each exception that is recorded from now on. @returns What undoes it. */
export function listenToRecorded(onRecorded: (thrown: object) => void): () => void {
  const listeners = ((globalThis as Listening)[LISTENERS] ??= new Set())
  listeners.add(onRecorded)
  return () => {
    listeners.delete(onRecorded)
  }
}

/** A primitive that was thrown, which cannot be marked itself, and what was recorded of it. */
export interface RecordedPrimitive {
  readonly value: unknown
  readonly record: RecordedException
}

const LEFT = Symbol.for('smonitor.left-primitive.v1')

interface Left {
  [LEFT]?: RecordedPrimitive & { readonly at: number }
}

/** Longest time between a primitive that leaves the outermost signal and Node's calling it uncaught. */
const MAX_DELAY_MS = 1000

/** Remembers the primitive that has left the outermost signal; an object is marked and need not be. */
export function markLeft(left: RecordedPrimitive): void {
  if (!isObject(left.value)) (globalThis as Left)[LEFT] = { ...left, at: Date.now() }
}

/** Finds the primitive that has just left the outermost signal: equal values thrown much later are others. */
export function findLeft(): RecordedPrimitive | undefined {
  const left = (globalThis as Left)[LEFT]
  return left !== undefined && Date.now() - left.at <= MAX_DELAY_MS ? left : undefined
}

function recorded(): WeakMap<object, RecordedException> {
  const shared = globalThis as { [KEY]?: WeakMap<object, RecordedException> }
  return (shared[KEY] ??= new WeakMap())
}
