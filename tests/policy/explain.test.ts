import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPolicy } from '../../src/policy/policy.ts'
import type { PolicyRule } from '../../src/policy/rule.ts'
import { anyRule } from '../fuzz/any-rule.ts'
import { createFakeClock } from './fake-clock.ts'
import { sampleRecord, sampleSpan } from './sample-item.ts'

const explain = (rules: readonly PolicyRule[]) => createPolicy(rules).explainLog(sampleRecord())

describe('an explanation', () => {
  test('says of each rule whether it held, and which part of it did not', () => {
    const { outcome, rule, rules } = explain([
      { id: 'other', when: { code: { prefix: 'SHOP-' } }, drop: true },
      { id: 'spans', on: 'span', drop: true },
      { id: 'late', description: 'Old films.', when: { 'params.year': { lt: 1930 } }, drop: true },
    ])
    expect([outcome, rule]).toEqual(['dropped', 'late'])
    expect(rules).toEqual([
      {
        id: 'other',
        description: undefined,
        isMatched: false,
        failed: { condition: 'when.code.prefix', expected: 'SHOP-', actual: 'FILM-W001' },
        actions: ['drop: true'],
      },
      {
        id: 'spans',
        description: undefined,
        isMatched: false,
        failed: { condition: 'on', expected: ['span'], actual: 'log' },
        actions: ['drop: true'],
      },
      { id: 'late', description: 'Old films.', isMatched: true, failed: undefined, actions: ['drop: true'] },
    ])
  })

  test('tells the stages in their order, up to the one that stops it', () => {
    const { steps, outcome } = explain([
      { id: 'changes', set: { hint: 'x' } },
      { id: 'limits', rate: '1/2', sample: 1 },
      { id: 'samples', sample: 0 },
    ])
    expect(outcome).toBe('sampled')
    expect(steps.map(({ stage, rule, isStopped }) => [stage, rule, isStopped])).toEqual([
      ['sample', 'limits', false],
      ['sample', 'samples', true],
    ])
  })

  test('tells what is protected, changed and routed', () => {
    const { steps, outcome, changes, sendTo } = explain([
      { id: 'one', set: { hint: 'x' }, remove: ['params.year'] },
      { id: 'keeps', keep: true, route: 'json' },
      { id: 'drops', drop: true, severity: 'error' },
    ])
    expect([outcome, sendTo]).toEqual(['accepted', ['json']])
    expect(steps.map(({ rule, text }) => `${rule}: ${text}`)).toEqual([
      'keeps: It is protected from the rules behind this one.',
      'one: It changes attributes.smonitor.param.year, attributes.smonitor.hint.',
      'drops: It changes severity, attributes.error.type.',
      'keeps: It goes to json and no other.',
    ])
    expect(changes).toContainEqual({
      field: 'attributes.smonitor.param.year',
      before: 1927,
      after: undefined,
    })
    expect(changes).toContainEqual({ field: 'severity', before: undefined, after: 'error' })
  })

  test('sees the limits as they stand, and counts nothing', () => {
    const policy = createPolicy([{ rate: '1/3' }, { dedupe: 'first' }])
    const outcomes = () => [
      policy.explainLog(sampleRecord()).outcome,
      policy.explainLog(sampleRecord()).outcome,
    ]
    expect(outcomes()).toEqual(['accepted', 'accepted'])
    policy.decideLog(sampleRecord())
    expect(outcomes()).toEqual(['rate_limited', 'rate_limited'])
    expect(policy.stats().rules.map(({ hits }) => hits)).toEqual([1, 1])
  })

  test('explains spans', () => {
    const policy = createPolicy([{ presets: ['node-fs'] }])
    expect(policy.explainSpan(sampleSpan())).toMatchObject({ outcome: 'dropped', rule: 'preset node-fs' })
  })

  test('says what is then decided, whatever the rules and what came before', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), fc.nat({ max: 3 }), (rules, before) => {
        const policy = createPolicy(rules, { clock: createFakeClock() })
        for (let at = 0; at < before; at += 1) policy.decideLog(sampleRecord())
        const { outcome, rule, sendTo } = policy.explainLog(sampleRecord())
        const { item: _item, ...decided } = policy.decideLog(sampleRecord())
        expect({ outcome, rule, sendTo }).toEqual(decided)
      }),
      { numRuns: 400, seed: 14 },
    )
  })
})
