import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { PolicyRule } from '../../../src/policy/rule.ts'
import { toOttl } from '../../../src/policy/translate/to-ottl.ts'

const condition = (when: PolicyRule['when']): unknown => {
  const { yaml, untranslated } = toOttl([{ on: 'log', when: when ?? {}, drop: true }])
  expect(untranslated).toEqual([])
  return (parse(yaml) as Record<string, Record<string, never>>)['processors']?.['filter/smonitor']?.[
    'logs'
  ]?.['log_record']?.[0]
}

describe('the translation to OTTL', () => {
  test.each<[PolicyRule['when'], string]>([
    [{}, 'true'],
    [{ code: 'X' }, 'log.attributes["smonitor.code"] == "X"'],
    [{ 'params.year': { gte: 5 } }, 'log.attributes["smonitor.param.year"] >= 5'],
    [
      { code: { in: ['A', 'B'] }, library: 'films' },
      '(log.attributes["smonitor.code"] == "A" or log.attributes["smonitor.code"] == "B") and scope.name == "films"',
    ],
    [{ message: { prefix: 'a.b' } }, '(log.body.string != nil and IsMatch(log.body.string, "^a\\\\.b"))'],
    [
      { hint: { contains: 'x', negate: true } },
      '(log.attributes["smonitor.hint"] == nil or not ((log.attributes["smonitor.hint"] != nil and IsMatch(log.attributes["smonitor.hint"], "x"))))',
    ],
    [{ severity: { gte: 'warn' } }, 'log.severity_number >= 13'],
    [{ severity: { gt: 'warn' } }, 'log.severity_number > 16'],
    [{ severity: { lt: 'warn' } }, 'log.severity_number > 0 and log.severity_number < 13'],
    [{ severity: 'error' }, '(log.severity_number >= 17 and log.severity_number <= 20)'],
    [{ tags: 'slow' }, 'ContainsValue(log.attributes["smonitor.tags"], "slow")'],
    [{ 'resource.host.name': { exists: false } }, 'resource.attributes["host.name"] == nil'],
    [
      { any: [{ code: 'A' }, { not: { code: 'B' } }] },
      '((log.attributes["smonitor.code"] == "A") or (not (log.attributes["smonitor.code"] == "B")))',
    ],
  ])('of %j is %s', (when, ottl) => {
    expect(condition(when)).toBe(ottl)
  })

  test('is a configuration of the collector, with the rules that keep within those behind them', () => {
    const { yaml, untranslated } = toOttl([
      { id: 'keeps', on: 'log', when: { category: 'audit' }, keep: true },
      { id: 'drops', on: 'log', when: { code: 'X' }, drop: true },
      { id: 'spans', when: { 'span.name': 'GET', 'span.kind': 'server' }, drop: true },
      {
        id: 'changes',
        on: 'log',
        when: { code: 'X' },
        set: { hint: 'y' },
        remove: ['params.a'],
        severity: 'info',
      },
      { id: 'limits', rate: '1/9' },
    ])
    expect(parse(yaml)).toEqual({
      processors: {
        'filter/smonitor': {
          error_mode: 'ignore',
          logs: {
            log_record: [
              'log.attributes["smonitor.code"] == "X" and not (log.attributes["smonitor.category"] == "audit")',
            ],
          },
          traces: { span: ['span.name == "GET" and span.kind.string == "Server"'] },
        },
        'transform/smonitor': {
          error_mode: 'ignore',
          log_statements: [
            'delete_key(log.attributes, "smonitor.param.a") where log.attributes["smonitor.code"] == "X"',
            'set(log.attributes["smonitor.hint"], "y") where log.attributes["smonitor.code"] == "X"',
            'set(log.severity_number, 9) where log.attributes["smonitor.code"] == "X"',
            'set(log.severity_text, "INFO") where log.attributes["smonitor.code"] == "X"',
          ],
        },
      },
    })
    expect(untranslated).toEqual([{ rule: 'limits', part: 'rate', reason: 'there is no limit by condition' }])
  })

  test.each<[PolicyRule, string]>([
    [{ sample: 0.1 }, 'sample'],
    [{ keep: '10%' }, 'sample'],
    [{ dedupe: 'first' }, 'dedupe'],
    [{ coalesce: { windowMs: 1 } }, 'coalesce'],
    [{ route: 'json' }, 'route'],
    [{ redact: { presets: ['secrets'] } }, 'redact.presets'],
    [{ on: 'log', when: { kind: 'log' }, drop: true }, 'when.kind'],
  ])('lists what has no equal, and does not guess: %j', (rule, part) => {
    expect(toOttl([rule]).untranslated.map((note) => note.part)).toEqual([part])
  })
})
