import { isSpanContextValid, type Context, type SpanContext, type TimeInput } from '@opentelemetry/api'
import { activeContext } from '../../otel/api-globals.ts'
import { spanOf } from '../../otel/span-of.ts'
import type { LogRecordLike, ScopeLike } from '../../record/log-record.ts'
import type { LogProcessorLike } from '../processor-like.ts'
import type { LoggerProviderLike } from '../join/lazy-providers.ts'

/** What the logs API is handed, of either line. */
interface Emitted {
  readonly eventName?: string
  readonly timestamp?: TimeInput
  readonly observedTimestamp?: TimeInput
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
  const now = Date.now()
  const attributes: Record<string, unknown> = { ...emitted.attributes }
  const record = {
    ...origin,
    hrTime: toHrTime(emitted.timestamp, now),
    hrTimeObserved: toHrTime(emitted.observedTimestamp, now),
    eventName: emitted.eventName,
    severityNumber: emitted.severityNumber,
    severityText: emitted.severityText,
    body: emitted.body,
    attributes,
    droppedAttributesCount: 0,
    spanContext: spanContextOf(context),
    setAttribute(name: string, value: unknown) {
      attributes[name] = value
      return record
    },
  }
  return record
}

function spanContextOf(context: Context): SpanContext | undefined {
  const found = spanOf(context)?.spanContext()
  return found !== undefined && isSpanContextValid(found) ? found : undefined
}

/** Whoever logs may give any time that OTel takes, or, in JavaScript, one that is none. */
function toHrTime(time: TimeInput | undefined, now: number): readonly [seconds: number, nanoseconds: number] {
  if (Array.isArray(time)) return time
  const given = time instanceof Date ? time.getTime() : time
  const timeMs = typeof given === 'number' && Number.isFinite(given) ? given : now
  // As the SDK tells them apart: what is that long ago is the time since the process began.
  return timeMs < performance.timeOrigin / 2 ? fromMs(performance.timeOrigin, timeMs) : fromMs(timeMs)
}

/** Added up in parts: a sum of milliseconds would lose nanoseconds. */
function fromMs(...times: readonly number[]): readonly [seconds: number, nanoseconds: number] {
  let [seconds, nanoseconds] = [0, 0]
  for (const timeMs of times) {
    const whole = Math.floor(timeMs / 1000)
    seconds += whole
    nanoseconds += Math.round((timeMs - whole * 1000) * 1e6)
  }
  return [seconds + Math.floor(nanoseconds / 1e9), nanoseconds % 1e9]
}
