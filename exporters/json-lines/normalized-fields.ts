import { FIELD_NAMES } from '../../src/record/field-names.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ParamAttribute } from '../../src/record/param-value.ts'

const CANONICAL = [...FIELD_NAMES.values()]

/**
 * Flattens an event for readers that know no library: fourteen keys that are always there, then the hint and the
 * canonical fields that the diagnostic has. The Python library's block, with `triage_key` in place of `fingerprint`.
 */
export function normalizedFields(event: DiagnosticEvent): Readonly<Record<string, ParamAttribute | null>> {
  const { extra } = event
  const fields: Record<string, ParamAttribute | null> = {
    timestamp: event.timestamp,
    level: event.level,
    code: event.code,
    source: event.source,
    message: event.message,
    category: event.category,
    tags: event.tags,
    exception_type: event.exception_type,
    run_id: event.run_id,
    session_id: event.session_id,
    correlation_id: event.correlation_id,
    triage_key: event.triage_key,
    trace_id: event.trace_id,
    span_id: event.span_id,
  }
  if (event.hint !== null) fields['hint'] = event.hint
  for (const name of CANONICAL) {
    const value = Object.hasOwn(extra, name) ? extra[name] : undefined
    if (value !== undefined) fields[name] = value
  }
  return fields
}
