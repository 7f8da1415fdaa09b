import { describe, expect, test } from 'vitest'
import {
  isAtLeast,
  LEVEL_NAMES,
  levelOfSeverity,
  LEVELS,
  toLevel,
  type Level,
} from '../../src/record/level.ts'

describe('toLevel', () => {
  test.each([
    ['trace', 'debug'],
    ['debug', 'debug'],
    ['DEBUG', 'debug'],
    ['info', 'info'],
    ['INFO', 'info'],
    ['warn', 'warn'],
    ['WARN', 'warn'],
    ['warning', 'warn'],
    ['WARNING', 'warn'],
    ['error', 'error'],
    ['ERROR', 'error'],
    ['fatal', 'fatal'],
    ['FATAL', 'fatal'],
    ['critical', 'fatal'],
    ['CRITICAL', 'fatal'],
    ['Critical', 'fatal'],
  ])('reads %j as %j', (text, level) => {
    expect(toLevel(text)).toBe(level)
  })

  test.each(['', ' warn', 'loud', 'errors', 'constructor', '__proto__', 'toString', 13, null, undefined, {}])(
    'reads %j as no level',
    (value) => {
      expect(toLevel(value)).toBeUndefined()
    },
  )
})

describe('levelOfSeverity', () => {
  test.each([
    [1, 4, 'debug'],
    [5, 8, 'debug'],
    [9, 12, 'info'],
    [13, 16, 'warn'],
    [17, 20, 'error'],
    [21, 24, 'fatal'],
  ])('gives the numbers %i to %i the level %s', (first, last, level) => {
    for (let number = first; number <= last; number++) expect(levelOfSeverity(number)).toBe(level)
  })

  test.each([undefined, 0, -1])('takes %j, which says nothing, as info', (number) => {
    expect(levelOfSeverity(number)).toBe('info')
  })
})

describe('LEVELS', () => {
  test('has the severity numbers and texts of OTel', () => {
    expect(LEVELS).toEqual({
      debug: { severityNumber: 5, severityText: 'DEBUG' },
      info: { severityNumber: 9, severityText: 'INFO' },
      warn: { severityNumber: 13, severityText: 'WARN' },
      error: { severityNumber: 17, severityText: 'ERROR' },
      fatal: { severityNumber: 21, severityText: 'FATAL' },
    })
  })

  test.each(LEVEL_NAMES)('reads every name that it gives to %s back as that level', (level) => {
    const { severityNumber, severityText } = LEVELS[level]
    expect([toLevel(level), toLevel(severityText), levelOfSeverity(severityNumber)]).toEqual([
      level,
      level,
      level,
    ])
  })
})

describe('isAtLeast', () => {
  test.each<[Level, readonly Level[]]>([
    ['debug', ['debug']],
    ['info', ['debug', 'info']],
    ['warn', ['debug', 'info', 'warn']],
    ['error', ['debug', 'info', 'warn', 'error']],
    ['fatal', ['debug', 'info', 'warn', 'error', 'fatal']],
  ])('says that %s reaches the thresholds %j and no other', (level, thresholds) => {
    expect(LEVEL_NAMES.filter((threshold) => isAtLeast(level, threshold))).toEqual(thresholds)
  })
})
