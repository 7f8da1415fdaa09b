import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { createPolicy } from '../../src/policy/policy.ts'
import { signal } from '../../src/signal/signal.ts'
import { toEvent } from '../../src/record/to-event.ts'
import { startPolicySdk, stopPolicySdk } from './policy-sdk.ts'
import { sampleRecord } from './sample-item.ts'

const CANARY = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'

const diagnostics = defineCatalog({
  name: 'films',
  codes: { 'FILM-E002': { level: 'error', message: 'The key {key} is refused.', hint: 'Check {key}.' } },
})

afterEach(stopPolicySdk)

describe('a redact rule', () => {
  test('lets no canary pass in message, params, exception, stack, causes and attributes; keys and ids stay', () => {
    const { records, untouched } = startPolicySdk([{ redact: { presets: ['secrets'] } }])
    diagnostics.emit('FILM-E002', { key: CANARY })
    const failing = signal('films.read', () => {
      throw diagnostics.error('FILM-E002', { key: CANARY }, { cause: new Error(`cause ${CANARY}`) })
    })
    expect(() => failing()).toThrow('is refused')
    const events = records().map((record) => toEvent(record as never, { runId: 'r', sessionId: 's' }))
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain(CANARY)
    expect(JSON.stringify(records().map(({ body, attributes }) => [body, attributes]))).not.toContain(CANARY)
    for (const [at, record] of records().entries()) {
      for (const key of ['smonitor.triage_key', 'smonitor.code', 'smonitor.cluster_key']) {
        expect(record.attributes[key]).toBe(untouched()[at]?.attributes[key])
      }
    }
    // What has no policy before it has it still: the rule changes copies.
    expect(JSON.stringify(untouched().map(({ body }) => body))).toContain(CANARY)
  })

  test('takes out what patterns match, whole fields by key and path, and puts in what it is told to', () => {
    const policy = createPolicy([
      {
        redact: {
          patterns: ['year \\d+'],
          keys: ['path'],
          paths: ['attributes.http.route'],
          replacement: '***',
        },
      },
    ])
    const { item } = policy.decideLog(sampleRecord())
    expect(item?.body).toBe('The *** is late.')
    expect(item?.attributes).toMatchObject({ 'smonitor.param.path': '***', 'smonitor.param.year': 1927 })
  })

  test('keeps every trace id, key and code, whatever they are', () => {
    const anyHex = fc.stringMatching(/^[0-9a-f]{16}$/)
    fc.assert(
      fc.property(anyHex, anyHex, anyHex, (one, other, third) => {
        const ids = {
          'smonitor.triage_key': `tk1_${one}`,
          'smonitor.trace_hash': `th1_${other}`,
          'smonitor.cluster_key': `tc1_${third}`,
        }
        const spanContext = { traceId: `${one}${other}`, spanId: third, traceFlags: 1 }
        const policy = createPolicy([{ redact: { presets: ['sensitive'] } }])
        const { item } = policy.decideLog(sampleRecord(ids, { spanContext }))
        expect(item?.attributes).toMatchObject({ ...ids, 'smonitor.code': 'FILM-W001' })
        expect(item?.spanContext).toEqual(spanContext)
      }),
      { numRuns: 200, seed: 13 },
    )
  })

  test('takes out as a whole what cannot be looked through, and goes on with the rest', () => {
    const policy = createPolicy([{ redact: { presets: ['secrets'] } }])
    const refuse = () => {
      throw new Error(CANARY)
    }
    const record = sampleRecord({ 'smonitor.param.key': CANARY, hostile: new Proxy({}, { ownKeys: refuse }) })
    Object.defineProperty(record.attributes, 'smonitor.hint', { enumerable: true, get: refuse })
    const { outcome, item } = policy.decideLog(record)
    expect(outcome).toBe('accepted')
    expect(item?.attributes).toMatchObject({ hostile: '[REDACTED]', 'smonitor.param.key': '[REDACTED]' })
    expect(item?.attributes['smonitor.hint']).toBeUndefined()
  })
})
