import { afterEach, expect, test } from 'vitest'
import { closeExpectedWarnings, openExpectedWarnings } from '../../src/capture/expected-warnings.ts'
import { findExpectedWarnings } from '../../src/record/expected-warnings.ts'

afterEach(closeExpectedWarnings)

test('a warning is expected as many times as it was announced', () => {
  const expected = openExpectedWarnings()
  for (let time = 0; time < 2; time += 1) findExpectedWarnings()?.expect('Warning', 'A-1', 'm')
  expect(expected.take('Warning', 'A-2', 'm')).toBe(false)
  expect([1, 2, 3].map(() => expected.take('Warning', 'A-1', 'm'))).toEqual([true, true, false])
})

test('all who capture warnings expect the same ones, and none are once the last has left', () => {
  expect(findExpectedWarnings()).toBeUndefined()
  expect(openExpectedWarnings()).toBe(openExpectedWarnings())
  closeExpectedWarnings()
  expect(findExpectedWarnings()).toBeUndefined()
})

test('of warnings that never come the newest 1000 are remembered', () => {
  const expected = openExpectedWarnings()
  for (let at = 0; at < 1500; at += 1) expected.expect('Warning', 'A-1', `${at}`)
  expect(expected.take('Warning', 'A-1', '499')).toBe(false)
  expect(expected.take('Warning', 'A-1', '500')).toBe(true)
})
