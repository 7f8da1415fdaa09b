import { describe, expect, test } from 'vitest'
import { isDiagnosticError } from '../../src/record/diagnostic-brand.ts'
import { readSettings, type SmonitorOptions } from '../../src/setup/options.ts'

describe('where a setting comes from', () => {
  test.each<[string, string, SmonitorOptions, Record<string, string>, unknown]>([
    ['profile', 'the default', {}, {}, 'user'],
    ['profile', 'the environment', {}, { SMONITOR_PROFILE: 'agent' }, 'agent'],
    ['profile', 'the call', { profile: 'dev' }, { SMONITOR_PROFILE: 'agent' }, 'dev'],
    ['profile', 'the default, when the variable is blank', {}, { SMONITOR_PROFILE: ' ' }, 'user'],
    ['level', 'the profile', {}, {}, 'warn'],
    ['level', 'the profile of the environment', {}, { SMONITOR_PROFILE: 'debug' }, 'debug'],
    ['level', 'the environment, in any spelling', {}, { SMONITOR_LEVEL: ' WARNING ' }, 'warn'],
    ['level', 'the environment over the profile', { profile: 'debug' }, { SMONITOR_LEVEL: 'error' }, 'error'],
    ['level', 'the call', { level: 'fatal' }, { SMONITOR_LEVEL: 'error' }, 'fatal'],
    ['maxRepeats', 'the profile', {}, {}, 10],
    ['maxRepeats', 'the profile that is named', { profile: 'qa' }, {}, Infinity],
    ['maxRepeats', 'the call', { maxRepeats: 0 }, {}, 0],
    ['json', 'nowhere', {}, {}, undefined],
    ['json', 'the environment', {}, { SMONITOR_JSON: 'a.jsonl' }, 'a.jsonl'],
    ['json', 'the call', { json: 'b.jsonl' }, { SMONITOR_JSON: 'a.jsonl' }, 'b.jsonl'],
    ['bundle', 'nowhere', {}, {}, undefined],
    ['bundle', 'the environment', {}, { SMONITOR_BUNDLE: 'out/a' }, 'out/a'],
    ['bundle', 'the call', { bundle: 'out/b' }, { SMONITOR_BUNDLE: 'out/a' }, 'out/b'],
    ['eventBufferSize', 'the default', {}, {}, 1000],
    ['eventBufferSize', 'the environment', {}, { SMONITOR_EVENT_BUFFER: '50' }, 50],
    ['eventBufferSize', 'the call', { eventBufferSize: 0 }, { SMONITOR_EVENT_BUFFER: '50' }, 0],
    ['captureExceptions', 'the default', {}, {}, true],
    ['captureExceptions', 'the environment', {}, { SMONITOR_CAPTURE_EXCEPTIONS: '0' }, false],
    [
      'captureExceptions',
      'the call',
      { captureExceptions: true },
      { SMONITOR_CAPTURE_EXCEPTIONS: '0' },
      true,
    ],
    ['isEnabled', 'the default', {}, {}, true],
    ['isEnabled', 'the environment', {}, { SMONITOR_ENABLED: 'Off' }, false],
    ['isEnabled', 'the environment, said otherwise', {}, { SMONITOR_ENABLED: 'yes' }, true],
    ['serviceName', 'the call', { serviceName: 'shop' }, {}, 'shop'],
    ['runId', 'the environment', {}, { SMONITOR_RUN_ID: 'r1' }, 'r1'],
  ])('%s: %s', (name, _from, options, env, expected) => {
    expect(readSettings({ ...options, configPath: false }, env)).toHaveProperty(name, expected)
  })
})

describe('a value that is not valid', () => {
  const profiles = 'Use one of: user, dev, qa, agent, debug.'
  const levels = 'Use one of: debug, info, warn, error, fatal.'
  const count = 'Use a whole number, 0 or more.'
  const boolean = 'Use true or false.'

  test.each<[SmonitorOptions, Record<string, string>, string, string]>([
    [{ profile: 'prod' }, {}, 'profile is "prod", which is not valid.', profiles],
    [{}, { SMONITOR_PROFILE: 'prod' }, 'SMONITOR_PROFILE is "prod", which is not valid.', profiles],
    [{}, { SMONITOR_PROFILE: 'toString' }, 'SMONITOR_PROFILE is "toString", which is not valid.', profiles],
    [{ level: 'loud' as never }, {}, 'level is "loud", which is not valid.', levels],
    [{}, { SMONITOR_LEVEL: '3' }, 'SMONITOR_LEVEL is "3", which is not valid.', levels],
    [
      { maxRepeats: -1 },
      {},
      'maxRepeats is -1, which is not valid.',
      'Use a whole number, 0 or more, or all.',
    ],
    [
      { maxRepeats: 1.5 },
      {},
      'maxRepeats is 1.5, which is not valid.',
      'Use a whole number, 0 or more, or all.',
    ],
    [{ eventBufferSize: Number.NaN }, {}, 'eventBufferSize is NaN, which is not valid.', count],
    [{}, { SMONITOR_EVENT_BUFFER: 'many' }, 'SMONITOR_EVENT_BUFFER is "many", which is not valid.', count],
    [{}, { SMONITOR_ENABLED: 'maybe' }, 'SMONITOR_ENABLED is "maybe", which is not valid.', boolean],
    [
      {},
      { SMONITOR_CAPTURE_EXCEPTIONS: '2' },
      'SMONITOR_CAPTURE_EXCEPTIONS is "2", which is not valid.',
      boolean,
    ],
  ])('is refused with its name, itself and what is allowed: %j %j', (options, env, message, hint) => {
    let thrown: unknown
    try {
      readSettings({ ...options, configPath: false }, env)
    } catch (error) {
      thrown = error
    }
    expect(isDiagnosticError(thrown)).toBe(true)
    expect(thrown).toMatchObject({ code: 'SMON-E102', message, hint })
  })
})
