import { describe, expect, test } from 'vitest'
import type { RedactionMarks } from '../../../src/bundle/redaction/bundle-redaction.ts'
import { joinMarks } from '../../../src/bundle/redaction/join-marks.ts'

const marks = (fields: Partial<RedactionMarks> = {}): RedactionMarks => ({
  preset: 'none',
  paths: [],
  keys: [],
  patterns: 0,
  drop_context: false,
  drop_extra: false,
  drop_local_paths: false,
  replaced: { total: 0, by_rule: {}, by_path: {} },
  not_looked_for: 0,
  ...fields,
})

describe('joinMarks', () => {
  test.each([
    ['share', 'none', 'share'],
    ['ci', 'share', 'share'],
    ['sensitive', 'share', 'sensitive'],
    ['none', 'none', 'none'],
  ] as const)('of %s before and %s now makes %s', (before, now, joined) => {
    expect(joinMarks(marks({ preset: before }), marks({ preset: now })).preset).toBe(joined)
  })

  test('keeps what was left out and named before', () => {
    const before = marks({ preset: 'ci', paths: ['a'], keys: ['k'], patterns: 2, drop_extra: true })
    const replaced = { total: 1, by_rule: { keys: 1 }, by_path: { message: 1 } }
    const now = marks({ paths: ['b'], keys: ['k'], patterns: 1, drop_context: true, replaced })
    expect(joinMarks(before, now)).toEqual(
      marks({
        preset: 'ci',
        paths: ['a', 'b'],
        keys: ['k'],
        patterns: 3,
        drop_context: true,
        drop_extra: true,
        replaced,
      }),
    )
  })

  test.each([[null], [undefined], [{}], [{ preset: 'best' }], ['share']])(
    'believes nobody who says %j',
    (before) => {
      const now = marks({ preset: 'ci' })
      expect(joinMarks(before as never, now)).toEqual(now)
    },
  )
})
