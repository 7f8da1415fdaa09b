import type { DiagnosticEvent, ExceptionFields } from '../../src/record/diagnostic-event.ts'

/** Makes an event with every field; a test names the ones that it is about. */
export function sampleEvent(fields: Partial<DiagnosticEvent> = {}): DiagnosticEvent {
  return {
    timestamp: '2026-03-01T10:00:00.000Z',
    level: 'WARNING',
    code: null,
    source: 'films.load',
    title: null,
    message: 'The cache is cold.',
    hint: null,
    triage_key: 'tk1_0123456789abcdef',
    context: { chain: [], depth: 0 },
    extra: {},
    category: null,
    tags: [],
    exception_type: fields.exception?.type ?? null,
    exception: null,
    doc_url: null,
    event_name: 'smonitor.diagnostic',
    library: { name: 'films', version: '1.2.0' },
    run_id: 'r1',
    session_id: 's1',
    correlation_id: null,
    trace_id: null,
    span_id: null,
    iostream: null,
    ...fields,
  }
}

/** Makes the exception of an event. */
export function sampleException(fields: Partial<ExceptionFields> = {}): ExceptionFields {
  return { type: 'TypeError', message: 'x is not a function', stacktrace: null, causes: [], ...fields }
}
