import { describe, expect, test } from 'vitest'
import { isProfileName, PROFILE_NAMES, PROFILES } from '../../src/profiles/profiles.ts'

describe('the profiles', () => {
  test('are five, each with the words of its own reader', () => {
    expect(PROFILE_NAMES).toEqual(['user', 'dev', 'qa', 'agent', 'debug'])
    for (const name of PROFILE_NAMES) expect(PROFILES[name].audience).toBe(name)
  })

  test('spare people and agents what repeats, and give those who search all of it', () => {
    const { user, dev, qa, agent, debug } = PROFILES
    expect([user, dev, agent].map(({ maxRepeats }) => maxRepeats)).toEqual([10, 10, 10])
    expect([qa, debug].map(({ maxRepeats }) => maxRepeats)).toEqual([Infinity, Infinity])
    expect(PROFILE_NAMES.map((name) => PROFILES[name].level)).toEqual([
      'warn',
      'info',
      'info',
      'info',
      'debug',
    ])
  })

  test.each([
    ['agent', true],
    ['Agent', false],
    ['', false],
    ['toString', false],
    ['__proto__', false],
  ])('know whether "%s" is one of them', (name, expected) => {
    expect(isProfileName(name)).toBe(expected)
  })
})
