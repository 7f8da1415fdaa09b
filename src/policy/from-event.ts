import {
  ATTR_SMONITOR_API_URL,
  ATTR_SMONITOR_ARGS,
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_ISSUES_URL,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_IOSTREAM,
} from '../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { FIELD_NAMES } from '../record/field-names.ts'
import { LEVELS, toLevel } from '../record/level.ts'
import type { PolicyLogRecord } from './policy-item.ts'

/** The attribute of each canonical field, by its name in an event. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map(
  [...FIELD_NAMES].map(([attribute, name]) => [name, attribute]),
)

/** Makes the log record that an event was, as far as the event tells. */
export function toRecordOfEvent(event: DiagnosticEvent): PolicyLogRecord {
  const ms = Date.parse(event.timestamp)
  const time = Number.isNaN(ms) ? ([0, 0] as const) : ([Math.floor(ms / 1000), (ms % 1000) * 1e6] as const)
  const { trace_id: traceId, span_id: spanId } = event
  return {
    hrTime: time,
    hrTimeObserved: time,
    eventName: event.event_name,
    ...LEVELS[toLevel(event.level) ?? 'info'],
    body: event.message,
    attributes: attributesOf(event),
    resource: {
      attributes: { [ATTR_SMONITOR_RUN_ID]: event.run_id, [ATTR_SMONITOR_SESSION_ID]: event.session_id },
    },
    instrumentationScope: { name: event.library.name, version: event.library.version ?? undefined },
    // Whether it was sampled, an event does not tell: it was written, so it counts as that.
    spanContext: traceId === null || spanId === null ? undefined : { traceId, spanId },
    droppedAttributesCount: 0,
  }
}

function attributesOf(event: DiagnosticEvent): Record<string, unknown> {
  const { context, exception } = event
  const all: Record<string, unknown> = {
    [ATTR_SMONITOR_CODE]: event.code,
    [ATTR_SMONITOR_SOURCE]: event.source,
    [ATTR_SMONITOR_TITLE]: event.title,
    [ATTR_SMONITOR_HINT]: event.hint,
    [ATTR_SMONITOR_TRIAGE_KEY]: event.triage_key,
    [ATTR_SMONITOR_TRACE_HASH]: event.trace_hash,
    [ATTR_SMONITOR_CLUSTER_KEY]: event.cluster_key,
    [ATTR_SMONITOR_CATEGORY]: event.category,
    [ATTR_SMONITOR_CORRELATION_ID]: event.correlation_id,
    [ATTR_SMONITOR_DOC_URL]: event.doc_url,
    [ATTR_SMONITOR_ISSUES_URL]: event.issues_url,
    [ATTR_SMONITOR_API_URL]: event.api_url,
    [ATTR_LOG_IOSTREAM]: event.iostream,
    [ATTR_EXCEPTION_TYPE]: exception?.type ?? event.exception_type,
    [ATTR_EXCEPTION_MESSAGE]: exception?.message,
    [ATTR_EXCEPTION_STACKTRACE]: exception?.stacktrace,
    ...(event.tags.length === 0 ? {} : { [ATTR_SMONITOR_TAGS]: event.tags }),
    ...(event.args.length === 0 ? {} : { [ATTR_SMONITOR_ARGS]: event.args }),
    ...(context.depth === 0
      ? {}
      : { [ATTR_SMONITOR_CONTEXT_CHAIN]: context.chain, [ATTR_SMONITOR_CONTEXT_DEPTH]: context.depth }),
    ...(exception === null || exception.causes.length === 0
      ? {}
      : { [ATTR_SMONITOR_CAUSAL_CHAIN]: exception.causes }),
  }
  for (const [name, value] of Object.entries(event.extra)) {
    all[ATTRIBUTES.get(name) ?? ATTR_SMONITOR_PARAM(name)] = value
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined))
}
