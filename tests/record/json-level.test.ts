import { describe, expect, test } from 'vitest'
import { JSON_LEVELS } from '../../src/record/json-level.ts'
import { LEVEL_NAMES, toLevel } from '../../src/record/level.ts'

describe('JSON_LEVELS', () => {
  test('has the spelling of the Python library', () => {
    expect(JSON_LEVELS).toEqual({
      debug: 'DEBUG',
      info: 'INFO',
      warn: 'WARNING',
      error: 'ERROR',
      fatal: 'CRITICAL',
    })
  })

  test.each(LEVEL_NAMES)('has a name for %s that is read back as that level', (level) => {
    expect(toLevel(JSON_LEVELS[level])).toBe(level)
  })
})
