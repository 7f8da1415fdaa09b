/**
 * What we read of an OTel SDK log record. Structural, so that the records of SDK 2.x and 3.x both fit.
 *
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/ (v1.60)
 */
export interface LogRecordLike {
  /** Seconds and nanoseconds since the Unix epoch. */
  readonly hrTime: readonly [number, number]
  /** When it was seen, if that is known. */
  readonly hrTimeObserved?: readonly [number, number] | undefined
  readonly eventName?: string | undefined
  readonly severityNumber?: number | undefined
  readonly severityText?: string | undefined
  readonly body?: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  readonly droppedAttributesCount?: number | undefined
  readonly spanContext?:
    | { readonly traceId: string; readonly spanId: string; readonly traceFlags?: number | undefined }
    | undefined
  readonly instrumentationScope: ScopeLike
}

/** What we read of an instrumentation scope. */
export interface ScopeLike {
  readonly name: string
  readonly version?: string | undefined
  readonly schemaUrl?: string | undefined
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  readonly droppedAttributesCount?: number | undefined
}
