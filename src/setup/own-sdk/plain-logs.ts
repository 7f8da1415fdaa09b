import type { Context } from '@opentelemetry/api'
import { activeContext } from '../../otel/api-globals.ts'
import { spanOf } from '../../otel/span-of.ts'
import type { LogRecordLike, ScopeLike } from '../../record/log-record.ts'
import type { LogProcessorLike } from '../processor-like.ts'
import type { LoggerProviderLike } from '../join/lazy-providers.ts'

/** What the logs API is handed, of either line. */
interface Emitted {
  readonly eventName?: string
  readonly timestamp?: number
  readonly severityNumber?: number
  readonly severityText?: string
  readonly body?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly context?: Context
}

/**
 * Creates a logger provider that hands what it gets to one processor, and is of no SDK: for a program that has a
 * tracer provider of its own and neither a logger provider nor `@opentelemetry/sdk-node`.
 */
export function createPlainLogs(processor: LogProcessorLike, resource: unknown): LoggerProviderLike {
  return {
    getLogger(name, version, options) {
      const { schemaUrl } = (options ?? {}) as { readonly schemaUrl?: string }
      const instrumentationScope = { name, version, schemaUrl }
      return {
        emit(record) {
          const context = (record as Emitted).context ?? activeContext()
          processor.onEmit(toRecord(record, { context, instrumentationScope, resource }), context)
        },
      }
    },
  }
}

interface Origin {
  readonly context: Context
  readonly instrumentationScope: ScopeLike
  readonly resource: unknown
}

/** A record as the SDK makes one, as far as smonitor reads and changes it. */
function toRecord(emitted: Emitted, { context, ...origin }: Origin): LogRecordLike {
  const hrTime = toHrTime(emitted.timestamp ?? Date.now())
  const attributes: Record<string, unknown> = { ...emitted.attributes }
  const record = {
    ...origin,
    hrTime,
    hrTimeObserved: hrTime,
    eventName: emitted.eventName,
    severityNumber: emitted.severityNumber,
    severityText: emitted.severityText,
    body: emitted.body,
    attributes,
    droppedAttributesCount: 0,
    spanContext: spanOf(context)?.spanContext(),
    setAttribute(name: string, value: unknown) {
      attributes[name] = value
      return record
    },
  }
  return record
}

function toHrTime(timeMs: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(timeMs / 1000)
  return [seconds, Math.round((timeMs - seconds * 1000) * 1e6)]
}
