import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

const PYTHON = join(import.meta.dirname, '../fixtures/python-bundles')

function pythonEvents(bundle: 'previous' | 'current') {
  const lines = readFileSync(join(PYTHON, bundle, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => ({ event: parseEvent(line), line: JSON.parse(line) as Record<string, unknown> }))
}

describe('parseEvent', () => {
  test('reads back what we write', () => {
    const event = sampleEvent({
      extra: { a: 1, b: true, c: ['d'] },
      exception: sampleException(),
      iostream: 'stderr',
    })
    expect(parseEvent(JSON.stringify(event))).toEqual(event)
  })

  test.each([
    ['trace', 'DEBUG'],
    ['debug', 'DEBUG'],
    ['Info', 'INFO'],
    ['WARN', 'WARNING'],
    ['warning', 'WARNING'],
    ['ERROR', 'ERROR'],
    ['FATAL', 'CRITICAL'],
    ['critical', 'CRITICAL'],
  ])('reads the level %s as %s', (level, expected) => {
    expect(parseEvent(JSON.stringify({ level }))?.level).toBe(expected)
  })

  test('fills in what is missing or of another type', () => {
    const odd = {
      level: 'ERROR',
      code: 5,
      message: null,
      context: [],
      extra: 'x',
      tags: 'x',
      exception: 'x',
      library: null,
    }
    expect(parseEvent(JSON.stringify(odd))).toEqual(parseEvent('{"level":"ERROR"}'))
    expect(parseEvent('{"level":"ERROR"}')).toEqual({
      timestamp: '',
      level: 'ERROR',
      code: null,
      source: '',
      title: null,
      message: '',
      hint: null,
      triage_key: '|',
      context: { chain: [], depth: 0 },
      extra: {},
      category: null,
      tags: [],
      exception_type: null,
      exception: null,
      doc_url: null,
      event_name: '',
      library: { name: '', version: null },
      run_id: '',
      session_id: '',
      correlation_id: null,
      trace_id: null,
      span_id: null,
      iostream: null,
    })
  })

  test('never throws, and gives an event only for an object with a level', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (line) => {
        expect(parseEvent(line)).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        expect(parseEvent(JSON.stringify({ ...fields, level: 'INFO' }))?.level).toBe('INFO')
      }),
    )
  })

  test('keeps a param that is called __proto__ a param', () => {
    const event = parseEvent('{"level":"INFO","extra":{"__proto__":"x","constructor":1}}')
    expect(Object.entries(event?.extra ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 1],
    ])
  })
})

describe('the events of the Python library', () => {
  test.each(['previous', 'current'] as const)('are all read, with their words and keys: %s', (bundle) => {
    for (const { event, line } of pythonEvents(bundle)) {
      expect(event).toMatchObject({
        timestamp: line['timestamp'],
        level: line['level'],
        source: line['source'],
        message: line['message'],
        code: line['code'],
        exception_type: line['exception_type'],
        run_id: line['run_id'],
        triage_key: `fp_${String(line['fingerprint'])}`,
      })
    }
  })

  test('are those of the two runs', () => {
    const codes = (bundle: 'previous' | 'current') => {
      const counts = new Map<string, number>()
      for (const { event } of pythonEvents(bundle)) {
        counts.set(event?.code ?? 'none', (counts.get(event?.code ?? 'none') ?? 0) + 1)
      }
      return [...counts].map(([code, count]) => `${code} ${count}`)
    }
    expect(codes('previous')).toMatchInlineSnapshot(`
      [
        "MSM-W010 6",
        "SMONITOR-SIGNAL-SLOW 6",
        "MSM-E120 3",
        "none 3",
      ]
    `)
    expect(codes('current')).toMatchInlineSnapshot(`
      [
        "MSM-W010 9",
        "SMONITOR-SIGNAL-SLOW 9",
        "MSM-E120 3",
        "none 3",
      ]
    `)
  })

  test('have title and hint as fields, and the rest of what was passed as params', () => {
    expect(pythonEvents('current')[0]?.event).toMatchObject({
      title: 'Selection ambiguous',
      hint: 'Use explicit selectors.',
      context: { chain: ['__main__.load', '__main__.select'], depth: 2 },
      extra: { selection: 'file0.pdb', example: "atom_name=='CA'", recommended_action: 'narrow' },
    })
    expect(pythonEvents('current')[0]?.event?.extra).not.toHaveProperty('smonitor')
    expect(pythonEvents('current')[1]?.event).toMatchObject({
      category: 'profiling',
      tags: ['io'],
      extra: { duration_ms: 6.654177999735111, signal_tags: ['io'] },
    })
  })
})
