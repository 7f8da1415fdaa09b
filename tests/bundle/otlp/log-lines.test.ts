import { SeverityNumber, trace, TraceFlags, ROOT_CONTEXT, type AnyValue } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { loadSerialisers } from '../../../exporters/otlp-file/load-serialisers.ts'
import { createLogLines } from '../../../src/bundle/otlp/log-lines.ts'
import { toOtlpResource } from '../../../src/bundle/otlp/otlp-resource.ts'
import { toLogRecord } from '../../../src/bundle/otlp/to-log-record.ts'
import { parseEvent } from '../../../src/bundle/parse-event.ts'
import { ATTRIBUTE_KINDS } from '../../../src/record/event-attributes.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { stringifyEvent } from '../../../src/record/stringify-event.ts'
import { toEvent } from '../../../src/record/to-event.ts'
import { SCHEMA_URL } from '../../../semconv/semconv.ts'
import { defineCatalog, emit, signal } from '../../../src/index.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { startSdk, stopSdk } from '../../otel/in-memory-sdk.ts'

afterEach(stopSdk)

const films = defineCatalog({
  name: 'films',
  version: '1.2.0',
  docs: 'https://films.example/{code}',
  codes: {
    'MOV-W010': {
      level: 'warn',
      title: 'Title missing',
      message: 'The film {id} has no title.',
      hint: 'Add one to {id}.',
    },
    'MOV-E001': { level: 'error', message: 'The film {id} is not known.' },
  },
})

/** OTel's own. */
const SERIALISERS = loadSerialisers()

const RESOURCE = { 'service.name': 'shop', 'process.pid': 7 }
const RUN = { runId: 'r1', sessionId: 's1' }

interface LogsData {
  readonly resourceLogs: readonly {
    readonly resource: object
    readonly schemaUrl?: string
    readonly scopeLogs: readonly {
      readonly scope: object
      readonly schemaUrl?: string
      readonly logRecords: readonly { readonly attributes: readonly { readonly key: string }[] }[]
    }[]
  }[]
}

/** What the real SDK makes of records. */
function recordsOf(
  inputs: readonly { readonly scope: Scope; readonly record: object }[],
): ReadableLogRecord[] {
  const seen: ReadableLogRecord[] = []
  const provider = new LoggerProvider({
    resource: resourceFromAttributes(RESOURCE, { schemaUrl: 'https://schemas.example/1' }),
    processors: [
      {
        onEmit: (record) => seen.push(record),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
    logRecordLimits: { attributeCountLimit: 24 },
  })
  for (const { scope, record } of inputs)
    provider.getLogger(scope.name, scope.version, { schemaUrl: scope.schemaUrl ?? '' }).emit(record)
  return seen
}

const FIELDS = Object.keys(sampleEvent()) as (keyof DiagnosticEvent)[]

interface Scope {
  readonly name: string
  readonly version?: string
  readonly schemaUrl?: string
}

/** What the official exporter sends. */
function official(records: readonly ReadableLogRecord[]): LogsData {
  const text = new TextDecoder().decode(SERIALISERS.logs([...records]))
  return JSON.parse(text) as LogsData
}

/** What a bundle has of the same records: each once a line of events. */
function fromEvents(records: readonly ReadableLogRecord[]): LogsData[] {
  const lines = createLogLines(toOtlpResource(RESOURCE, 'https://schemas.example/1'))
  const written = records.map((record) => {
    const event = parseEvent(stringifyEvent(toEvent(record, RUN)))
    if (event === undefined) throw new Error('The line is no event.')
    return lines.add(event)
  })
  return [...written, lines.end()].flatMap((line) =>
    line === undefined ? [] : [JSON.parse(line) as LogsData],
  )
}

/** With the attributes in the order of their names, which means nothing. */
function sorted(data: object): unknown {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) =>
      key === 'attributes' && Array.isArray(value)
        ? (value as { readonly key: string }[]).toSorted((one, other) => (one.key < other.key ? -1 : 1))
        : value,
    ),
  )
}

