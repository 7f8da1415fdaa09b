import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('dates', () => {
  test.each([
    '2026-11-22',
    '2026-11-22T09:23Z',
    '2026-11-22T09:23:56Z',
    '2026-11-22T09:23:56.123Z',
    '2026-11-22T09:23:56.123456+09:00',
    '2026-11-22T09:23:56-0500',
    '2026-11-22 09:23:56',
    '2026-11-22 09:23:56,123',
    '2026-11-22 09:23:56 UTC',
    '2026-11-22 09:23:56 +0000',
    '2026-11-22T09-23-56-123Z',
    'Sun Nov 22 2026 09:23:56 GMT+0000 (Coordinated Universal Time)',
    'Mon Nov 23 2026 18:01:00 GMT+0900 (Japan Standard Time)',
    'Sun, 22 Nov 2026 09:23:56 GMT',
    'Sunday, 22-Nov-26 09:23:56 GMT',
    'Sun Nov 22 09:23:56 2026',
    'Sun Nov  2 09:23:56 2026',
    'Nov 22, 2026',
    'Nov 22, 2026, 9:23:56 AM',
    'November 22, 2026 at 9:23 PM',
    '22 Nov 2026',
    'May 2026',
    '11/22/2026',
    '11/22/2026, 9:23:56 AM',
    '2026/11/22 09:23:56',
  ])('go in every form: %j', (date) => {
    expect(normaliseLine(`not before ${date} please`)).toBe('not before <date> please')
    expect(normaliseLine(`not before ${date}`)).toBe('not before <date>')
    expect(normaliseLine(`at '${date}'`)).toMatch(/^at '<date>'$/)
  })

  test.each([
    ['at 09:23:56 sharp', 'at <time> sharp'],
    ['at 09:23:56.123', 'at <time>'],
    ['at 9:23 PM', 'at <time>'],
    ['backup-2026-11-22.sql', 'backup-<date>.sql'],
    ['expired at 1700000000', 'expired at <n>'],
    ['expired at 1700000000123', 'expired at <n>'],
    ['expired 2026-11-22 (token revoked)', 'expired <date> (token revoked)'],
  ])('and times within text: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each(['You may not do that', 'March on', 'Decline', 'Monday', 'sun and moon', 'Market closed'])(
    'leave words alone: %j',
    (message) => {
      expect(normaliseLine(message)).toBe(message)
    },
  )

  test('leave a word that begins like a month alone, with a number behind it', () => {
    expect(normaliseLine('Market 3 closed')).toBe('Market <n> closed')
  })
})
