import type { ExporterLike } from '../report-failures.ts'
import { showAddress } from '../show-address.ts'
import { deliveryOf, type Delivery } from './delivery.ts'

/**
 * Finds how a processor of log records delivers: one that was made here, or one of the program's own that is a batch, or a
 * simple one, of the SDK before an OTLP exporter. OTel has no way to ask; both lines keep the exporter in the same place.
 *
 * @returns `undefined` for any other, which is left as it is.
 */
export function findDelivery(processor: object): Delivery | undefined {
  return deliveryOf(processor) ?? lookInside(processor)
}

/** What is looked for in a processor of SDK 2.x or 3.x; none of it is published. */
interface ProcessorState {
  readonly constructor?: { readonly name: string }
  readonly _exporter?: Partial<ExporterLike>
  readonly _maxExportBatchSize?: unknown
  readonly _scheduledDelayMillis?: unknown
}

const DEFAULT_BATCH = 512
const DEFAULT_DELAY_MS = 1000

function lookInside(processor: ProcessorState): Delivery | undefined {
  const [, kind] =
    /^(Batch|Simple)LogRecordProcessor(?:\$\d+)?$/.exec(processor.constructor?.name ?? '') ?? []
  const { _exporter: exporter, _maxExportBatchSize: maxBatch, _scheduledDelayMillis: delayMs } = processor
  if (kind === undefined || typeof exporter?.export !== 'function') return undefined
  const endpoint = findAddress(exporter)
  if (endpoint === undefined) return undefined
  return {
    exporter: exporter as ExporterLike,
    endpoint: showAddress(endpoint),
    maxBatch: isPositive(maxBatch) ? maxBatch : DEFAULT_BATCH,
    // A simple one waits for nothing.
    delayMs: kind === 'Simple' ? 0 : isPositive(delayMs) ? delayMs : DEFAULT_DELAY_MS,
  }
}

/** By HTTP a URL, by gRPC an address; other exporters have none. */
const ADDRESSES = ['url', 'address']
const INNER = ['_delegate', '_transport', '_parameters']
const DEEPEST = 5

function findAddress(value: object, depth = 0): string | undefined {
  const fields = value as Readonly<Record<string, unknown>>
  const own = ADDRESSES.map((name) => fields[name]).find((one) => typeof one === 'string' && one !== '')
  if (typeof own === 'string' || depth > DEEPEST) return own as string | undefined
  for (const name of INNER) {
    const inner = fields[name]
    const found = typeof inner === 'object' && inner !== null ? findAddress(inner, depth + 1) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}
