import { expect, test } from 'vitest'
import { addCounts } from '../../src/setup/add-counts.ts'

test('counts are added up number by number, and none are no numbers', () => {
  expect(addCounts([])).toBeUndefined()
  expect(addCounts([{ sent: 1, dropped: 2 }])).toEqual({ sent: 1, dropped: 2 })
  expect(
    addCounts([
      { sent: 1, dropped: 2 },
      { sent: 10, dropped: 0 },
      { sent: 100, dropped: 20 },
    ]),
  ).toEqual({ sent: 111, dropped: 22 })
})
