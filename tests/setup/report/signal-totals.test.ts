import { describe, expect, test } from 'vitest'
import { createSignalTotals } from '../../../src/setup/report/signal-totals.ts'

function span(name: string | undefined, ms: number) {
  return {
    attributes: name === undefined ? {} : { 'smonitor.signal': name },
    duration: [Math.floor(ms / 1000), (ms % 1000) * 1e6] as const,
  }
}

describe('the totals of signals', () => {
  test('count calls and time them by name and by module', () => {
    const totals = createSignalTotals()
    expect(totals.add(span('films.load', 1500))).toBeCloseTo(1.5, 9)
    totals.add(span('films.load', 500))
    totals.add(span('films.save', 100))
    totals.add(span('main', 1))
    const report = totals.report()
    expect(report.calls_total).toBe(4)
    expect(report.timings['films.load']).toMatchObject({ count: 2, max_ms: 1500 })
    expect(report.timings_by_module['films']).toMatchObject({ count: 3, max_ms: 1500 })
    expect(report.timings_by_module['main']).toMatchObject({ count: 1 })
    expect(report.most_expensive_entries.map(({ name }) => name)).toEqual([
      'films.load',
      'films.save',
      'main',
    ])
  })

  test('pass spans by that are no signals', () => {
    const totals = createSignalTotals()
    expect(totals.add(span(undefined, 5))).toBeUndefined()
    expect(totals.report()).toMatchObject({ calls_total: 0, timings: {} })
  })

  test('count calls under a thousand names, and the calls of further ones only in the total', () => {
    const totals = createSignalTotals()
    for (let at = 0; at < 1010; at += 1) totals.add(span(`m.f${at}`, 1))
    const report = totals.report()
    expect(Object.keys(report.timings)).toHaveLength(1000)
    expect(report.calls_total).toBe(1010)
    expect(report.timings_by_module['m']?.count).toBe(1010)
  })
})
