import type { PolicyLogRecord, SpanLike } from '../../src/policy/policy-item.ts'

const HOUR = 1_772_359_200

/** Makes a log record of a diagnostic; a test names what it is about. */
export function sampleRecord(
  attributes: Readonly<Record<string, unknown>> = {},
  fields: Partial<PolicyLogRecord> = {},
): PolicyLogRecord {
  return {
    hrTime: [HOUR, 0],
    hrTimeObserved: [HOUR, 0],
    eventName: 'smonitor.diagnostic',
    severityNumber: 13,
    severityText: 'WARN',
    body: 'The year 1927 is late.',
    resource: { attributes: { 'service.name': 'shop', 'host.name': 'h1' } },
    instrumentationScope: { name: 'films', version: '1.2.0' },
    droppedAttributesCount: 0,
    ...fields,
    attributes: {
      'smonitor.code': 'FILM-W001',
      'smonitor.source': 'films.load',
      'smonitor.triage_key': 'tk1_0123456789abcdef',
      'smonitor.tags': ['io', 'slow'],
      'smonitor.param.year': 1927,
      'smonitor.param.path': '/films/7',
      'smonitor.target.resource': 'films.csv',
      'http.route': '/films/{id}',
      'http.nested': { deep: { key: 'value' } },
      ...attributes,
    },
  }
}

/** Makes a span that has ended. */
export function sampleSpan(fields: Partial<SpanLike> = {}): SpanLike {
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  return {
    name: 'fs readFile',
    kind: 0,
    status: { code: 0 },
    attributes: {},
    events: [],
    resource: { attributes: { 'service.name': 'shop' } },
    instrumentationScope: { name: '@opentelemetry/instrumentation-fs', version: '0.42.0' },
    spanContext: () => context,
    ...fields,
  }
}
