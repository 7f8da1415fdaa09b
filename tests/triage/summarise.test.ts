import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { checkRules } from '../../src/policy/check-rules.ts'
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
        priority: 64,
        params: {},
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
    const summary = summarise({ ...readBundleOfNothing(), events: many })
    expect(summary.incidents).toHaveLength(1)
    expect(summary.incidents[0]?.count).toBe(200_000)
    expect(JSON.stringify(summary).length).toBeLessThan(3000)
  })
})

function readBundleOfNothing() {
  const folder = join(tempFolder(), 'bundle')
  const end = { ended_at: '', exit_code: null, signal: null }
  writeBundle(folder, { run: sampleRun(), end, catalogs: [], events: [] })
  return readBundle(folder)
}

describe('priority', () => {
  const of = (...fields: Partial<DiagnosticEvent>[]) => summaryOf(fields.map(sampleEvent)).incidents

  test('grows with severity, reach, recency and advice, and stays between 0 and 100', () => {
    const base = { triage_key: 'tk1_a', hint: null, doc_url: null }
    const plain = of(base)[0]?.priority ?? 0
    expect(of({ ...base, level: 'ERROR' })[0]?.priority).toBeGreaterThan(plain)
    expect(of(base, base, base, base)[0]?.priority).toBeGreaterThan(plain)
    expect(of(base, { ...base, source: 'b' })[0]?.priority).toBeGreaterThan(of(base, base)[0]?.priority ?? 0)
    expect(of({ ...base, hint: 'Do it.' })[0]?.priority).toBe(plain + 10)
    expect(of({ ...base, doc_url: 'https://a.example' })[0]?.priority).toBe(plain + 5)
    const [late, early] = of(
      { ...base, timestamp: at(1) },
      { ...base, triage_key: 'tk1_b', timestamp: at(9) },
    )
    expect([late?.triage_key, early?.triage_key]).toEqual(['tk1_b', 'tk1_a'])
    const most = { ...base, level: 'CRITICAL', hint: 'x', doc_url: 'y' } as const
    expect(
      of(...Array.from({ length: 5000 }, (_, n) => ({ ...most, source: `s${n % 90}` })))[0]?.priority,
    ).toBe(100)
  })

  test('has sections by key: blocking, actionable, recurrent and noisiest', () => {
    const { sections } = summaryOf(
      [
        { triage_key: 'tk1_e', level: 'ERROR' as const },
        ...Array.from({ length: 3 }, () => ({ triage_key: 'tk1_n', level: 'INFO' as const })),
        ...Array.from({ length: 2 }, () => ({ triage_key: 'tk1_w', hint: 'Do it.' })),
      ].map(sampleEvent),
    )
    expect(sections).toEqual({
      blocking: ['tk1_e'],
      actionable: ['tk1_w'],
      recurrent: ['tk1_w', 'tk1_n'],
      noisiest: ['tk1_n', 'tk1_w'],
    })
  })
})

describe('the words of an audience', () => {
  const codes = {
    'X-1': {
      level: 'warn',
      title: 'T',
      message: 'No {id}.',
      hint: 'H',
      audience: { qa: { message: 'id={id}' } },
    },
  }
  function summariseFor(audience: 'qa' | undefined, catalogs: unknown, library = 'films') {
    const folder = join(tempFolder(), 'bundle')
    const event = sampleEvent({
      code: 'X-1',
      message: 'No 1.',
      hint: 'Own.',
      extra: { id: '1' },
      library: { name: library, version: null },
    })
    const end = { ended_at: '', exit_code: 0, signal: null }
    writeBundle(folder, { run: sampleRun(), end, catalogs: catalogs as never, events: [event] })
    return summarise(readBundle(folder), audience === undefined ? {} : { audience }).incidents[0]
  }

  test('come from the catalogs of the bundle, first the one of the library', () => {
    const other = { name: 'other', codes: { 'X-1': { level: 'warn', message: 'Other.' } } }
    expect(summariseFor('qa', [other, { name: 'films', codes }])).toMatchObject({
      message: 'id=1',
      hint: 'H',
    })
    expect(summariseFor('qa', [other], 'gone')).toMatchObject({ message: 'Other.', hint: 'Own.' })
    expect(summariseFor(undefined, [{ name: 'films', codes }])).toMatchObject({
      message: 'No 1.',
      hint: 'Own.',
    })
  })

  test.each([
    [[null, 5, { name: 'films' }, { name: 'films', codes: null }]],
    [[{ name: 'films', codes: { 'X-1': 7 } }]],
    [[{ name: 'films', codes: { 'X-1': { message: 7 } } }]],
    [[{ name: 'films', codes: { 'X-1': { message: 'm', hint: {} } } }]],
    [[{ name: 'films', codes: { 'X-1': { message: 'm', audience: { qa: 3 } } } }]],
    [[{ name: 'films', codes: { toString: 1 } }]],
  ])('are those of the event where a catalog of the bundle is none: %j', (catalogs) => {
    expect(summariseFor('qa', catalogs)).toMatchObject({ message: 'No 1.', hint: 'Own.' })
  })
})

describe('noise', () => {
  test('is what came ten times or more, noisiest first, with a rule that policy takes', () => {
    const many = (count: number, fields: Partial<DiagnosticEvent>) =>
      Array.from({ length: count }, () => sampleEvent(fields))
    const { noise } = summaryOf([
      ...many(9, { triage_key: 'tk1_few' }),
      ...many(11, { triage_key: 'tk1_plain', code: null }),
      ...many(80, { triage_key: 'tk1_coded', code: 'X-1', source: 'films.load' }),
    ])
    expect(noise).toEqual([
      {
        triage_key: 'tk1_coded',
        count: 80,
        share: 0.8,
        rule: { when: { code: 'X-1', source: 'films.load' }, dedupe: 'summary' },
      },
      {
        triage_key: 'tk1_plain',
        count: 11,
        share: 0.11,
        rule: { when: { triage_key: 'tk1_plain' }, dedupe: 'summary' },
      },
    ])
    expect(checkRules(noise.map(({ rule }) => rule))).toEqual([])
  })
})
