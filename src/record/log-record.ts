/**
 * What we read of an OTel SDK log record. Structural, so that the records of SDK 2.x and 3.x both fit.
 *
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/ (v1.60)
 */
export interface LogRecordLike {
  /** Seconds and nanoseconds since the Unix epoch. */
  readonly hrTime: readonly [number, number]
  /** When it was seen, if that is known. */
  readonly hrTimeObserved?: readonly [number, number]
  readonly eventName?: string | undefined
  readonly severityNumber?: number | undefined
  readonly body?: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  readonly spanContext?: { readonly traceId: string; readonly spanId: string } | undefined
  readonly instrumentationScope: { readonly name: string; readonly version?: string | undefined }
}
