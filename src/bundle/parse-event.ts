import type { DiagnosticEvent, ExceptionFields } from '../record/diagnostic-event.ts'
import { toIoStream } from '../record/iostream.ts'
import { JSON_LEVELS } from '../record/json-level.ts'
import { toLevel } from '../record/level.ts'
import { toParamAttribute, type ParamAttribute } from '../record/param-value.ts'
import { parseOtelDetails } from './parse-otel-details.ts'
import { asObject, asText, asTexts } from './read-fields.ts'

/**
 * Reads one line of JSON as an event: ours, the Python library's, or one that others wrote in our format.
 * What is missing or of another type becomes what an event without it has.
 *
 * @returns `undefined` when the line is no event at all.
 */
export function parseEvent(line: string): DiagnosticEvent | undefined {
  return toEvent(parseObject(line))
}

/** Reads an object as an event, as {@link parseEvent} does. */
export function toEvent(data: Readonly<Record<string, unknown>> | undefined): DiagnosticEvent | undefined {
  const level = toLevel(data?.['level'])
  if (data === undefined || level === undefined) return undefined
  const context = asObject(data['context'])
  const chain = asTexts(context['chain'])
  const extra = asObject(data['extra'])
  const library = asObject(data['library'])
  const depth = context['depth']
  const event: DiagnosticEvent = {
    timestamp: asText(data['timestamp']) ?? '',
    level: JSON_LEVELS[level],
    code: asText(data['code']),
    source: asText(data['source']) ?? '',
    title: asText(data['title']) ?? asText(extra['title']),
    message: asText(data['message']) ?? '',
    hint: asText(data['hint']) ?? asText(extra['hint']),
    triage_key: asText(data['triage_key']) ?? fingerprintKey(data),
    trace_hash: asText(data['trace_hash']),
    cluster_key: asText(data['cluster_key']),
    context: { chain, depth: typeof depth === 'number' ? depth : chain.length },
    extra: paramsOf(extra),
    args: asTexts(data['args']),
    category: asText(data['category']),
    tags: asTexts(data['tags']),
    exception_type: asText(data['exception_type']),
    exception: exceptionOf(data['exception']),
    doc_url: asText(data['doc_url']),
    issues_url: asText(data['issues_url']),
    api_url: asText(data['api_url']),
    event_name: asText(data['event_name']) ?? '',
    library: { name: asText(library['name']) ?? '', version: asText(library['version']) },
    run_id: asText(data['run_id']) ?? '',
    session_id: asText(data['session_id']) ?? '',
    correlation_id: asText(data['correlation_id']),
    trace_id: asText(data['trace_id']),
    span_id: asText(data['span_id']),
    iostream: toIoStream(data['iostream']),
    location: asText(data['location']),
  }
  const otel = parseOtelDetails(data['otel'])
  return otel === undefined ? event : { ...event, otel }
}

/** The Python library's `fingerprint` groups as our keys do; without one, code and source have to. */
function fingerprintKey(data: Readonly<Record<string, unknown>>): string {
  const fingerprint = asText(data['fingerprint'])
  return fingerprint === null
    ? `${asText(data['code']) ?? ''}|${asText(data['source']) ?? ''}`
    : `fp_${fingerprint}`
}

/** Marks that the Python library put among the params of an event, where ours has fields. */
const NOT_PARAMS = new Set(['smonitor', 'title', 'hint'])

function paramsOf(extra: Readonly<Record<string, unknown>>): Record<string, ParamAttribute> {
  const isPython = extra['smonitor'] === true
  const params: Record<string, ParamAttribute> = {}
  for (const name of Object.keys(extra)) {
    if (isPython && NOT_PARAMS.has(name)) continue
    const value = toParamAttribute(extra[name])
    // As a field of that name it would be the prototype.
    if (name === '__proto__')
      Object.defineProperty(params, name, { value, enumerable: true, writable: true, configurable: true })
    else params[name] = value
  }
  return params
}

function exceptionOf(value: unknown): ExceptionFields | null {
  const data = asObject(value)
  const type = asText(data['type'])
  if (type === null) return null
  return {
    type,
    message: asText(data['message']) ?? '',
    stacktrace: asText(data['stacktrace']),
    causes: asTexts(data['causes']),
  }
}

/** Reads one line of JSON as an object. @returns `undefined` when it is none */
export function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
