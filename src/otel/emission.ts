// Shared by every copy of smonitor in the process: what one emits, another must not capture.
const KEY = Symbol.for('smonitor.emission.v1')

/** Counts the records that are being handed to the providers right now, one inside the other. */
export interface Emission {
  depth: number
  /** Whether what is handed over is an exception that its signal tells on its span itself. */
  isOnSpan?: boolean | undefined
  /** What a strict mode has against the outermost of them, until the next one. */
  violation?: Error | undefined
}

/**
 * Opens the hand-over of a record, so that what a processor prints or logs meanwhile is known for what it is.
 * Whoever opens it takes one from its depth at the end, whatever happens, and throws what a strict mode left then.
 */
export function openEmission(): Emission {
  const emission = ((globalThis as { [KEY]?: Emission })[KEY] ??= { depth: 0 })
  if (emission.depth++ === 0) emission.violation = undefined
  return emission
}

/** Tells whether a record is being handed over: what is printed now comes from a sink or exporter. */
export function isEmitting(): boolean {
  return !!current()?.depth
}

/** Tells whether the record that is being handed over is on its span already, or will be. */
export function isOnSpan(): boolean {
  return current()?.isOnSpan === true
}

/**
 * Leaves what a strict mode has against the record that is being handed over: a processor that threw would keep the
 * record from the others. What a sink emits meanwhile is not the host's, and nobody's business.
 */
export function leaveViolation(violation: Error): void {
  const emission = (globalThis as { [KEY]?: Emission })[KEY]
  if (emission?.depth === 1) emission.violation = violation
}

/** Tells whether a problem is meant for the caller, and not to be caught on the way. */
export function isRaised(problem: unknown): boolean {
  return !!problem && current()?.violation === problem
}

function current(): Emission | undefined {
  return (globalThis as { [KEY]?: Emission })[KEY]
}
