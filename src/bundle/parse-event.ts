import type { DiagnosticEvent, ExceptionFields } from '../record/diagnostic-event.ts'
import { LEVELS, toLevel } from '../record/level.ts'
import { toParamAttribute, type ParamAttribute } from '../record/param-value.ts'

/**
 * Reads one line of JSON as an event: ours, the Python library's, or one that others wrote in our format.
 * What is missing or of another type becomes what an event without it has.
 *
 * @returns `undefined` when the line is no event at all.
 */
export function parseEvent(line: string): DiagnosticEvent | undefined {
  const data = parseObject(line)
  const level = toLevel(data?.['level'])
  if (data === undefined || level === undefined) return undefined
  const context = asObject(data['context'])
  const chain = strings(context['chain'])
  const extra = asObject(data['extra'])
  const library = asObject(data['library'])
  const depth = context['depth']
  return {
    timestamp: text(data['timestamp']) ?? '',
    level: LEVELS[level].json,
    code: text(data['code']),
    source: text(data['source']) ?? '',
    title: text(data['title']) ?? text(extra['title']),
    message: text(data['message']) ?? '',
    hint: text(data['hint']) ?? text(extra['hint']),
    triage_key: text(data['triage_key']) ?? fingerprintKey(data),
    context: { chain, depth: typeof depth === 'number' ? depth : chain.length },
    extra: paramsOf(extra),
    category: text(data['category']),
    tags: strings(data['tags']),
    exception_type: text(data['exception_type']),
    exception: exceptionOf(data['exception']),
    doc_url: text(data['doc_url']),
    event_name: text(data['event_name']) ?? '',
    library: { name: text(library['name']) ?? '', version: text(library['version']) },
    run_id: text(data['run_id']) ?? '',
    session_id: text(data['session_id']) ?? '',
    correlation_id: text(data['correlation_id']),
    trace_id: text(data['trace_id']),
    span_id: text(data['span_id']),
  }
}

/** The Python library's `fingerprint` groups as our keys do; without one, code and source have to. */
function fingerprintKey(data: Readonly<Record<string, unknown>>): string {
  const fingerprint = text(data['fingerprint'])
  return fingerprint === null
    ? `${text(data['code']) ?? ''}|${text(data['source']) ?? ''}`
    : `fp_${fingerprint}`
}

/** Marks that the Python library put among the params of an event, where ours has fields. */
const NOT_PARAMS = new Set(['smonitor', 'title', 'hint'])

function paramsOf(extra: Readonly<Record<string, unknown>>): Record<string, ParamAttribute> {
  const entries = Object.entries(extra).filter(
    ([name]) => !(extra['smonitor'] === true && NOT_PARAMS.has(name)),
  )
  return Object.fromEntries(entries.map(([name, value]) => [name, toParamAttribute(value)]))
}

function exceptionOf(value: unknown): ExceptionFields | null {
  const data = asObject(value)
  const type = text(data['type'])
  if (type === null) return null
  return {
    type,
    message: text(data['message']) ?? '',
    stacktrace: text(data['stacktrace']),
    causes: strings(data['causes']),
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
