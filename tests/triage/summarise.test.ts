import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function summaryOf(events: Iterable<DiagnosticEvent>) {
  const folder = join(tempFolder(), 'bundle')
  writeBundle(folder, {
    run: sampleRun(),
    end: { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 1, signal: null },
    catalogs: [],
    events,
    dropped: () => 2,
  })
  return summarise(readBundle(folder))
}

const at = (second: number): string => `2026-03-01T10:00:${String(second).padStart(2, '0')}.000Z`

describe('incidents', () => {
  test('come by level, then by count, then by the latest event, then by key', () => {
    const events = [
      ['tk1_info', 'INFO', 9],
      ['tk1_info', 'INFO', 9],
      ['tk1_info', 'INFO', 9],
      ['tk1_b_early', 'ERROR', 1],
      ['tk1_d_same', 'ERROR', 2],
      ['tk1_c_same', 'ERROR', 2],
      ['tk1_twice', 'ERROR', 0],
      ['tk1_twice', 'ERROR', 0],
      ['tk1_fatal', 'CRITICAL', 0],
      ['tk1_warning', 'WARNING', 3],
      ['tk1_detail', 'DEBUG', 3],
    ] as const
    const { incidents } = summaryOf(
      events.map(([triage_key, level, second]) => sampleEvent({ triage_key, level, timestamp: at(second) })),
    )
    expect(incidents.map(({ triage_key }) => triage_key)).toEqual([
      'tk1_fatal',
      'tk1_twice',
      'tk1_c_same',
      'tk1_d_same',
      'tk1_b_early',
      'tk1_warning',
      'tk1_info',
      'tk1_detail',
    ])
  })

  test('take the worst level, the first words, all sources by frequency, and both ends of their time', () => {
    const { incidents } = summaryOf([
      sampleEvent({
        timestamp: at(5),
        source: 'a',
        message: 'first',
        title: 'One',
        hint: 'Do it.',
        code: 'X-1',
      }),
      sampleEvent({ timestamp: at(9), source: 'b', message: 'second', level: 'ERROR' }),
      sampleEvent({ timestamp: at(1), source: 'b', message: 'third', level: 'INFO' }),
    ])
    expect(incidents).toEqual([
      {
        triage_key: 'tk1_0123456789abcdef',
        cluster_key: 'tc1_0123456789abcdef',
        ways: ['b', 'a'],
        code: 'X-1',
        level: 'ERROR',
        title: 'One',
        message: 'first',
        hint: 'Do it.',
        doc_url: null,
        issues_url: null,
        count: 3,
        sources: ['b', 'a'],
        chain: [],
        first: at(1),
        last: at(9),
        exception_type: null,
        at: null,
        causes: [],
      },
    ])
  })

  test.each([
    ['its title', { title: 'Title', code: 'X-1', exception: sampleException() }, 'Title'],
    ['its code', { code: 'X-1', exception: sampleException() }, 'X-1'],
    ['the class of its exception', { exception: sampleException() }, 'TypeError'],
    ['its message', {}, 'The cache is cold.'],
  ])('are called by %s, where there is nothing better', (_what, fields, title) => {
    expect(summaryOf([sampleEvent(fields)]).incidents[0]?.title).toBe(title)
  })

  test.each([
    [
      'the first place on its stack',
      { location: 'b (b.mjs:2)', exception: sampleException({ stacktrace: 'E: m\n    at a (a.mjs:1:1)' }) },
      'a (a.mjs:1:1)',
    ],
    ['the place that it names', { location: 'b (b.mjs:2)' }, 'b (b.mjs:2)'],
    ['no place at all', {}, null],
  ])('are at %s', (_what, fields, place) => {
    expect(summaryOf([sampleEvent(fields)]).incidents[0]?.at).toBe(place)
  })

  test('tell apart no more than a hundred sources, and count the events of all', () => {
    const { incidents } = summaryOf(Array.from({ length: 500 }, (_, id) => sampleEvent({ source: `s${id}` })))
    expect(incidents[0]?.sources).toHaveLength(100)
    expect(incidents[0]?.count).toBe(500)
  })

  test('hold every event once, whatever the order, which does not change what is said', () => {
    const anyEvent = fc
      .record({
        triage_key: fc.constantFrom('a', 'b', 'c', 'd'),
        level: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
        timestamp: fc.integer({ min: 0, max: 59 }).map(at),
      })
      .map((fields) => sampleEvent(fields as Partial<DiagnosticEvent>))
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        const summary = { ...summaryOf(events), bundle: '' }
        expect(summary.incidents.reduce((sum, { count }) => sum + count, 0)).toBe(events.length)
        expect(summary.totals).toMatchObject({ events: events.length, incidents: summary.incidents.length })
        const other = summaryOf(events.toReversed())
        expect({ ...other, bundle: '' }).toEqual(summary)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a summary', () => {
  test('tells the run, the totals, and what is missing', () => {
    const { run, totals, schema } = summaryOf([sampleEvent(), sampleEvent({ level: 'ERROR' }), sampleEvent()])
    expect({ schema, run, totals }).toEqual({
      schema: 'smonitor.report/1',
      run: {
        run_id: 'r1',
        service_name: 'shop',
        entry: 'app.mjs',
        runtime: 'node 24.0.0',
        started_at: '2026-03-01T10:00:00.000Z',
        ended_at: '2026-03-01T10:01:00.000Z',
        exit_code: 1,
        signal: null,
        state: 'ended',
      },
      totals: {
        events: 3,
        incidents: 1,
        by_level: { WARNING: 2, ERROR: 1 },
        dropped: 2,
        left_out: 0,
        unreadable: 0,
      },
    })
  })

  test('holds incidents and not events: two hundred thousand of one kind are one small object', () => {
    function* many() {
      const event = sampleEvent({ message: 'x'.repeat(500) })
      for (let id = 0; id < 200_000; id++) yield event
    }
    const bundle = {
      path: 'nowhere',
      manifest: readBundleOfNothing(),
      notes: [],
      events: many,
      unreadableLines: 0,
    }
    const summary = summarise(bundle)
    expect(summary.incidents).toHaveLength(1)
    expect(summary.incidents[0]?.count).toBe(200_000)
    expect(JSON.stringify(summary).length).toBeLessThan(2000)
  })
})

function readBundleOfNothing() {
  const folder = join(tempFolder(), 'bundle')
  const end = { ended_at: '', exit_code: null, signal: null }
  return writeBundle(folder, { run: sampleRun(), end, catalogs: [], events: [] })
}
