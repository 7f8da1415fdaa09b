import { trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineCatalog, emit, signal } from '../../src/index.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { isDiagnosticRecord, toEvent } from '../../src/record/to-event.ts'
import { keyByNode } from '../helpers/key-by-node.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

const RECORD = { hrTime: [0, 0], instrumentationScope: { name: 'films' } } as const
const run = { runId: 'run-1', sessionId: 'session-1' }

const molsys = defineCatalog({
  name: 'molsys',
  version: '2.1.0',
  docs: 'https://molsys.example/diagnostics/{code}',
  links: { issues: 'https://molsys.example/issues', api: 'https://molsys.example/api' },
  codes: {
    'MSM-W010': {
      level: 'warn',
      title: 'Selection ambiguous',
      message: 'Selection {selection} is ambiguous.',
      hint: 'Use one of {known}.',
    },
    'MSM-F001': { level: 'fatal', message: 'The store is lost.' },
  },
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T10:00:00.123Z') })
})
afterEach(() => {
  vi.useRealTimers()
  stopSdk()
})

describe('toEvent', () => {
  test('has every field of a diagnostic that was emitted', () => {
    const { records } = startSdk()
    let ids = { traceId: '', spanId: '' }
    const select = signal('molsys.select', (selection: string) => {
      ids = trace.getActiveSpan()?.spanContext() ?? ids
      molsys.emit(
        'MSM-W010',
        { selection, known: ['a', 'b'] },
        { category: 'input', tags: ['x', 'y'], extra: { size: 3, deep: { a: 1 } }, correlationId: 'job-7' },
      )
    })
    signal('molsys.load', () => {
      select('all')
    })()

    const event = toEvent(records()[0] as LogRecordLike, run)
    expect(event).toEqual({
      timestamp: '2026-11-22T10:00:00.123Z',
      level: 'WARNING',
      code: 'MSM-W010',
      source: 'molsys.select',
      title: 'Selection ambiguous',
      message: 'Selection all is ambiguous.',
      hint: 'Use one of a, b.',
      // SHA-256 of [1,"MSM-W010","molsys.select",null,null]
      triage_key: 'tk1_226109b2c17880f5',
      trace_hash: keyByNode('th1', [1, ['molsys.load', 'molsys.select'], []]),
      cluster_key: keyByNode('tc1', [1, 'MSM-W010', null, null, null]),
      context: { chain: ['molsys.load', 'molsys.select'], depth: 2 },
      extra: { selection: 'all', known: ['a', 'b'], size: 3, deep: '{"a":1}' },
      args: [],
      category: 'input',
      tags: ['x', 'y'],
      exception_type: null,
      exception: null,
      doc_url: 'https://molsys.example/diagnostics/MSM-W010',
      issues_url: 'https://molsys.example/issues',
      api_url: 'https://molsys.example/api',
      event_name: 'smonitor.diagnostic',
      library: { name: 'molsys', version: '2.1.0' },
      run_id: 'run-1',
      session_id: 'session-1',
      correlation_id: 'job-7',
      trace_id: ids.traceId,
      span_id: ids.spanId,
      iostream: null,
      location: null,
    })
    expect(ids.traceId).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each<[unknown, unknown]>([
    ['stdout', 'stdout'],
    ['stderr', 'stderr'],
    ['elsewhere', null],
    [7, null],
  ])('says that a record was printed to %s', (stream, iostream) => {
    expect(toEvent({ attributes: { 'log.iostream': stream }, ...RECORD }, run).iostream).toBe(iostream)
  })

  test.each<[string | null, Record<string, unknown>]>([
    [
      'readFilm (src/films.mjs:24)',
      { 'code.function.name': 'readFilm', 'code.file.path': 'src/films.mjs', 'code.line.number': 24 },
    ],
    ['src/films.mjs:24', { 'code.file.path': 'src/films.mjs', 'code.line.number': 24 }],
    ['readFilm (src/films.mjs)', { 'code.function.name': 'readFilm', 'code.file.path': 'src/films.mjs' }],
    [null, { 'code.function.name': 'readFilm', 'code.line.number': 24 }],
    [null, { 'code.file.path': 7 }],
  ])('says that a record was made at %s', (location, attributes) => {
    expect(toEvent({ attributes, ...RECORD }, run).location).toBe(location)
  })

  test('has null for what an ad hoc diagnostic has not', () => {
    const { records } = startSdk()
    emit('debug', 'The cache is cold.')
    expect(toEvent(records()[0] as LogRecordLike, run)).toMatchObject({
      level: 'DEBUG',
      code: null,
      source: 'smonitor',
      title: null,
      message: 'The cache is cold.',
      hint: null,
      trace_hash: null,
      context: { chain: [], depth: 0 },
      extra: {},
      args: [],
      category: null,
      tags: [],
      exception_type: null,
      exception: null,
      doc_url: null,
      issues_url: null,
      api_url: null,
      correlation_id: null,
      trace_id: null,
      span_id: null,
    })
  })

  test('has the exception that a signal saw', () => {
    const { records } = startSdk()
    const error = new RangeError('Too far.', { cause: new TypeError('No number.') })
    expect(() =>
      signal('molsys.measure', () => {
        throw error
      })(),
    ).toThrow(error)
    expect(toEvent(records()[0] as LogRecordLike, run)).toMatchObject({
      level: 'ERROR',
      code: null,
      source: 'molsys.measure',
      message: 'Too far.',
      event_name: 'smonitor.signal.exception',
      exception_type: 'RangeError',
      exception: {
        type: 'RangeError',
        message: 'Too far.',
        stacktrace: error.stack,
        causes: ['TypeError: No number.'],
      },
    })
  })

  test('has what the call was given that failed, and the links of the library whose code it threw', () => {
    const { records } = startSdk()
    const lose = molsys.signal(
      'molsys.lose',
      (_path: string, _options: object) => {
        throw molsys.error('MSM-F001')
      },
      { args: true },
    )
    expect(() => lose('a.pdb', { retries: 3 })).toThrow('The store is lost.')
    expect(toEvent(records()[0] as LogRecordLike, run)).toMatchObject({
      args: ['"a.pdb"', '{ retries: 3 }'],
      issues_url: 'https://molsys.example/issues',
      api_url: 'https://molsys.example/api',
    })
  })

  test('writes fatal as CRITICAL', () => {
    const { records } = startSdk()
    molsys.emit('MSM-F001')
    expect(toEvent(records()[0] as LogRecordLike, run).level).toBe('CRITICAL')
  })

  test('changes nothing in the record and shares nothing with it', () => {
    const { records } = startSdk()
    molsys.emit('MSM-W010', { selection: 'all', known: ['a', 'b'] }, { tags: ['x'], extra: { size: 3 } })
    const record = records()[0] as LogRecordLike
    const before = structuredClone({ ...record.attributes })
    const event = toEvent(deepFreeze(record), run)
    ;(event.args as string[]).push('changed')
    ;(event.tags as string[]).push('changed')
    ;(event.extra['known'] as string[]).push('changed')
    ;(event.context.chain as string[]).push('changed')
    expect(record.attributes).toEqual(before)
  })

  test.each<[unknown, string]>([
    ['text', 'text'],
    [undefined, ''],
    [null, ''],
    [42, '42'],
    [{ a: [1] }, '{"a":[1]}'],
  ])('reads the body %j as the message %j', (body, message) => {
    const record: LogRecordLike = {
      hrTime: [0, 0],
      body,
      attributes: {},
      instrumentationScope: { name: 'x' },
    }
    expect(toEvent(record, run).message).toBe(message)
  })

  test.each([
    ['stdout', 'stdout'],
    ['stderr', 'stderr'],
    ['file', null],
    [1, null],
  ])('reads that it was printed to %j as %j', (stream, expected) => {
    const record: LogRecordLike = {
      hrTime: [0, 0],
      attributes: { 'log.iostream': stream },
      instrumentationScope: { name: 'x' },
    }
    expect(toEvent(record, run).iostream).toBe(expected)
  })

  test('takes attributes of a wrong type for absent ones', () => {
    const record: LogRecordLike = {
      hrTime: [1, 2_999_999],
      attributes: {
        'smonitor.triage_key': 5,
        'smonitor.trace_hash': 5,
        'smonitor.cluster_key': ['a'],
        'smonitor.code': 5,
        'smonitor.tags': 'a',
        'smonitor.args': 'a',
        'smonitor.issues_url': ['a'],
        'smonitor.api_url': 5,
        'smonitor.context.chain': 'a',
        'smonitor.context.depth': '3',
        'smonitor.param.__proto__': { deep: true },
        'exception.type': ['x'],
      },
      instrumentationScope: { name: 'foreign' },
    }
    const event = toEvent(record, run)
    expect(event).toMatchObject({
      timestamp: '1970-01-01T00:00:01.002Z',
      level: 'INFO',
      code: null,
      source: 'foreign',
      triage_key: '',
      trace_hash: null,
      cluster_key: null,
      args: [],
      tags: [],
      issues_url: null,
      api_url: null,
      context: { chain: [], depth: 0 },
      exception: null,
      event_name: '',
      library: { name: 'foreign', version: null },
    })
    expect(Object.entries(event.extra)).toEqual([['__proto__', '{"deep":true}']])
  })

  test('is a line of JSON that reads back the same', () => {
    const { records } = startSdk()
    molsys.emit('MSM-W010', { selection: 'a\nb', known: [] })
    const event = toEvent(records()[0] as LogRecordLike, run)
    const line = JSON.stringify(event)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual(event)
  })
})

describe('isDiagnosticRecord', () => {
  test('tells our records from those of others', () => {
    const { records } = startSdk()
    emit('info', 'Ours.')
    const foreign: LogRecordLike = {
      hrTime: [0, 0],
      body: 'x',
      attributes: { 'smonitor.code': 'A' },
      instrumentationScope: { name: 'x' },
    }
    expect(isDiagnosticRecord(records()[0] as LogRecordLike)).toBe(true)
    expect(isDiagnosticRecord(foreign)).toBe(false)
  })
})

function deepFreeze(record: LogRecordLike): LogRecordLike {
  for (const value of Object.values(record.attributes)) Object.freeze(value)
  Object.freeze(record.attributes)
  return record
}
