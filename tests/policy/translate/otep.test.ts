import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRules } from '../../../src/policy/check-rules.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import type { PolicyRule } from '../../../src/policy/rule.ts'
import { fromOtep } from '../../../src/policy/translate/from-otep.ts'
import { toOtep } from '../../../src/policy/translate/to-otep.ts'
import { anyRule, anyWhen } from '../../fuzz/any-rule.ts'
import { sampleRecord } from '../sample-item.ts'

describe('the translation to OTEP 4738', () => {
  test.each<[string, PolicyRule, object]>([
    [
      'drop',
      { id: 'debug', description: 'No debug.', when: { severity: { lt: 'info' } }, drop: true },
      {
        id: 'debug',
        name: 'debug',
        description: 'No debug.',
        log: { match: [{ log_field: 'severity_text', exact: 'DEBUG' }], keep: 'none' },
      },
    ],
    [
      'sample and changes',
      {
        id: 'a',
        when: { code: { in: ['A.1', 'B'] }, 'resource.service.name': { prefix: 'pay', negate: true } },
        sample: 0.1,
        remove: ['params.card'],
        rename: { 'attributes.a': 'attributes.b' },
        set: { hint: 'x' },
      },
      {
        id: 'a',
        name: 'a',
        log: {
          match: [
            { log_attribute: ['smonitor.code'], regex: '^(A\\.1|B)$' },
            { resource_attribute: ['service.name'], starts_with: 'pay', negate: true },
          ],
          keep: '10%',
          transform: {
            remove: [{ log_attribute: ['smonitor.param.card'] }],
            rename: [{ log_attribute: ['a'], to: 'b', upsert: true }],
            add: [{ log_attribute: ['smonitor.hint'], value: 'x', upsert: true }],
          },
        },
      },
    ],
    [
      'spans',
      { id: 's', on: 'span', when: { 'span.name': 'GET', not: { 'span.status': 'error' } }, sample: 0.5 },
      {
        id: 's',
        name: 's',
        trace: {
          match: [
            { trace_field: 'name', exact: 'GET' },
            { span_status: true, exact: 'error', negate: true },
          ],
          keep: { percentage: 50 },
        },
      },
    ],
    [
      'rate',
      { id: 'r', when: { message: { regex: 'a.c', caseInsensitive: true } }, rate: '5/s' },
      {
        id: 'r',
        name: 'r',
        log: { match: [{ log_field: 'body', regex: 'a.c', case_insensitive: true }], keep: '5/s' },
      },
    ],
  ])('of %s', (_name, rule, policy) => {
    expect(toOtep([rule])).toEqual({ policies: [policy], untranslated: [] })
  })

  test.each<[PolicyRule, string]>([
    [{ when: { any: [{ code: 'A' }] }, drop: true }, 'when.any'],
    [{ when: { 'params.year': { gte: 5 } }, drop: true }, 'when.params.year.gte'],
    [{ when: { 'params.year': 5 }, drop: true }, 'when.params.year'],
    [{ when: { library: 'films' }, drop: true }, 'when.library'],
    [{ when: { not: { code: 'A', source: 'B' } }, drop: true }, 'when.not'],
    [{ rate: '1/100' }, 'rate'],
    [{ rate: '1/100@60' }, 'rate'],
    [{ keep: true }, 'keep'],
    [{ sample: 'trace' }, 'sample'],
    [{ coalesce: { windowMs: 5 } }, 'coalesce'],
    [{ dedupe: 'summary' }, 'dedupe'],
    [{ tag: 'a' }, 'tag'],
    [{ severity: 'info' }, 'severity'],
    [{ route: 'json' }, 'route'],
    [{ redact: { presets: ['secrets'] } }, 'redact'],
    [{ on: ['log', 'span'], drop: true }, 'on'],
  ])('lists what has no equal, and does not guess: %j', (rule, part) => {
    const { policies, untranslated } = toOtep([{ id: 'one', ...rule }])
    expect(policies).toEqual([])
    expect(untranslated.map(({ rule: id, part: at }) => [id, at])).toEqual([['one', part]])
  })

  test('and back decides about every record as before, wherever nothing was listed', () => {
    let translated = 0
    fc.assert(
      fc.property(anyWhen, anyRule, (when, { drop, remove, rename, set }) => {
        const rule = JSON.parse(JSON.stringify({ when, drop, remove, rename, set })) as PolicyRule
        const { policies, untranslated } = toOtep([{ on: 'log', ...rule }])
        if (untranslated.length > 0 || policies.length === 0) return
        const back = fromOtep(JSON.parse(JSON.stringify({ policies })))
        expect([back.untranslated, checkRules(back.rules)]).toEqual([[], []])
        translated += 1
        const decide = (rules: readonly PolicyRule[]) =>
          [sampleRecord(), sampleRecord({ 'smonitor.code': 'a', 'smonitor.param.path': undefined })].map(
            (record) => {
              const { outcome, item } = createPolicy(rules).decideLog(record)
              return { outcome, body: item?.body, attributes: item?.attributes }
            },
          )
        expect(decide(back.rules)).toEqual(decide([{ on: 'log', ...rule }]))
      }),
      { numRuns: 3000, seed: 15 },
    )
    expect(translated).toBeGreaterThan(20)
  })
})

describe('the translation from OTEP 4738', () => {
  test('takes one policy, a list or an object of them, and paths as texts', () => {
    const policy = {
      id: 'drop-payment-debug',
      name: 'Drop debug logs from payment services',
      log: {
        match: [
          { resource_attribute: 'service.name', regex: '^payment-' },
          { log_field: 'severity_text', exact: 'DEBUG' },
        ],
        keep: 'none',
      },
    }
    const expected = {
      rules: [
        {
          id: 'drop-payment-debug',
          description: 'Drop debug logs from payment services',
          on: 'log',
          when: {
            all: [{ 'resource.service.name': { regex: '^payment-' } }, { severity_text: { eq: 'DEBUG' } }],
          },
          keep: 'none',
        },
      ],
      untranslated: [],
      problems: [],
    }
    expect([fromOtep(policy), fromOtep([policy]), fromOtep({ policies: [policy] })]).toEqual([
      expected,
      expected,
      expected,
    ])
    expect(checkRules(expected.rules)).toEqual([])
  })

  test.each([
    [{ metric: { match: [], keep: false } }, 'metric'],
    [{ log: { match: [{ log_field: 'observed_time', exact: 'x' }], keep: 'none' } }, 'match[0]'],
    [{ log: { match: [{ log_field: 'body', like: 'x' }], keep: 'none' } }, 'match[0]'],
    [{ log: { match: [] }, labels: { team: 'a' } }, 'labels'],
    [{ trace: { match: [], keep: { percentage: 10, mode: 'hash_seed' } } }, 'keep.mode'],
    [{ log: { match: [], transform: { redact: [{ log_attribute: ['a'] }] } } }, 'transform.redact'],
    [{ log: { match: [], transform: { remove: [{ resource_attribute: ['a'] }] } } }, 'transform.remove[0]'],
    [{}, 'log'],
  ])('lists what rules have no equal for: %j', (policy, part) => {
    expect(fromOtep({ id: 'p', ...policy }).untranslated.map((note) => note.part)).toEqual([part])
  })
})
