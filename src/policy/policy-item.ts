import { LEVELS } from '../record/level.ts'
import type { LogRecordLike, ScopeLike } from '../record/log-record.ts'
import type { ItemKind } from './rule.ts'

/** The parts of a span context that rules look at. */
export interface TraceLike {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags?: number | undefined
  readonly traceState?: { get(key: string): string | undefined } | undefined
}

/** What rules know of a resource. */
export interface ResourceLike {
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A log record with what an exporter reads besides what we do. */
export interface PolicyLogRecord extends LogRecordLike {
  readonly resource?: ResourceLike | undefined
  readonly spanContext?: TraceLike | undefined
}

/** An event of a span. */
export interface SpanEventLike {
  readonly name: string
  readonly time?: unknown
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
}

/** A link of a span to another. */
export interface SpanLinkLike {
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
}

/** A span that has ended, of either SDK line. */
export interface SpanLike {
  readonly name: string
  readonly kind: number
  readonly status: { readonly code: number; readonly message?: string | undefined }
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly SpanEventLike[]
  readonly links?: readonly SpanLinkLike[] | undefined
  readonly resource?: ResourceLike | undefined
  readonly instrumentationScope?: ScopeLike | undefined
  spanContext(): TraceLike
}

/** What rules look at: one view for log records, spans and the events of spans. */
export interface PolicyItem {
  readonly kind: ItemKind
  /** The event name of a record, the name of a span or of its event. */
  readonly name: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** OTel's severity number; only of a log record. */
  readonly severity: number | undefined
  readonly severityText: string | undefined
  readonly resource: ResourceLike | undefined
  readonly scope: ScopeLike
  readonly trace: TraceLike | undefined
  /** The span, of itself and of its events. */
  readonly span: SpanLike | undefined
}

const NO_SCOPE: ScopeLike = { name: '' }
const NONE = {}

/** Views a log record. */
export function toLogItem(record: PolicyLogRecord): PolicyItem {
  return {
    kind: 'log',
    name: record.eventName,
    attributes: record.attributes,
    body: record.body,
    severity: record.severityNumber,
    severityText: record.severityText,
    resource: record.resource,
    scope: record.instrumentationScope,
    trace: record.spanContext,
    span: undefined,
  }
}

/** Views a span. */
export function toSpanItem(span: SpanLike): PolicyItem {
  return {
    kind: 'span',
    name: span.name,
    attributes: span.attributes,
    body: undefined,
    severity: undefined,
    severityText: undefined,
    resource: span.resource,
    scope: span.instrumentationScope ?? NO_SCOPE,
    trace: span.spanContext(),
    span,
  }
}

/** Views an event of a span. */
export function toSpanEventItem(event: SpanEventLike, span: SpanLike): PolicyItem {
  return {
    ...toSpanItem(span),
    kind: 'span_event',
    name: event.name,
    attributes: event.attributes ?? NONE,
    // The event of an exception has none of its own: it is what the record of the exception says besides.
    ...(event.name === 'exception' ? { severity: LEVELS.error.severityNumber } : {}),
  }
}
