import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { BundleInput } from '../../src/bundle/bundle-input.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { compareBundles } from '../../src/triage/compare-bundles.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const ENDED = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }

function bundleOf(events: readonly Partial<DiagnosticEvent>[], more: Partial<BundleInput> = {}) {
  const folder = join(tempFolder(), 'bundle')
  const input = {
    run: sampleRun(),
    end: ENDED,
    catalogs: [],
    events: events.map((event) => sampleEvent({ cluster_key: null, ...event })),
  }
  writeBundle(folder, { ...input, ...more })
  return readBundle(folder)
}

const FIXTURES = join(import.meta.dirname, '../fixtures/python-bundles')
const timings = (...names: string[]) => ({
  report: { timings: Object.fromEntries(names.map((name) => [name, { count: 2 }])) },
})

/** The state of each incident, by its key. */
function statesOf(...[current, previous]: Parameters<typeof compareBundles>) {
  const { incidents } = compareBundles(current, previous)
  return Object.fromEntries(incidents.map(({ triage_key, state }) => [triage_key, state]))
}

describe('what becomes of an incident between two runs', () => {
  test('new, recurrent, and not observed where nothing proves more', () => {
    const previous = bundleOf([{ triage_key: 'tk1_a' }, { triage_key: 'tk1_b' }])
    const current = bundleOf([{ triage_key: 'tk1_c' }, { triage_key: 'tk1_b' }, { triage_key: 'tk1_b' }])
    expect(compareBundles(current, previous)).toMatchObject({
      states: {
        new: 1,
        recurrent: 1,
        not_observed: 1,
        resolved: 0,
        interrupted: 0,
        changed: 0,
        spreading: 0,
      },
      incidents: [
        { state: 'new', triage_key: 'tk1_c', before: 0, after: 1 },
        { state: 'recurrent', triage_key: 'tk1_b', before: 1, after: 2 },
        { state: 'not_observed', triage_key: 'tk1_a', before: 1, after: 0 },
      ],
    })
  })

  const gone = () => bundleOf([{ triage_key: 'tk1_a', source: 'films.load' }])

  test('resolved only if its signal was called and ended, in a run that went well to its end', () => {
    expect(statesOf(bundleOf([], timings('films.load')), gone())).toEqual({ tk1_a: 'resolved' })
    for (const current of [
      bundleOf([], timings('films.save')),
      bundleOf([], { ...timings('films.load'), end: { ...ENDED, exit_code: 1 } }),
      bundleOf([], { ...timings('films.load'), end: { ...ENDED, exit_code: null, state: 'running' } }),
      bundleOf([], { ...timings('films.load'), dropped: () => 1 }),
      bundleOf([], { ...timings('films.load'), leftOut: () => 1 }),
    ])
      expect(statesOf(current, gone())).toEqual({ tk1_a: 'not_observed' })
  })

  test('not resolved by a bundle of which a line cannot be read', () => {
    const damaged = bundleOf([{ triage_key: 'tk1_z' }], timings('films.load'))
    appendFileSync(join(damaged.path, 'events.jsonl'), '{"torn')
    expect(statesOf(damaged, gone())['tk1_a']).toBe('not_observed')
  })

  test.each([
    [{ ...ENDED, exit_code: null, signal: 'SIGKILL' }],
    [{ ...ENDED, exit_code: null, state: 'killed' as const }],
  ])('interrupted in a run that was cut off: %j', (end) => {
    expect(statesOf(bundleOf([], { ...timings('films.load'), end }), gone())).toEqual({
      tk1_a: 'interrupted',
    })
  })

  test('spreading when it comes by a way that the previous run had not', () => {
    const chain = (...names: string[]) => ({ context: { chain: names, depth: names.length } })
    const previous = bundleOf([{ triage_key: 'tk1_a', source: 's', ...chain('a', 's') }])
    const current = bundleOf([
      { triage_key: 'tk1_a', source: 's', ...chain('a', 's') },
      { triage_key: 'tk1_a', source: 's', ...chain('b', 's') },
      { triage_key: 'tk1_a', source: 't' },
    ])
    const { incidents } = compareBundles(current, previous)
    expect(incidents).toMatchObject([{ state: 'spreading', new_places: ['t', 'b > s'] }])
    expect(statesOf(previous, current)).toEqual({ tk1_a: 'recurrent' })
  })

  test('changed when another problem without a code comes from where one was before, each at most once', () => {
    const of = (triage_key: string, cluster_key: string, code: string | null = null) => ({
      triage_key,
      cluster_key,
      code,
    })
    const previous = bundleOf([of('tk1_a', 'tc1_1'), of('tk1_coded', 'tc1_2', 'X-1')])
    const current = bundleOf([of('tk1_b', 'tc1_1'), of('tk1_c', 'tc1_1'), of('tk1_d', 'tc1_2', 'X-1')])
    const { incidents } = compareBundles(current, previous)
    expect(incidents.map(({ state, triage_key, previous_key }) => [state, triage_key, previous_key])).toEqual(
      [
        ['new', 'tk1_c', null],
        ['new', 'tk1_d', null],
        ['changed', 'tk1_b', 'tk1_a'],
        ['not_observed', 'tk1_coded', null],
      ],
    )
  })
})

