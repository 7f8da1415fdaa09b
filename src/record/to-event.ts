import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_IOSTREAM,
} from '../../semconv/upstream.ts'
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
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import { toLocation } from './code-location.ts'
import type { DiagnosticEvent, ExceptionFields, RunIdentity } from './diagnostic-event.ts'
import { toIoStream } from './iostream.ts'
import { JSON_LEVELS } from './json-level.ts'
import { levelOfSeverity } from './level.ts'
import type { LogRecordLike } from './log-record.ts'
import { createDetails, finishDetails } from './to-otel-details.ts'
import { toParamAttribute } from './param-value.ts'
import { readAttributes } from './read-attributes.ts'

/** Tells whether a log record is one of ours: a diagnostic, an exception that a signal saw, a summary. */
export function isDiagnosticRecord(record: LogRecordLike): boolean {
  return record.attributes[ATTR_SMONITOR_TRIAGE_KEY] !== undefined
}

/**
 * Converts an OTel log record to the event that files and bundles hold.
 * It copies what it takes: the record belongs to every other processor too.
 */
export function toEvent(record: LogRecordLike, run: RunIdentity): DiagnosticEvent {
  const { attributes, instrumentationScope: scope } = record
  const chain = stringsOf(attributes[ATTR_SMONITOR_CONTEXT_CHAIN])
  const depth = depthOf(attributes[ATTR_SMONITOR_CONTEXT_DEPTH], chain)
  const exception = exceptionOf(attributes)
  const level = JSON_LEVELS[levelOfSeverity(record.severityNumber)]
  const code = textOf(attributes[ATTR_SMONITOR_CODE])
  const location = toLocation(attributes)
  const details = createDetails()
  const extra = readAttributes(attributes, { level, code, chain, depth, exception, location }, details)
  const event: DiagnosticEvent = {
    timestamp: toIsoTime(record.hrTime),
    level,
    code,
    source: textOf(attributes[ATTR_SMONITOR_SOURCE]) ?? scope.name,
    title: textOf(attributes[ATTR_SMONITOR_TITLE]),
    message: bodyOf(record.body),
    hint: textOf(attributes[ATTR_SMONITOR_HINT]),
    triage_key: textOf(attributes[ATTR_SMONITOR_TRIAGE_KEY]) ?? '',
    trace_hash: textOf(attributes[ATTR_SMONITOR_TRACE_HASH]),
    cluster_key: textOf(attributes[ATTR_SMONITOR_CLUSTER_KEY]),
    context: { chain, depth },
    extra,
    args: stringsOf(attributes[ATTR_SMONITOR_ARGS]),
    category: textOf(attributes[ATTR_SMONITOR_CATEGORY]),
    tags: stringsOf(attributes[ATTR_SMONITOR_TAGS]),
    exception_type: exception?.type ?? null,
    exception,
    doc_url: textOf(attributes[ATTR_SMONITOR_DOC_URL]),
    issues_url: textOf(attributes[ATTR_SMONITOR_ISSUES_URL]),
    api_url: textOf(attributes[ATTR_SMONITOR_API_URL]),
    event_name: record.eventName ?? '',
    library: { name: scope.name, version: scope.version ?? null },
    run_id: run.runId,
    session_id: run.sessionId,
    correlation_id: textOf(attributes[ATTR_SMONITOR_CORRELATION_ID]),
    trace_id: record.spanContext?.traceId ?? null,
    span_id: record.spanContext?.spanId ?? null,
    iostream: toIoStream(attributes[ATTR_LOG_IOSTREAM]),
    location,
  }
  const otel = finishDetails(details, record)
  return otel === undefined ? event : { ...event, otel }
}

function exceptionOf(attributes: LogRecordLike['attributes']): ExceptionFields | null {
  const type = textOf(attributes[ATTR_EXCEPTION_TYPE])
  if (type === null) return null
  return {
    type,
    message: textOf(attributes[ATTR_EXCEPTION_MESSAGE]) ?? '',
    stacktrace: textOf(attributes[ATTR_EXCEPTION_STACKTRACE]),
    causes: stringsOf(attributes[ATTR_SMONITOR_CAUSAL_CHAIN]),
  }
}

function depthOf(value: unknown, chain: readonly string[]): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : chain.length
}

function bodyOf(body: unknown): string {
  return typeof body === 'string' ? body : String(toParamAttribute(body ?? ''))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function toIsoTime([seconds, nanoseconds]: readonly [number, number]): string {
  return new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6)).toISOString()
}
