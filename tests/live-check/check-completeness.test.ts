import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegistry } from '../../semconv/model.ts'
import { checkCompleteness } from './check-completeness.ts'

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
const all = [...registry.events.map(({ name }) => name), ...registry.attributes.map(({ key }) => key)]

describe('a whole run', () => {
  test('that emits every name is complete', () => {
    expect(checkCompleteness(registry, new Set(all), [])).toEqual([])
  })

  test('may leave out what is excused', () => {
    const names = ['smonitor.signal.slow', 'smonitor.caller']
    const emitted = new Set(all.filter((name) => !names.includes(name)))
    expect(checkCompleteness(registry, emitted, [{ reason: 'later', names }])).toEqual([])
  })

  test.each([
    ['emits nothing at all', [], [], ['No test emitted any record or span: the live check saw nothing.']],
    [
      'misses an event',
      all.filter((name) => name !== 'smonitor.signal.slow'),
      [],
      ['smonitor.signal.slow is in the registry, and no test emits it. Add a test, or say why not.'],
    ],
    [
      'misses an attribute',
      all.filter((name) => name !== 'smonitor.code'),
      [],
      ['smonitor.code is in the registry, and no test emits it. Add a test, or say why not.'],
    ],
    [
      'emits what is excused',
      all,
      ['smonitor.caller'],
      ['smonitor.caller is emitted. Take it out of NOT_EMITTED_YET.'],
    ],
    [
      'excuses what is not in the registry',
      all,
      ['smonitor.guess'],
      ['smonitor.guess is not in the registry. Take it out of NOT_EMITTED_YET.'],
    ],
  ])('that %s is not', (_, emitted, names, problems) => {
    expect(checkCompleteness(registry, new Set(emitted), [{ reason: 'later', names }])).toEqual(problems)
  })
})
