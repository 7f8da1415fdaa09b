import type { LogRecordLike, ScopeLike } from '../../record/log-record.ts'
import {
  fromOtelValue,
  toKeyValues,
  toAnyValue,
  toOtelValue,
  type OtelValue,
} from '../../record/otel-value.ts'

/** A log record as a line keeps it, until a backend has taken it. */
export interface KeptRecord {
  readonly time: readonly [number, number]
  readonly observed?: readonly [number, number] | undefined
  readonly severity?: number | undefined
  readonly text?: string | undefined
  readonly body: OtelValue
  readonly name?: string | undefined
  readonly attributes: Readonly<Record<string, OtelValue>>
  readonly dropped?: number
  readonly span?: {
    readonly traceId: string
    readonly spanId: string
    readonly traceFlags?: number | undefined
  }
  readonly scope: Pick<ScopeLike, 'name' | 'version' | 'schemaUrl'>
}

/** Writes a record as a line. Never throws. */
export function toRecordLine(record: LogRecordLike): string {
  const { hrTime: time, hrTimeObserved: observed, severityNumber: severity, severityText: text } = record
  const {
    body,
    eventName,
    attributes,
    droppedAttributesCount: dropped = 0,
    spanContext,
    instrumentationScope,
  } = record
  const { name, version, schemaUrl } = instrumentationScope
  const kept: KeptRecord = {
    time,
    observed,
    severity,
    text,
    body: toOtelValue(body),
    name: eventName,
    attributes: toOtelValue(attributes) as Record<string, OtelValue>,
    ...(dropped === 0 ? {} : { dropped }),
    ...(spanContext === undefined
      ? {}
      : {
          span: {
            traceId: spanContext.traceId,
            spanId: spanContext.spanId,
            traceFlags: spanContext.traceFlags,
          },
        }),
    scope: { name, version, schemaUrl },
  }
  return JSON.stringify(kept)
}

/** Reads a line; `undefined` for one that a kill has cut off. */
export function parseRecordLine(line: string): KeptRecord | undefined {
  try {
    const kept = JSON.parse(line) as Partial<KeptRecord> | null
    const isWhole =
      Array.isArray(kept?.time) && typeof kept.attributes === 'object' && typeof kept.scope === 'object'
    return isWhole ? (kept as KeptRecord) : undefined
  } catch {
    return undefined
  }
}

/** Makes the record again that the exporters of either SDK line take. */
export function toReadableRecord(kept: KeptRecord, resource: object): object {
  return {
    resource,
    hrTime: kept.time,
    hrTimeObserved: kept.observed ?? kept.time,
    severityNumber: kept.severity,
    severityText: kept.text,
    body: fromOtelValue(kept.body),
    eventName: kept.name,
    attributes: fromOtelValue(kept.attributes),
    droppedAttributesCount: kept.dropped ?? 0,
    spanContext: kept.span,
    instrumentationScope: kept.scope,
  }
}

/** Makes the record in OTLP JSON. */
export function toOtlpRecord(kept: KeptRecord): object {
  const { time, observed = time, severity, text, name, span } = kept
  return {
    timeUnixNano: toNanoseconds(time),
    observedTimeUnixNano: toNanoseconds(observed),
    severityNumber: severity,
    severityText: text,
    body: toAnyValue(kept.body),
    eventName: name,
    attributes: toKeyValues(kept.attributes),
    droppedAttributesCount: kept.dropped ?? 0,
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId, flags: span.traceFlags }),
  }
}

function toNanoseconds([seconds, nanoseconds]: readonly [number, number]): string {
  return String(BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanoseconds)))
}
