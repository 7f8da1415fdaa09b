import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit, type CanonicalFields } from '../../src/index.ts'
import { toEvent } from '../../src/record/to-event.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(() => stopSdk())

const shop = defineCatalog({
  name: 'fields-shop',
  codes: { 'FLD-W001': { level: 'warn', message: 'The form {form} of {item} is odd.' } },
})
const params = { form: 'mol2', item: 'cup' }

/** Each field, its attribute, the name that the Python library has for it, and a value. */
const TABLE: readonly (readonly [keyof CanonicalFields, string, string, unknown])[] = [
  ['caller', 'smonitor.caller', 'caller', 'analysis.load'],
  ['form', 'smonitor.target.form', 'form', 'text/csv'],
  ['requestedAttribute', 'smonitor.target.attribute', 'requested_attribute', 'box.lengths'],
  ['resource', 'smonitor.target.resource', 'resource', 'trajectory.dcd'],
  ['provider', 'smonitor.target.provider', 'provider', 'RCSB'],
  ['operation', 'smonitor.target.operation', 'operation', 'download'],
  ['retryAttempt', 'smonitor.retry.attempt', 'retry_attempt', 2],
  ['retryMax', 'smonitor.retry.max', 'retry_max', 5],
  ['retryExhausted', 'smonitor.retry.exhausted', 'retry_exhausted', false],
  ['retryDelayS', 'smonitor.retry.delay', 'retry_delay_s', 0.5],
  ['failureClass', 'smonitor.failure.class', 'failure_class', 'timeout'],
  ['lastFailureReason', 'smonitor.failure.reason', 'last_failure_reason', 'The server answered 503.'],
  ['causeExceptionType', 'smonitor.cause.exception_type', 'cause_exception_type', 'TypeError'],
  ['causeCode', 'smonitor.cause.code', 'cause_code', 'MSM-E200'],
  ['causalChain', 'smonitor.causal_chain', 'causal_chain', ['MSM-E200', 'TypeError']],
  ['incidentKind', 'smonitor.incident.kind', 'incident_kind', 'external_service'],
  ['severity', 'smonitor.incident.severity', 'severity', 'S2'],
  ['priority', 'smonitor.incident.priority', 'priority', 'high'],
  ['diagnosticConfidence', 'smonitor.incident.confidence', 'diagnostic_confidence', 'low'],
  ['recommendedAction', 'smonitor.recommended_action', 'recommended_action', 'narrow_selection'],
  ['nextStep', 'smonitor.next_step', 'next_step', 'Report the file.'],
  ['retryable', 'smonitor.retryable', 'retryable', true],
  ['supportNeeded', 'smonitor.support_needed', 'support_needed', false],
]

function emitted(fields: object): LogRecordLike {
  const { records } = startSdk()
  emit('warn', 'Odd.', { fields })
  return records()[0] as unknown as LogRecordLike
}

function eventOf(record: LogRecordLike) {
  return toEvent(record, { runId: 'r1', sessionId: 's1' })
}

describe('a field of a diagnostic', () => {
  test.each(TABLE)('%s travels as %s and is %s in an event', (field, attribute, name, value) => {
    const without = Object.keys(emitted({}).attributes)
    stopSdk()
    const record = emitted({ [field]: value })
    expect(record.attributes[attribute]).toEqual(value)
    expect(Object.keys(record.attributes)).toEqual(expect.arrayContaining(without))
    expect(Object.keys(record.attributes)).toHaveLength(without.length + 1)
    expect(eventOf(record).extra).toEqual({ [name]: value })
  })

  test('evidence travels as JSON text, whatever it holds', () => {
    const evidence: Record<string, unknown> = { at: new Date(0), sizes: [1, 2] }
    evidence['self'] = evidence
    const record = emitted({ evidence })
    const json = record.attributes['smonitor.evidence'] as string
    expect(JSON.parse(json)).toMatchObject({ at: '1970-01-01T00:00:00.000Z', sizes: [1, 2] })
    expect(eventOf(record).extra).toEqual({ evidence: json })
    stopSdk()
    expect(emitted({ evidence: [{ a: 1 }] }).attributes['smonitor.evidence']).toBe('[{"a":1}]')
    stopSdk()
    expect(emitted({ evidence: '{"a":1}' }).attributes['smonitor.evidence']).toBe('{"a":1}')
  })

  test('that is not set, or that there is not, is absent', () => {
    const record = emitted({ caller: undefined, form: null, toString: 'x', other: 1 })
    expect(Object.keys(record.attributes).toSorted()).toEqual([
      'smonitor.cluster_key',
      'smonitor.source',
      'smonitor.triage_key',
    ])
  })

  test('that cannot be read is absent, and the others are there', () => {
    const fields = {
      form: 'text/csv',
      get resource(): string {
        throw new Error('no')
      },
    }
    expect(emitted(fields).attributes).toMatchObject({ 'smonitor.target.form': 'text/csv' })
    stopSdk()
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const odd of [proxy, 'x'.repeat(1000), null]) {
      expect(Object.keys(emitted(odd as never).attributes).toSorted()).toEqual([
        'smonitor.cluster_key',
        'smonitor.source',
        'smonitor.triage_key',
      ])
      stopSdk()
    }
  })

  test('gives way to a param of its name in an event, from which the message is rendered again', () => {
    const { records } = startSdk()
    shop.emit('FLD-W001', params, { fields: { form: 'text/csv', resource: 'a.csv' } })
    const record = records()[0] as unknown as LogRecordLike
    expect(record.attributes).toMatchObject({
      'smonitor.param.form': 'mol2',
      'smonitor.target.form': 'text/csv',
    })
    expect(eventOf(record).extra).toEqual({ form: 'mol2', item: 'cup', resource: 'a.csv' })
  })

  test('is not the place for the causes of an exception, which its event has already', () => {
    const { records } = startSdk()
    const fail = shop.signal('fields.fail', () => {
      throw new Error('outer', { cause: new TypeError('inner') })
    })
    expect(fail).toThrow('outer')
    const event = eventOf(records()[0] as unknown as LogRecordLike)
    expect(event.exception?.causes).toEqual(['TypeError: inner'])
    expect(event.extra).toEqual({})
  })

  test.each(['once', 'warn'] as const)('is taken by %s too', (verb) => {
    const { records } = startSdk()
    const quiet = { form: 'x', item: verb }
    shop[verb]('FLD-W001', quiet, { fields: { provider: 'RCSB' } })
    expect(records()[0]?.attributes['smonitor.target.provider']).toBe('RCSB')
  })
})
