import { describe, expect, test } from 'vitest'
import { parseSince } from '../../src/cli/parse-since.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')

describe('a point in time', () => {
  test.each([
    ['90s', '2026-03-01T11:58:30.000Z'],
    ['15m', '2026-03-01T11:45:00.000Z'],
    ['1.5h', '2026-03-01T10:30:00.000Z'],
    ['2d', '2026-02-27T12:00:00.000Z'],
    ['0s', '2026-03-01T12:00:00.000Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T10:00', '2026-02-28T10:00:00.000Z'],
    ['2026-02-28 10:00:30', '2026-02-28T10:00:30.000Z'],
    ['2026-02-28T10:00:30.5Z', '2026-02-28T10:00:30.500Z'],
    ['2026-02-28T10:00:30z', '2026-02-28T10:00:30.000Z'],
    ['2026-02-28T10:00+02:00', '2026-02-28T08:00:00.000Z'],
    ['2026-02-28T10:00-0530', '2026-02-28T15:30:00.000Z'],
  ])('is read, in UTC where it names no zone: %s', (text, expected) => {
    expect(parseSince(text, NOW)).toBe(expected)
  })

  test.each([
    '',
    'yesterday',
    '15',
    'm',
    '-5m',
    '15 m',
    '2026-13-01',
    '2026-02-30T25:00',
    '1e9d',
    '9999999999999999d',
    '2026-02-28T',
  ])('is none: %s', (text) => {
    expect(parseSince(text, NOW)).toBeUndefined()
  })
})