const HEX = '0123456789abcdef'.split('')
const text = fc.string({ unit: 'binary', maxLength: 12 })
const anyValue: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('x'.repeat(9000), -0, 1e21, 2 ** 53),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(text, { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(text, fc.constant('$otlp')).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
})).value
/** Values as smonitor itself has them, in the places where it has them, and everything else. */
const attributes = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...ATTRIBUTE_KINDS.keys()), fc.oneof(text, anyValue), { maxKeys: 12 }),
    fc.dictionary(
      fc
        .oneof(text, fc.constantFrom('form', 'resource', 'causal_chain', 'log_count', '__proto__'))
        .map((name) => `smonitor.param.${name}`),
      anyValue,
      { maxKeys: 4 },
    ),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      anyValue,
      { maxKeys: 3 },
    ),
    fc.record(
      {
        'code.function.name': fc.constantFrom('load', 'a (b:1)', ''),
        'code.file.path': fc.constantFrom('src/a.mjs', 'a:7', 'b (c)', ''),
        'code.line.number': fc.constantFrom(1, 0.5, -1, 1e21),
      },
      { requiredKeys: [] },
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, AnyValue>)
const id = (length: number) =>
  fc
    .array(fc.constantFrom(...HEX), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
    .filter((all) => /[1-9a-f]/.test(all))
const time = fc.oneof(
  fc.integer({ min: 0, max: 4e12 }),
  fc.tuple(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 999_999_999 })),
)
const anyRecord = fc.record(
  {
    timestamp: time,
    observedTimestamp: time,
    severityNumber: fc.oneof(fc.constantFrom(SeverityNumber.WARN2, 0), fc.integer({ min: 1, max: 24 })),
    severityText: fc.oneof(fc.constantFrom('WARN', 'INFO'), text),
    eventName: fc.oneof(fc.constant('smonitor.diagnostic'), text),
    body: fc.oneof(text, anyValue),
    attributes,
    context: fc
      .tuple(id(32), id(16), fc.constantFrom(TraceFlags.NONE, TraceFlags.SAMPLED))
      .map(([traceId, spanId, traceFlags]) =>
        trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags }),
      ),
  },
  { requiredKeys: ['attributes'] },
)
const scope = fc.record(
  {
    name: fc.constantFrom('films', 'shop', ''),
    version: fc.constantFrom('1.0.0', ''),
    schemaUrl: fc.constantFrom(SCHEMA_URL, 'https://other.example'),
  },
  { requiredKeys: ['name'] },
)

