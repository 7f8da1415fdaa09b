import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { PolicyRule } from '../../../src/policy/rule.ts'
import { toOttl } from '../../../src/policy/translate/to-ottl.ts'

interface Transform {
  readonly processors: {
    readonly 'transform/smonitor': Readonly<
      Record<
        'log_statements' | 'trace_statements',
        readonly { readonly context: string; readonly statements: readonly string[] }[]
      >
    >
  }
}

const condition = (when: PolicyRule['when']): unknown => {
  const { yaml, untranslated } = toOttl([{ on: 'log', when: when ?? {}, drop: true }])
  expect(untranslated).toEqual([])
  return (parse(yaml) as Record<string, Record<string, never>>)['processors']?.['filter/smonitor']?.[
    'logs'
  ]?.['log_record']?.[0]
}

const A = (key: string): string => `log.attributes["smonitor.${key}"]`

describe('the translation to OTTL', () => {
  test.each<[PolicyRule['when'], string]>([
    [{}, 'true'],
    [{ code: 'X' }, `${A('code')} == "X"`],
    [{ 'params.year': { gte: 5 } }, `${A('param.year')} >= 5`],
    [{ 'params.share': { lt: 1e-7 } }, `${A('param.share')} < 1.0e-7`],
    [
      { code: { in: ['A', 'B'] }, library: 'films' },
      `(${A('code')} == "A" or ${A('code')} == "B") and scope.name == "films"`,
    ],
    [{ message: { prefix: 'a.b' } }, String.raw`IsString(log.body) and IsMatch(log.body, "^a\\.b")`],
    [{ message: 'ends with $' }, 'log.body == "ends with $$"'],
    [{ hint: { contains: 'x', negate: true } }, `not (${A('hint')} != nil and IsMatch(${A('hint')}, "x"))`],
    [{ severity: { gte: 'warn' } }, 'log.severity_number >= 13'],
    [{ severity: { gt: 'warn' } }, 'log.severity_number >= 17'],
    [{ severity: { lt: 'warn' } }, 'log.severity_number >= 1 and log.severity_number <= 12'],
    [{ severity: 'error' }, 'log.severity_number >= 17 and log.severity_number <= 20'],
    [{ level: { prefix: 'w' } }, 'log.severity_number >= 13 and log.severity_number <= 16'],
    [{ severity_text: { exists: false } }, 'not (log.severity_text != "")'],
    [{ trace_id: { exists: true } }, `log.trace_id != TraceID(0x${'0'.repeat(32)})`],
    [{ tags: 'slow' }, `${A('tags')} != nil and ContainsValue(${A('tags')}, "slow")`],
    [{ 'resource.host.name': { exists: false } }, 'resource.attributes["host.name"] == nil'],
    [{ any: [{ code: 'A' }, { not: { code: 'B' } }] }, `${A('code')} == "A" or not (${A('code')} == "B")`],
    [{ kind: 'log', code: 'A' }, `${A('code')} == "A"`],
    [
      { source: 'films' },
      `(${A('source')} != nil and ${A('source')} == "films") or (${A('source')} == nil and ${A('signal')} != nil and ${A('signal')} == "films") or (${A('source')} == nil and ${A('signal')} == nil and scope.name == "films")`,
    ],
  ])('of %j is %s', (when, ottl) => {
    expect(condition(when)).toBe(ottl)
  })

  test('asks for what holds before it changes anything, and keeps ids, keys and codes where patterns are replaced', () => {
    const { yaml } = toOttl([
      { id: 'one', on: 'log', when: { code: 'A' }, set: { code: 'B' }, remove: ['params.a', 'triage_key'] },
      {
        id: 'two',
        on: 'log',
        when: { code: 'A' },
        redact: { patterns: ['a$', 'b'], replacement: '$1' },
        tag: 't',
      },
    ])
    // Two dollars are one to the collector.
    const [group] = (parse(yaml.replaceAll('$$', '$')) as Transform).processors['transform/smonitor']
      .log_statements
    const { context, statements = [] } = group ?? {}
    expect(context).toBe('log')
    expect(statements.filter((one) => !one.startsWith('set(log.cache["kept'))).toEqual([
      'set(log.cache["rule 0"], true) where log.attributes["smonitor.code"] == "A"',
      'set(log.cache["rule 1"], true) where log.attributes["smonitor.code"] == "A"',
      'delete_key(log.attributes, "smonitor.param.a") where log.cache["rule 0"] == true',
      'set(log.attributes["smonitor.code"], "B") where log.cache["rule 0"] == true',
      'replace_all_patterns(log.attributes, "value", "(?:a$)|(?:b)", "$$1") where log.cache["rule 1"] == true',
      'replace_pattern(log.body, "(?:a$)|(?:b)", "$$1") where log.cache["rule 1"] == true and IsString(log.body)',
      String.raw`replace_pattern(log.event_name, "(?:a$)|(?:b)", "$$1") where log.cache["rule 1"] == true and (log.event_name != "exception" and not IsMatch(log.event_name, "^(smonitor\\.|$)"))`,
      'merge_maps(log.attributes, log.cache["kept 1"], "upsert") where log.cache["rule 1"] == true and log.cache["kept 1"] != nil',
      'append(log.attributes["smonitor.tags"], "t") where log.cache["rule 1"] == true and (log.attributes["smonitor.tags"] == nil or not ContainsValue(log.attributes["smonitor.tags"], "t"))',
    ])
    expect(statements).toContain(
      String.raw`set(log.cache["kept 1"]["smonitor.triage_key"], log.attributes["smonitor.triage_key"]) where log.cache["rule 1"] == true and (IsString(log.attributes["smonitor.triage_key"]) and IsMatch(log.attributes["smonitor.triage_key"], "^t[khc]\\d+_[0-9a-f]{16}$"))`,
    )
  })

  test('changes events before their span, and redacts what many have in common last, where the rule is about all', () => {
    const { yaml } = toOttl([{ on: ['span', 'span_event'], redact: { patterns: ['x'] }, severity: 'error' }])
    const groups = (parse(yaml) as Transform).processors['transform/smonitor'].trace_statements
    expect(groups.map(({ context }) => context)).toEqual(['spanevent', 'span', 'scope', 'resource'])
    expect(groups[1]?.statements).toContain(
      'set(span.attributes["error.type"], span.attributes["smonitor.code"]) where span.attributes["error.type"] == nil and span.attributes["smonitor.code"] != nil',
    )
    const conditional = toOttl([{ on: 'span', when: { code: 'X' }, redact: { patterns: ['x'] } }])
    expect(conditional.yaml).not.toContain('context: resource')
    expect(conditional.untranslated.map(({ part }) => part)).toEqual(['redact.patterns', 'redact.resource'])
  })

  test('is a configuration of the collector, with the rules that keep within those behind them', () => {
    const { yaml, untranslated } = toOttl([
      { id: 'keeps', on: 'log', when: { category: 'audit' }, keep: true },
      { id: 'drops', on: 'log', when: { code: 'X' }, drop: true },
      { id: 'spans', when: { 'span.name': 'GET', 'span.kind': 'server' }, drop: true },
      { id: 'itself', on: 'log', keep: true, drop: true },
      { id: 'limits', rate: '1/9' },
    ])
    expect(parse(yaml)).toEqual({
      processors: {
        'filter/smonitor': {
          error_mode: 'ignore',
          logs: { log_record: [`${A('code')} == "X" and not (${A('category')} == "audit")`] },
          traces: { span: ['span.name == "GET" and span.kind.string == "Server"'] },
        },
      },
    })
    expect(untranslated).toEqual([{ rule: 'limits', part: 'rate', reason: 'there is no limit by condition' }])
  })

  test('drops nothing behind a rule that keeps what the collector cannot be asked for', () => {
    const { yaml, untranslated } = toOttl([
      { id: 'keeps', on: 'log', when: { tags: { prefix: 'a' } }, keep: true },
      { id: 'drops', on: 'log', when: { code: 'X' }, drop: true },
    ])
    expect(parse(yaml)).toEqual({ processors: {} })
    expect(untranslated).toEqual([
      { rule: 'keeps', part: 'when.tags.prefix', reason: 'of a list, only whole values are asked for' },
      { rule: 'drops', part: 'drop', reason: 'the rule keeps before it protects what cannot be asked for' },
    ])
  })

  test.each<[PolicyRule, string[]]>([
    [{ sample: 0.1 }, ['sample']],
    [{ keep: '10%' }, ['sample']],
    [{ dedupe: 'first' }, ['dedupe']],
    [{ coalesce: { windowMs: 1 } }, ['coalesce']],
    [{ route: 'json' }, ['route']],
    [{ redact: { presets: ['secrets'] } }, ['redact.presets']],
    [{ redact: { patterns: ['a'], keys: ['b'] } }, ['redact.keys', 'redact.patterns']],
    [{ remove: ['message'] }, ['remove.body']],
    [{ on: 'log', when: { causal_chain: { contains: 'x' } }, drop: true }, ['when.causal_chain.contains']],
  ])('lists what has no equal, and does not guess: %j', (rule, parts) => {
    expect(toOttl([rule]).untranslated.map((note) => note.part)).toEqual(parts)
  })
})
