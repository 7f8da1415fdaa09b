import { describe, expect, test } from 'vitest'
import { createPolicy } from '../../src/policy/policy.ts'
import { fromPython } from '../../src/policy/python-rules.ts'
import { rulesOf } from '../../src/setup/rules-of.ts'
import { resolveSettings } from '../../src/setup/settings/resolve-settings.ts'
import { sampleRecord } from './sample-item.ts'

describe('blocks of the Python library', () => {
  test('FILTERS become rules that drop, sample and limit', () => {
    const filters = [
      { when: { code_prefix: 'FILM-' }, rate_limit: '1/100@60' },
      { when: { level: 'DEBUG' }, drop: true },
    ]
    expect(fromPython('filters', filters)).toEqual([
      { id: 'filters[0]', when: { code_prefix: 'FILM-' }, rate: '1/100@60' },
      { id: 'filters[1]', when: { level: 'DEBUG' }, drop: true },
    ])
  })

  test('ROUTES become rules that change and route', () => {
    const routes = [
      {
        when: { source: 'films.load' },
        set: { level: 'ERROR', message: 'Other.', owner: 'team' },
        set_extra: { ticket: 'T-1' },
        rename: { year: 'film_year' },
        drop_fields: ['path', 'hint'],
        add_tags: ['seen'],
        send_to: 'json',
      },
    ]
    const policy = createPolicy(fromPython('routes', routes))
    const { item, sendTo } = policy.decideLog(sampleRecord())
    expect(sendTo).toEqual(['json'])
    expect(item).toMatchObject({ severityNumber: 17, body: 'Other.' })
    expect(item?.attributes).toMatchObject({
      'smonitor.param.owner': 'team',
      'smonitor.param.ticket': 'T-1',
      'smonitor.param.film_year': 1927,
      'smonitor.tags': ['io', 'slow', 'seen'],
    })
    expect(Object.keys(item?.attributes ?? {})).not.toContain('smonitor.param.path')
  })

  test('come before the rules of `policy`, and repetitions last', () => {
    const { settings } = resolveSettings({
      call: {
        policy: [{ drop: true }],
        filters: [{ sample: 1 }],
        routes: [{ send_to: 'json' }],
        warningCoalesceWindowMs: 5000,
        duplicatePolicy: { mode: 'everyN', n: 3 },
      },
      env: {},
      cwd: '/',
    })
    expect(rulesOf(settings)).toEqual([
      { id: 'filters[0]', sample: 1 },
      { id: 'routes[0]', route: 'json' },
      { id: 'policy[0]', drop: true },
      { id: 'warningCoalesceWindowMs', when: { severity: 'warn' }, coalesce: { windowMs: 5000 } },
      { id: 'duplicatePolicy', dedupe: { everyN: 3 } },
    ])
  })
})