describe('the log records of a bundle', () => {
  test('are what the official exporter sends, whatever is in a record', () => {
    fc.assert(
      fc.property(fc.record({ scope, record: anyRecord }), (input) => {
        const records = recordsOf([input])
        expect(fromEvents(records).map(sorted)).toEqual([sorted(official(records))])
      }),
      { numRuns: 500 },
    )
  })

  test('need no more than the fields of an event, for whatever smonitor itself emits', () => {
    const { records } = startSdk()
    emit('debug', 'The cache is cold.')
    emit('fatal', 'The store is lost.', {
      category: 'data',
      tags: ['a'],
      extra: { form: 'x', size: 0.5, list: ['a'] },
    })
    films.emit(
      'MOV-W010',
      { id: 7 },
      { correlationId: 'job-1', fields: { retryAttempt: 2, evidence: { a: 1 } } },
    )
    const fail = (id: number): never => {
      throw films.error('MOV-E001', { id }, { cause: new TypeError('No such row.') })
    }
    const load = signal('films.load', fail, { args: true })
    const read = signal('films.read', (): unknown => JSON.parse('{'))
    const outer = signal('films.outer', () => read())
    expect(() => load(7)).toThrow('not known')
    expect(() => outer()).toThrow(SyntaxError)

    const events = records().map((record) => toEvent(record, RUN))
    const kept = events.map(({ message, otel }) => [message, otel])
    expect(kept).toEqual([
      ['The cache is cold.', undefined],
      // A param by the name of a field.
      ['The store is lost.', { named_params: ['form'] }],
      ['The film 7 has no title.', undefined],
      ['The film 7 is not known.', undefined],
      [expect.stringContaining('JSON'), undefined],
    ])
    const [official] = [JSON.parse(new TextDecoder().decode(SERIALISERS.logs(records())))]
    expect(fromEvents(records()).map((one) => recordsIn(sorted(one) as LogsData))).toEqual([
      recordsIn(sorted(official as LogsData) as LogsData),
    ])
  })

  test('are the same whether text is put together or objects are serialised, for any event', () => {
    const nullable = fc.option(text)
    const anyEvent = fc
      .record({
        timestamp: fc.oneof(
          fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString()),
          text,
        ),
        level: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
        // Few, so that some have the same key and differ in something else.
        triage_key: fc.constantFrom('tk1_a', 'tk1_b', ''),
        code: fc.constantFrom('A', null),
        source: fc.constantFrom('films', 'shop'),
        title: fc.constantFrom('T', null),
        hint: nullable,
        category: fc.constantFrom('data', null),
        correlation_id: nullable,
        cluster_key: fc.constantFrom('tc1_a', null),
        trace_hash: nullable,
        doc_url: nullable,
        issues_url: fc.constantFrom('https://a', null),
        api_url: fc.constantFrom('https://b', null),
        event_name: fc.constantFrom('smonitor.diagnostic', ''),
        message: text,
        context: fc.record({
          chain: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
          depth: fc.nat(3),
        }),
        extra: fc.dictionary(
          fc.oneof(text, fc.constantFrom('form', 'causal_chain')),
          fc.oneof(
            text,
            fc.boolean(),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.array(text, { maxLength: 2 }),
          ),
        ),
        tags: fc.array(text, { maxLength: 2 }),
        args: fc.array(text, { maxLength: 2 }),
        exception: fc.option(
          fc.record({
            type: fc.constantFrom('E', 'F'),
            message: text,
            stacktrace: nullable,
            causes: fc.array(text, { maxLength: 1 }),
          }),
        ),
        trace_id: fc.constantFrom('0123456789abcdef0123456789abcdef', null),
        span_id: fc.constantFrom('0123456789abcdef', null),
        iostream: fc.constantFrom('stderr', null),
        location: fc.constantFrom('load (src/a.mjs:7)', null),
      })
      .map((fields) => sampleEvent(fields as Partial<DiagnosticEvent>))
    fc.assert(
      fc.property(anyEvent, anyEvent, fc.constantFrom(...FIELDS), (one, other, field) => {
        // What was remembered of the first must not be taken for the second, and is there for the third.
        const events = [one, { ...one, [field]: other[field] }, one, other]
        const lines = createLogLines(toOtlpResource(RESOURCE, undefined))
        const written = [...events.map((event) => lines.add(event)), lines.end()]
        const records = written.flatMap((line) =>
          line === undefined ? [] : recordsIn(sorted(JSON.parse(line) as LogsData) as LogsData),
        )
        expect(records).toEqual(events.map((event) => sorted(toLogRecord(event))))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a line of log records', () => {
  const add = (events: readonly DiagnosticEvent[]): LogsData[] => {
    const lines = createLogLines(toOtlpResource(RESOURCE, undefined))
    return [...events.map((event) => lines.add(event)), lines.end()].flatMap((line) =>
      line === undefined ? [] : [JSON.parse(line) as LogsData],
    )
  }

  test('has the records of each library together, and the resource once', () => {
    const libraries = ['films', 'shop', 'films'].map((name) =>
      sampleEvent({ library: { name, version: null } }),
    )
    expect(add(libraries)).toEqual([
      {
        resourceLogs: [
          {
            resource: {
              attributes: [
                { key: 'service.name', value: { stringValue: 'shop' } },
                { key: 'process.pid', value: { intValue: 7 } },
              ],
              droppedAttributesCount: 0,
            },
            scopeLogs: [
              {
                scope: { name: 'films' },
                schemaUrl: SCHEMA_URL,
                logRecords: [expect.anything(), expect.anything()],
              },
              { scope: { name: 'shop' }, schemaUrl: SCHEMA_URL, logRecords: [expect.anything()] },
            ],
          },
        ],
      },
    ])
  })

  test('ends at 512 records, and before it is too long for the receiver of the collector', () => {
    const few = Array.from({ length: 1025 }, (_, at) => sampleEvent({ message: `${at}` }))
    expect(add(few).map((line) => recordsIn(line).length)).toEqual([512, 512, 1])
    const long = Array.from({ length: 30 }, () => sampleEvent({ message: 'x'.repeat(32_768) }))
    expect(add(long).map((line) => recordsIn(line).length)).toEqual([8, 8, 8, 6])
  })

  test('is none where there are no events', () => {
    expect(add([])).toEqual([])
  })
})

function recordsIn({ resourceLogs }: LogsData): object[] {
  return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
}
