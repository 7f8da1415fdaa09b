// Shared by every copy of smonitor in the process: what one emits, another must not capture.
const KEY = Symbol.for('smonitor.emission.v1')

/** Counts the records that are being handed to the providers right now, one inside the other. */
export interface Emission {
  depth: number
}

/**
 * Opens the hand-over of a record, so that what a processor prints or logs meanwhile is known for what it is.
 * Whoever opens it takes one from its depth at the end, whatever happens.
 */
export function openEmission(): Emission {
  const emission = ((globalThis as { [KEY]?: Emission })[KEY] ??= { depth: 0 })
  emission.depth += 1
  return emission
}

/** Tells whether a record is being handed over: what is printed now comes from a sink or exporter. */
export function isEmitting(): boolean {
  return ((globalThis as { [KEY]?: Emission })[KEY]?.depth ?? 0) > 0
}
