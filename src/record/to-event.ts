import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_FIRST_OBSERVED_TIMESTAMP,
  ATTR_LAST_OBSERVED_TIMESTAMP,
  ATTR_LOG_COUNT,
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
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_SUMMARY_KIND,
  ATTR_SMONITOR_SUPPRESSED_COUNT,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import { toLocation } from './code-location.ts'
import type { DiagnosticEvent, ExceptionFields, RunIdentity } from './diagnostic-event.ts'
import { CHECK_NAMES, FIELD_NAMES } from './field-names.ts'
import { toIoStream } from './iostream.ts'
import { JSON_LEVELS } from './json-level.ts'
import { levelOfSeverity } from './level.ts'
import type { LogRecordLike } from './log-record.ts'
import { toParamAttribute, type ParamAttribute } from './param-value.ts'

const PARAM_PREFIX = ATTR_SMONITOR_PARAM('')

/** What a summary has, by attribute: the name in the event, and in the Python library's. */
const SUMMARY_NAMES: ReadonlyMap<string, string> = new Map([
  [ATTR_LOG_COUNT, 'log_count'],
  [ATTR_FIRST_OBSERVED_TIMESTAMP, 'first_observed_timestamp'],
  [ATTR_LAST_OBSERVED_TIMESTAMP, 'last_observed_timestamp'],
  [ATTR_SMONITOR_SUPPRESSED_COUNT, 'suppressed_count'],
  [ATTR_SMONITOR_SUMMARY_KIND, 'summary_kind'],
])

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
  const depth = attributes[ATTR_SMONITOR_CONTEXT_DEPTH]
  const exception = exceptionOf(attributes)
  return {
    timestamp: toIsoTime(record.hrTime),
    level: JSON_LEVELS[levelOfSeverity(record.severityNumber)],
    code: textOf(attributes[ATTR_SMONITOR_CODE]),
    source: textOf(attributes[ATTR_SMONITOR_SOURCE]) ?? scope.name,
    title: textOf(attributes[ATTR_SMONITOR_TITLE]),
    message: bodyOf(record.body),
    hint: textOf(attributes[ATTR_SMONITOR_HINT]),
    triage_key: textOf(attributes[ATTR_SMONITOR_TRIAGE_KEY]) ?? '',
    trace_hash: textOf(attributes[ATTR_SMONITOR_TRACE_HASH]),
    cluster_key: textOf(attributes[ATTR_SMONITOR_CLUSTER_KEY]),
    context: { chain, depth: typeof depth === 'number' ? depth : chain.length },
    extra: extraOf(attributes, exception !== null),
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
    location: toLocation(attributes),
  }
}

/** The fields under the names of the Python library, then the params, which win: the message is rendered from them. */
function extraOf(
  attributes: LogRecordLike['attributes'],
  isException: boolean,
): Record<string, ParamAttribute> {
  const fields: [string, ParamAttribute][] = []
  const params: [string, ParamAttribute][] = []
  for (const key of Object.keys(attributes)) {
    if (key.startsWith(PARAM_PREFIX)) {
      params.push([key.slice(PARAM_PREFIX.length), toParamAttribute(attributes[key])])
    } else {
      const name = FIELD_NAMES.get(key) ?? CHECK_NAMES.get(key) ?? SUMMARY_NAMES.get(key)
      if (name !== undefined && !(isException && key === ATTR_SMONITOR_CAUSAL_CHAIN)) {
        fields.push([name, toParamAttribute(attributes[key])])
      }
    }
  }
  return Object.fromEntries([...fields, ...params])
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
