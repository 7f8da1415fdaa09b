import { describe, expect, test } from 'vitest'
import { createEventTotals } from '../../src/record/event-totals.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

describe('the totals of a run', () => {
  test('count each event by level, code, category, source, key and resource', () => {
    const totals = createEventTotals()
    totals.add(sampleEvent({ code: 'FLM-W001', category: 'io', extra: { resource: 'films.json' } }))
    totals.add(sampleEvent({ code: 'FLM-W001', triage_key: 'tk1_b', extra: { resource: 'films.json' } }))
    totals.add(sampleEvent({ level: 'ERROR', source: 'films.save' }))
    totals.add(sampleEvent({ level: 'CRITICAL' }))
    expect(totals.report()).toMatchObject({
      events_total: 4,
      warnings_total: 2,
      errors_total: 2,
      events_by_level: { WARNING: 2, ERROR: 1, CRITICAL: 1 },
      events_by_code: { 'FLM-W001': 2 },
      events_by_category: { io: 1 },
      events_by_source: { 'films.load': 3, 'films.save': 1 },
      events_by_triage_key: { tk1_0123456789abcdef: 3, tk1_b: 1 },
      events_by_resource: { 'films.json': 2 },
      top_codes: [{ name: 'FLM-W001', count: 2 }],
      most_noisy_resources: [{ name: 'films.json', count: 2 }],
      recurrent_incidents: [{ name: 'tk1_0123456789abcdef', count: 3 }],
    })
  })

  test('keep the last ten that block and the last ten that can be acted on', () => {
    const totals = createEventTotals()
    for (let at = 0; at < 12; at += 1) {
      totals.add(sampleEvent({ level: 'ERROR', message: `e${at}` }))
      totals.add(sampleEvent({ message: `w${at}`, extra: { recommended_action: 'retry' } }))
    }
    const { blocking_incidents: blocking, actionable_incidents: actionable } = totals.report()
    expect(blocking.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, (_, at) => `e${at + 2}`),
    )
    expect(actionable.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, (_, at) => `w${at + 2}`),
    )
  })

  test('hand out reports that later events do not change', () => {
    const totals = createEventTotals()
    totals.add(sampleEvent({ level: 'ERROR' }))
    const before = totals.report()
    totals.add(sampleEvent({ level: 'ERROR' }))
    expect(before.blocking_incidents).toHaveLength(1)
    expect(before.errors_total).toBe(1)
  })
})
