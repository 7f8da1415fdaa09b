import { describe, expect, test } from 'vitest'
import type { Incident, TriageSummary } from '../../src/record/triage-summary.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'

const incident = (fields: Partial<Incident> = {}): Incident => ({
  triage_key: 'tk1_0123456789abcdef',
  cluster_key: 'tc1_0123456789abcdef',
  ways: [],
  code: null,
  level: 'WARNING',
  priority: 25,
  title: 'The cache is cold.',
  message: 'The cache is cold.',
  hint: null,
  doc_url: null,
  issues_url: null,
  count: 1,
  sources: ['films.load'],
  chain: [],
  first: '2026-03-01T10:00:05.120Z',
  last: '2026-03-01T10:00:05.120Z',
  exception_type: null,
  at: null,
  params: {},
  causes: [],
  ...fields,
})

const summary = (fields: Partial<TriageSummary> = {}): TriageSummary => ({
  schema: 'smonitor.report/1',
  bundle: 'out/bundle',
  audience: null,
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
  totals: { events: 0, incidents: 0, by_level: {}, dropped: 0, left_out: 0, unreadable: 0 },
  notes: [],
  incidents: [],
  noise: [],
  sections: { blocking: [], actionable: [], recurrent: [], noisiest: [] },
  ...fields,
})

