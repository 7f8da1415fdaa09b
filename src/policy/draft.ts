import { read } from '../record/is-object.ts'
import type { Level } from '../record/level.ts'
import { LEVELS } from '../record/level.ts'
import type { ScopeLike } from '../record/log-record.ts'
import type {
  PolicyItem,
  PolicyLogRecord,
  ResourceLike,
  SpanEventLike,
  SpanLike,
  SpanLinkLike,
  TraceLike,
} from './policy-item.ts'
import type { ItemKind } from './rule.ts'

/** What rules have made of an item so far. The item itself stays as it is: it belongs to every other processor too. */
export interface Draft {
  readonly kind: ItemKind
  readonly trace: TraceLike | undefined
  attributes: Record<string, unknown>
  body: unknown
  severity: Level | undefined
  /** The name of a span or of its event, or the event name of a record. */
  name: string | undefined
  /** The text of the status of a span, and its links. */
  statusMessage: string | undefined
  links: readonly SpanLinkLike[] | undefined
  resource: ResourceLike | undefined
  scope: ScopeLike
}

/** Begins to change an item. */
export function createDraft(item: PolicyItem): Draft {
  const { attributes, body, kind, span, name, trace, resource, scope } = item
  const isSpan = kind === 'span'
  return {
    kind,
    trace,
    attributes: copyAttributes(attributes),
    body,
    severity: undefined,
    name,
    statusMessage: isSpan ? span?.status.message : undefined,
    links: isSpan ? span?.links : undefined,
    resource,
    scope,
  }
}

/** What cannot be read is left out, so that the rest is changed, and redacted, all the same. */
function copyAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return { ...attributes }
  } catch {
    const keys = Object.keys(attributes)
    return Object.fromEntries(keys.map((key) => [key, read(attributes, key)]))
  }
}

/** What a processor of a later stage may call on a record, in SDK 2 and 3. */
interface RecordMethods {
  setAttribute(key: string, value: unknown): this
  setAttributes(attributes: Readonly<Record<string, unknown>>): this
  setBody(body: unknown): this
  setEventName(name: string): this
  setSeverityNumber(severity: number): this
  setSeverityText(text: string): this
}

/** Everything that exporters of SDK 2 and 3 read of a record. */
const RECORD_FIELDS = [
  'hrTime',
  'hrTimeObserved',
  'spanContext',
  'severityText',
  'severityNumber',
  'body',
  'eventName',
  'resource',
  'instrumentationScope',
  'attributes',
  'droppedAttributesCount',
] as const

/** Makes a record with changes: one of its own, that exporters take for one of the SDK's. */
export function copyRecord(
  record: PolicyLogRecord,
  changes: Readonly<Record<string, unknown>>,
): PolicyLogRecord {
  const copy: Record<string, unknown> = {}
  for (const field of RECORD_FIELDS) copy[field] = (record as unknown as Record<string, unknown>)[field]
  Object.assign(copy, changes)
  const attributes = copy['attributes'] as Record<string, unknown>
  const set = (field: string) => (value: unknown) => {
    copy[field] = value
    return copy
  }
  const methods = {
    setAttribute(key: string, value: unknown) {
      attributes[key] = value
      return copy
    },
    setAttributes(more: Readonly<Record<string, unknown>>) {
      Object.assign(attributes, more)
      return copy
    },
    setBody: set('body'),
    setEventName: set('eventName'),
    setSeverityNumber: set('severityNumber'),
    setSeverityText: set('severityText'),
  } satisfies Record<keyof RecordMethods, unknown>
  for (const [name, value] of Object.entries(methods)) {
    // Not enumerable, so that whoever prints or compares the record sees its data.
    Object.defineProperty(copy, name, { value, enumerable: false })
  }
  return copy as unknown as PolicyLogRecord
}

/** Makes the record that a draft says. */
export function toRecord(record: PolicyLogRecord, draft: Draft): PolicyLogRecord {
  const { attributes, body, severity, name, resource, scope } = draft
  return copyRecord(record, {
    attributes,
    body,
    eventName: name,
    resource,
    instrumentationScope: scope,
    ...(severity === undefined ? {} : LEVELS[severity]),
  })
}

/** Makes the span that a draft says, with the events that are left of it. */
export function toSpan(span: SpanLike, draft: Draft | undefined, events: readonly SpanEventLike[]): SpanLike {
  if (draft === undefined) return events === span.events ? span : copySpan(span, { events })
  const { name, attributes, statusMessage, links, resource, scope } = draft
  return copySpan(span, {
    name,
    attributes,
    events,
    status: statusMessage === undefined ? span.status : { ...span.status, message: statusMessage },
    ...(links === undefined ? {} : { links }),
    ...(resource === undefined ? {} : { resource }),
    ...(span.instrumentationScope === undefined ? {} : { instrumentationScope: scope }),
  })
}

/** Everything that exporters of SDK 2 and 3 read of a span. */
const SPAN_FIELDS = [
  'name',
  'kind',
  'parentSpanContext',
  'parentSpanId',
  'startTime',
  'endTime',
  'status',
  'attributes',
  'links',
  'events',
  'duration',
  'ended',
  'resource',
  'instrumentationScope',
  'instrumentationLibrary',
  'droppedAttributesCount',
  'droppedEventsCount',
  'droppedLinksCount',
] as const

/** Makes a span with changes: one of its own, that exporters take for one of the SDK's. */
function copySpan(span: SpanLike, changes: Readonly<Record<string, unknown>>): SpanLike {
  const copy: Record<string, unknown> = {}
  for (const field of SPAN_FIELDS) {
    if (field in span) copy[field] = (span as unknown as Record<string, unknown>)[field]
  }
  const context = span.spanContext()
  return { ...copy, ...changes, spanContext: () => context } as unknown as SpanLike
}
