import { expect, test } from 'vitest'
import { createRedundancies } from '../../../src/setup/report/redundancies.ts'

test('redundant work is counted by callsite, and the last twenty are kept with their details', () => {
  const redundancies = createRedundancies()
  for (let at = 0; at < 25; at += 1) redundancies.add('films.convert', { at })
  redundancies.add('films.parse')
  const report = redundancies.report()
  expect(report).toMatchObject({
    redundancies_total: 26,
    redundancies_by_callsite: { 'films.convert': 25, 'films.parse': 1 },
    top_redundancies: [
      { name: 'films.convert', count: 25 },
      { name: 'films.parse', count: 1 },
    ],
  })
  expect(report.redundancies_recent).toHaveLength(20)
  expect(report.redundancies_recent[0]).toMatchObject({ callsite: 'films.convert', details: { at: 6 } })
  expect(report.redundancies_recent.at(-1)).toMatchObject({ callsite: 'films.parse', details: {} })
})