describe('a report on the terminal', () => {
  test.each([
    ['running', 'still running then'],
    ['killed', 'killed or crashed: it left no word'],
    ['closed', '10:00:00 to 10:01:00 UTC'],
    ['unknown', '10:00:00 to 10:01:00 UTC'],
  ] as const)('says what became of a program whose end nobody saw: %s', (state, words) => {
    const { run, totals } = summary()
    const text = renderTerminal(
      summary({ run: { ...run, exit_code: null, state }, totals: { ...totals, left_out: 1200 } }),
    )
    expect(text.split('\n')[1]).toMatch(new RegExp(`${words}$`))
    expect(text).toContain('Not in this bundle: 1,200 that were not asked for.')
  })

  test('says what is wrong and what to do, in 80 columns', () => {
    const text = renderTerminal(
      summary({
        totals: {
          events: 1206,
          incidents: 3,
          by_level: { CRITICAL: 1, WARNING: 1204, INFO: 1 },
          dropped: 12,
          left_out: 0,
          unreadable: 1,
        },
        incidents: [
          incident({
            level: 'CRITICAL',
            title: 'TypeError',
            message: "Cannot read properties of undefined (reading 'title')",
            exception_type: 'TypeError',
            chain: ['films.all', 'films.load'],
            cluster_key: 'tc1_0123456789abcdef',
            ways: [],
            triage_key: 'tk1_fedcba9876543210',
          }),
          incident({
            code: 'MOV-W010',
            title: 'Title missing',
            message: 'The film f1 has no title.',
            hint: 'Add a title to f1, or leave the film out with the option --skip-untitled, which also speeds up the import.',
            doc_url: 'https://films.example/MOV-W010',
            count: 1204,
            sources: ['films.load', 'films.merge', 'films.check', 'films.export', 'films.print'],
            last: '2026-03-01T10:00:59.000Z',
          }),
          incident({ level: 'INFO' }),
        ],
      }),
      { width: 80 },
    )
    expect(text).toMatchInlineSnapshot(`
      "smonitor report: out/bundle
      shop · node 24.0.0 · 2026-03-01 10:00:00 to 10:01:00 UTC · ended with exit code
      1

      1,206 diagnostics in 3 incidents: 1 fatal error, 1,204 warnings, 1 note
      Not in this bundle: 12 that did not fit or were cut off.
      Not read: 1 line of the bundle, damaged or not ours.

       1  CRITICAL  TypeError  (once)
          Cannot read properties of undefined (reading 'title')
          Where: films.all > films.load, at 10:00:05
          Key: tk1_fedcba9876543210

       2  WARNING  MOV-W010  Title missing  (1,204 times)
          For example: The film f1 has no title.
          What to do: Add a title to f1, or leave the film out with the option
          --skip-untitled, which also speeds up the import.
          Read more: https://films.example/MOV-W010
          Where: films.load, films.merge, films.check and 2 more, from 10:00:05 to
          10:00:59
          Key: tk1_0123456789abcdef

       3  INFO  The cache is cold.  (once)
          Where: films.load, at 10:00:05
          Key: tk1_0123456789abcdef
      "
    `)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('says that there is nothing to say', () => {
    expect(renderTerminal(summary(), { width: 80 })).toMatchInlineSnapshot(`
      "smonitor report: out/bundle
      shop · node 24.0.0 · 2026-03-01 10:00:00 to 10:01:00 UTC · ended with exit code
      1

      No diagnostics: nothing was reported in this run.
      "
    `)
  })

  test('of a bundle that was emptied says first that it was, and not that nothing was reported', () => {
    const notes = ['events.jsonl was changed after it was written.']
    const text = renderTerminal({ ...summary(), notes }, { width: 80 })
    expect(text).toContain(`\n\nNote: ${notes.join()}\nNo diagnostics are in this bundle.\n`)
  })

  test.each(['dropped', 'left_out', 'unreadable'])('of a bundle without what was %s says no more', (what) => {
    const whole = summary()
    const text = renderTerminal({ ...whole, totals: { ...whole.totals, [what]: 1 } }, { width: 80 })
    expect(text).toContain('\nNo diagnostics are in this bundle.\n')
  })

  test.each([
    ['a signal ended it', { exit_code: null, signal: 'SIGKILL' }, 'UTC · ended by SIGKILL'],
    ['it ended well', { exit_code: 0 }, 'UTC · ended with exit code 0'],
    ['nobody knows', { exit_code: null }, '10:00:00 to 10:01:00 UTC\n'],
  ])('tells how the run ended: %s', (_what, run, words) => {
    expect(renderTerminal(summary({ run: { ...summary().run, ...run } }))).toContain(words)
  })

  test('names the program by its file where the service has no name', () => {
    const run = { ...summary().run, service_name: '' }
    expect(renderTerminal(summary({ run }))).toContain('\napp.mjs · node 24.0.0 · ')
  })

  test('shows what an exception came from, and the line of the program', () => {
    const thrown = incident({ causes: ['FetchError: 503', 'Error: reset'], at: 'load (/app/load.js:3:9)' })
    expect(renderTerminal(summary({ incidents: [thrown] }))).toContain(
      '    Because of: FetchError: 503\n    Because of: Error: reset\n    Line: load (/app/load.js:3:9)\n    Where: ',
    )
  })

  test('gives one time for what happened within a second', () => {
    const text = renderTerminal(
      summary({ incidents: [incident({ count: 2, last: '2026-03-01T10:00:05.900Z' })] }),
    )
    expect(text).toContain('Where: films.load, at 10:00:05\n')
  })

  test.each([10, 40, 60, 80, 120, 500])(
    'keeps to %i columns, within 40 and 120, but for words that are longer',
    (width) => {
      const words = 'a word or two and some more, '.repeat(12)
      const text = renderTerminal(
        summary({
          bundle: words,
          incidents: [
            incident({ code: 'X-1', title: words, message: words, hint: words, sources: [words], count: 12 }),
          ],
        }),
        { width },
      )
      const columns = Math.max(40, Math.min(120, width))
      expect(text.split('\n').filter((line) => line.length > columns)).toEqual([])
    },
  )

  test.each(['ERROR', 'CRITICAL'] as const)(
    'says where one can report what it has no advice for: %s',
    (level) => {
      const incidents = [incident({ level, issues_url: 'https://films.example/issues' })]
      expect(renderTerminal(summary({ incidents }))).toContain(
        '\n    Report it: https://films.example/issues\n',
      )
    },
  )

  test.each<[string, Partial<Incident>]>([
    ['an error with something to do about it', { hint: 'Install it.' }],
    ['a warning', { level: 'WARNING' }],
    ['an error of a library that takes no reports', { issues_url: null }],
  ])('sends nobody away for %s', (_what, fields) => {
    const error = incident({ level: 'ERROR', issues_url: 'https://films.example/issues', ...fields })
    expect(renderTerminal(summary({ incidents: [error] }))).not.toContain('Report it')
  })

  test.each(Object.entries(HOSTILE))('lets nothing of a bundle reach the terminal: %s', (_what, hostile) => {
    const text = renderTerminal(
      summary({
        bundle: hostile,
        run: {
          run_id: hostile,
          service_name: hostile,
          entry: hostile,
          runtime: hostile,
          started_at: hostile,
          ended_at: hostile,
          exit_code: null,
          signal: hostile,
          state: 'ended',
        },
        totals: {
          events: 1,
          incidents: 1,
          by_level: { [hostile]: 1 },
          dropped: 0,
          left_out: 0,
          unreadable: 0,
        },
        incidents: [
          incident({
            triage_key: hostile,
            code: hostile,
            title: hostile,
            message: hostile,
            hint: hostile,
            doc_url: hostile,
            sources: [hostile],
            chain: [hostile, hostile],
            first: hostile,
            last: hostile,
            exception_type: hostile,
            count: 2,
          }),
          incident({ level: 'ERROR', issues_url: hostile }),
        ],
      }),
    )
    expect(findControl(text)).toBeUndefined()
    expect(text).not.toMatch(/^ERROR forged|^another/m)
    expect(text.length).toBeLessThan(20_000)
  })
})
