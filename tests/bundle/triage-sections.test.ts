import { describe, expect, test } from 'vitest'
import { gatherTriage } from '../../src/bundle/triage-sections.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

function sectionsOf(...events: readonly DiagnosticEvent[]) {
  const triage = gatherTriage()
  for (const event of events) triage.add(event)
  return triage.sections()
}

describe('the triage of a bundle', () => {
  test('counts by code, category, key, source and resource, most frequent first', () => {
    const one = sampleEvent({
      code: 'A-W001',
      category: 'disk',
      triage_key: 'tk1_1',
      source: 'a',
      extra: { resource: 'r' },
    })
    const other = sampleEvent({ code: null, category: null, triage_key: 'tk1_2', source: 'b', extra: {} })
    expect(sectionsOf(other, one, one)).toMatchObject({
      events_by_code: { 'A-W001': 2 },
      events_by_category: { disk: 2 },
      events_by_triage_key: { tk1_1: 2, tk1_2: 1 },
      events_by_source: { a: 2, b: 1 },
      events_by_resource: { r: 2 },
      top_sources: [
        { name: 'a', count: 2 },
        { name: 'b', count: 1 },
      ],
      recurrent_incidents: [{ name: 'tk1_1', count: 2 }],
    })
  })

  test('lists the newest ten that block, without what events.jsonl has besides', () => {
    const errors = Array.from({ length: 12 }, (_, at) => sampleEvent({ level: 'ERROR', message: `m${at}` }))
    const { blocking_incidents: blocking } = sectionsOf(...errors)
    expect(blocking.map(({ message }) => message)).toEqual(errors.slice(2).map(({ message }) => message))
    expect(Object.keys(blocking[0] ?? {})).not.toContain('extra')
  })

  test('tells summaries of held back warnings from those of duplicates, and lists slow signals', () => {
    const summary = (kind: string, count: number) =>
      sampleEvent({
        event_name: 'smonitor.diagnostic.summary',
        extra: { summary_kind: kind, log_count: count },
      })
    const slow = sampleEvent({
      event_name: 'smonitor.signal.slow',
      source: 'films.load',
      extra: { duration_ms: 31.5, threshold_ms: 20 },
    })
    expect(sectionsOf(summary('coalesced', 7), summary('duplicate', 9), slow)).toMatchObject({
      coalesced_warnings: [{ count: 7 }],
      duplicate_summaries: [{ count: 9 }],
      slow_signals_recent: [{ source: 'films.load', duration_ms: 31.5, threshold_ms: 20 }],
    })
  })

  test('does not grow with the events', () => {
    const triage = gatherTriage()
    for (let at = 0; at < 30_000; at += 1)
      triage.add(sampleEvent({ triage_key: `tk1_${at}`, source: `s${at}` }))
    expect(Object.keys(triage.sections().events_by_triage_key).length).toBe(10_000)
  })
})