describe('a comparison', () => {
  test('counts codes, sources and slow signals, the greatest difference first, and leaves out what is the same', () => {
    const slow = { event_name: 'smonitor.signal.slow', source: 'films.load' }
    const previous = bundleOf([{ code: 'A-1' }, { code: 'B-1' }, { code: null }, slow])
    const current = bundleOf([{ code: 'A-1' }, { code: 'B-1' }, { code: 'B-1' }, { code: 'B-1' }, slow, slow])
    const { codes, sources, slow_signals } = compareBundles(current, previous)
    expect(codes.find(({ name }) => name === 'A-1')).toBeUndefined()
    expect(codes[0]).toEqual({ name: 'B-1', before: 1, after: 3, delta: 2 })
    expect(sources).toHaveLength(1)
    expect(slow_signals).toEqual([{ name: 'films.load', before: 1, after: 2, delta: 1 }])
  })

  test('tells what was set in another way', () => {
    const catalog = { name: 'films', version: '1.0.0', codes: {} }
    const previous = bundleOf([], {
      catalogs: [catalog],
      config: { settings: { level: 'warn', a: [1], runId: 'r1' } },
    })
    const run = { ...sampleRun(), profile: 'qa' }
    const current = bundleOf([], {
      run,
      catalogs: [{ ...catalog, version: '1.1.0' }],
      config: { settings: { level: 'info', a: [1], runId: 'r2' } },
    })
    expect(compareBundles(current, previous).changes).toEqual([
      { what: 'profile', before: sampleRun().profile, after: 'qa' },
      { what: 'catalog films', before: '1.0.0, 0 codes', after: '1.1.0, 0 codes' },
      { what: 'setting level', before: 'warn', after: 'info' },
    ])
  })

  test('of two runs of the Python library finds what is known to differ', () => {
    const comparison = compareBundles(
      readBundle(join(FIXTURES, 'current')),
      readBundle(join(FIXTURES, 'previous')),
    )
    expect(comparison.states).toMatchObject({ new: 1, recurrent: 4, not_observed: 1 })
    expect(comparison.incidents[0]).toMatchObject({ state: 'new', after: 2, incident: { code: 'MSM-E120' } })
    expect(comparison.codes).toContainEqual({ name: 'MSM-W010', before: 6, after: 9, delta: 3 })
    expect(comparison.slow_signals).toEqual([{ name: '__main__.load', before: 6, after: 9, delta: 3 }])
    expect(comparison.notes.join(' ')).toContain('Both bundles: It is of the Python library.')
  })

  test('of the two worlds says that no key can be the same', () => {
    const { notes, states } = compareBundles(bundleOf([{}]), readBundle(join(FIXTURES, 'previous')))
    expect(notes[0]).toContain('no key of one is in the other')
    expect(states).toMatchObject({ new: 1, recurrent: 0, not_observed: 5 })
  })

  test('of a run with itself finds nothing new', () => {
    const bundle = bundleOf([{ triage_key: 'tk1_a' }, { triage_key: 'tk1_b', code: 'X-1' }])
    expect(compareBundles(bundle, bundle)).toMatchObject({
      states: { recurrent: 2, new: 0 },
      codes: [],
      sources: [],
      changes: [],
    })
  })
})
