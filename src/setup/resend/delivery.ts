import type { ExporterLike } from '../report-failures.ts'

/** How a processor that was made here brings its records to an endpoint. */
export interface Delivery {
  readonly exporter: ExporterLike
  /** Where to; without what must not be shown. */
  readonly endpoint: string
  readonly maxBatch: number
  readonly delayMs: number
}

const deliveries = new WeakMap<object, Delivery>()

/** Notes of a processor of log records how it delivers, for {@link deliveryOf}. */
export function noteDelivery(processor: object, delivery: Delivery): void {
  deliveries.set(processor, delivery)
}

/** Finds how a processor delivers; `undefined` for those that somebody else made. */
export function deliveryOf(processor: object): Delivery | undefined {
  return deliveries.get(processor)
}
