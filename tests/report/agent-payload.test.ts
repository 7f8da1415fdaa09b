import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { toAgentPayload } from '../../src/report/agent-payload.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const SCHEMA = join(import.meta.dirname, '../../schemas/agent-payload.schema.json')
const FIXTURES = join(import.meta.dirname, '../fixtures/python-bundles')
const validate = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
)

const catalog = {
  name: 'films',
  codes: {
    'MOV-E001': {
      level: 'error',
      title: 'Film unknown',
      message: 'The film {id} is not known.',
      hint: 'Use one of {known}.',
      audience: { agent: { hint: 'add_film id={id}' } },
    },
  },
} as const

function summaryOf(events: readonly Partial<DiagnosticEvent>[]) {
  const folder = join(tempFolder(), 'bundle')
  const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 1, signal: null }
  const run = sampleRun()
  writeBundle(folder, { run, end, catalogs: [catalog], events: events.map(sampleEvent) })
  return summarise(readBundle(folder), { audience: 'agent' })
}

const failure: Partial<DiagnosticEvent> = {
  code: 'MOV-E001',
  level: 'ERROR',
  title: 'Film unknown',
  message: 'The film f9 is not known.',
  hint: 'Use one of a, b.',
  extra: { id: 'f9', known: ['a', 'b'] },
  context: { chain: ['films.import', 'films.load'], depth: 2 },
  doc_url: 'https://films.example/MOV-E001',
  exception_type: 'DiagnosticError',
  exception: sampleException({
    type: 'DiagnosticError',
    message: 'The film f9 is not known.',
    stacktrace: 'Error: x\n    at load (file:///srv/films/load.js:24:51)',
    causes: ['TypeError: no row'],
  }),
}

describe('what an agent gets of a run', () => {
  test('is code, key, chain, evidence, hint, where to begin, and nothing that is not in the bundle', () => {
    expect(toAgentPayload(summaryOf([failure, failure]))).toMatchInlineSnapshot(`
      {
        "incidents": [
          {
            "code": "MOV-E001",
            "count": 2,
            "docs": "https://films.example/MOV-E001",
            "evidence": {
              "causes": [
                "TypeError: no row",
              ],
              "exception": "DiagnosticError",
              "first": "2026-03-01T10:00:00.000Z",
              "last": "2026-03-01T10:00:00.000Z",
              "params": {
                "id": "f9",
                "known": [
                  "a",
                  "b",
                ],
              },
            },
            "hint": "add_film id=f9",
            "key": "tk1_0123456789abcdef",
            "level": "ERROR",
            "message": "The film f9 is not known.",
            "next_step": "Open load (file:///srv/films/load.js:24:51). Then follow the hint.",
            "priority": 66,
            "title": "Film unknown",
            "where": {
              "at": "load (file:///srv/films/load.js:24:51)",
              "chain": [
                "films.import",
                "films.load",
              ],
              "source": "films.load",
            },
          },
        ],
        "omitted": 0,
        "run": {
          "exit_code": 1,
          "program": "shop",
          "runtime": "node 24.0.0",
          "signal": null,
          "state": "ended",
        },
        "schema": "smonitor.agent/1",
        "totals": {
          "events": 2,
          "incidents": 1,
          "missing": 0,
        },
      }
    `)
  })

  test('is the same for the same bundle, ours or of the Python library, and follows its schema', () => {
    for (const summary of [
      summaryOf([failure, { triage_key: 'tk1_b' }, { triage_key: 'tk1_c', source: 'a' }]),
      summaryOf([]),
      summarise(readBundle(join(FIXTURES, 'current')), { audience: 'agent' }),
    ]) {
      const payload = toAgentPayload(summary)
      expect(JSON.stringify(toAgentPayload(summary))).toBe(JSON.stringify(payload))
      validate(JSON.parse(JSON.stringify(payload)))
      expect(validate.errors).toBeNull()
    }
  })

  test('keeps to its budget also where the run itself says too much', () => {
    const summary = summaryOf([])
    const run = { ...summary.run, signal: 'x'.repeat(50_000), service_name: 'y'.repeat(50_000) }
    expect(JSON.stringify(toAgentPayload({ ...summary, run }, { maxTokens: 1000 })).length).toBeLessThan(4000)
  })

  test('keeps to its budget, the most important first, and says how many it left out', () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      triage_key: `tk1_${at}`,
      level: at === 59 ? ('CRITICAL' as const) : ('INFO' as const),
      message: 'm'.repeat(at * 20),
    }))
    const summary = summaryOf(many)
    fc.assert(
      fc.property(fc.integer({ min: 80, max: 8000 }), (maxTokens) => {
        const payload = toAgentPayload(summary, { maxTokens })
        expect(JSON.stringify(payload).length).toBeLessThanOrEqual(maxTokens * 4)
        expect(payload.incidents.length + payload.omitted).toBe(60)
        if (payload.incidents.length > 0) expect(payload.incidents[0]?.level).toBe('CRITICAL')
      }),
    )
    expect(toAgentPayload(summary, { maxTokens: 1 }).incidents).toEqual([])
    expect(() => toAgentPayload(summary, { maxTokens: 0 })).toThrow(RangeError)
  })

  test('says where to begin by what is known', () => {
    const stepOf = (event: Partial<DiagnosticEvent>) =>
      toAgentPayload(summaryOf([{ doc_url: null, hint: null, source: 'films.load', ...event }])).incidents[0]
        ?.next_step
    expect(stepOf({ location: 'load (src/films.mjs:24)' })).toBe('Open load (src/films.mjs:24).')
    expect(stepOf({ doc_url: 'https://a.example' })).toBe('Read https://a.example.')
    expect(stepOf({})).toBe('Find films.load in the program.')
    expect(stepOf({ hint: 'Do it.' })).toBe('Find films.load in the program. Then follow the hint.')
  })
})
