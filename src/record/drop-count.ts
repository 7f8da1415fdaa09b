/** Where a processor of ours says how much it has dropped. Its name is known to `smonitor doctor`. */
const DROPPED = Symbol.for('smonitor.dropped')

/** Lets a processor say how much it has dropped for want of room. */
export function markDropCount<Processor extends object>(
  processor: Processor,
  count: () => number,
): Processor {
  return Object.defineProperty(processor, DROPPED, { get: count })
}
