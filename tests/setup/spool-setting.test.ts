import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSpoolSetting, type SpoolOptions } from '../../src/setup/spool-setting.ts'

const DEFAULT = { folder: resolve('.smonitor/runs') }

describe('where runs are kept', () => {
  test.each<[string | false | SpoolOptions | undefined, string | undefined, object | undefined]>([
    [undefined, undefined, DEFAULT],
    [undefined, ' ', DEFAULT],
    [undefined, 'true', DEFAULT],
    [undefined, 'var/runs', { folder: resolve('var/runs') }],
    [undefined, '/var/runs', { folder: '/var/runs' }],
    [undefined, 'false', undefined],
    [undefined, 'Off', undefined],
    [false, 'var/runs', undefined],
    ['mine', 'var/runs', { folder: resolve('mine') }],
    ['mine', 'off', { folder: resolve('mine') }],
    [{ maxRuns: 3 }, undefined, { ...DEFAULT, maxRuns: 3 }],
    [{ maxRuns: 3 }, 'off', { ...DEFAULT, maxRuns: 3 }],
    [{ maxBytes: 5 }, 'var/runs', { folder: resolve('var/runs'), maxBytes: 5 }],
    [{ folder: 'mine', maxAgeDays: 7 }, 'var/runs', { folder: resolve('mine'), maxAgeDays: 7 }],
  ])('option %j and variable %j', (option, variable, expected) => {
    expect(readSpoolSetting(option, variable === undefined ? {} : { SMONITOR_SPOOL: variable })).toEqual(
      expected,
    )
  })
})
