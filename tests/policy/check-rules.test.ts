import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRules } from '../../src/policy/check-rules.ts'
import { showRulePath } from '../../src/policy/rule-problem.ts'
import { inspectSettings, resolveSettings } from '../../src/setup/settings/resolve-settings.ts'
import { anyRule } from '../fuzz/any-rule.ts'
import { mutateObject } from '../fuzz/mutate.ts'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/policy.schema.json'), 'utf8'),
) as object
const validate = new Ajv({ strict: false }).compile(schema)

describe('X14: what a rule must not have is an error that names its place', () => {
  test.each([
    [{ when: { code: { equals: 'X' } } }, 'policy[0].when.code.equals', 'eq'],
    [{ when: { code: { startsWith: 'X' } } }, 'policy[0].when.code.startsWith', 'prefix'],
    [{ when: { code: { prefx: 'X' } } }, 'policy[0].when.code.prefx', 'prefix'],
    [{ when: { cod: 'X' } }, 'policy[0].when.cod', 'code'],
    [{ when: { eventName: 'X' } }, 'policy[0].when.eventName', 'event_name'],
    [{ when: { 'http.route': 'X' } }, 'policy[0].when.http.route', 'attributes.http.route'],
    [
      { when: { any: [{ code: 'A' }, { not: { sorce: 'B' } }] } },
      'policy[0].when.any[1].not.sorce',
      'source',
    ],
    [{ dropp: true }, 'policy[0].dropp', 'drop'],
    [{ rate_limit: '1/10' }, 'policy[0].rate_limit', 'rate'],
    [{ match: { code: 'X' } }, 'policy[0].match', 'when'],
    [{ set: { 'http.route': 'X' } }, 'policy[0].set.http.route', 'attributes.http.route'],
    [{ coalesce: { windowMs: 1, mod: 'fixed' } }, 'policy[0].coalesce.mod', 'mode'],
    [{ redact: { keys: ['a'], pattern: ['b'] } }, 'policy[0].redact.pattern', 'patterns'],
  ])('%j: %s, and that %s was meant', (rule, place, meant) => {
    const { problems, warnings } = inspectSettings({ call: { policy: [rule as object] }, env: {}, cwd: '/' })
    expect(problems.map(({ code, setting }) => [code, setting])).toEqual([['SMON-E130', place]])
    expect(problems[0]?.params['remedy']).toMatch(`Write ${meant} if you meant that.`)
    expect(warnings).toEqual([])
  })

  test.each([
    [{ when: [] }, 'policy[0].when', 'an object of fields, such as { code: "X-W001" }'],
    [
      { when: { code: ['A', 'B'] } },
      'policy[0].when.code',
      'a text, a number, true or false, or operators such as { in: [...] }',
    ],
    [{ when: { code: { negate: true } } }, 'policy[0].when.code', 'an operator, one of: eq, in,'],
    [{ when: { code: { in: 'A' } } }, 'policy[0].when.code.in', 'a list of values'],
    [{ when: { code: { in: ['A', {}] } } }, 'policy[0].when.code.in[1]', 'a text, a number, true or false'],
    [
      { when: { code: { regex: '(?=a)' } } },
      'policy[0].when.code.regex',
      'a pattern of RE2: error parsing regexp',
    ],
    [{ when: { code: { regex: '(' } } }, 'policy[0].when.code.regex', 'a pattern of RE2'],
    [
      { when: { severity: { gte: 'loud' } } },
      'policy[0].when.severity.gte',
      'one of: debug, info, warn, error, fatal',
    ],
    [{ when: { severity: { contains: 'warn' } } }, 'policy[0].when.severity.contains', 'eq, in, gte'],
    [
      { when: { level: 'wran' } },
      'policy[0].when.level',
      'one of: debug, info, warn, error, fatal; perhaps you meant warn',
    ],
    [{ when: { 'params.n': { gte: 'many' } } }, 'policy[0].when.params.n.gte', 'a number'],
    [{ when: { attributes: 'x' } }, 'policy[0].when.attributes', 'a name behind it, such as attributes.name'],
    [{ drop: 'true' }, 'policy[0].drop', 'true or false'],
    [{ sample: 10 }, 'policy[0].sample', 'a number from 0 to 1, or trace'],
    [{ sample: true }, 'policy[0].sample', 'a number from 0 to 1, or trace'],
    [{ rate: '100' }, 'policy[0].rate', '"1/100", "1/100@60" (in seconds), "5/s" or "5/m"'],
    [{ rate: '0/100' }, 'policy[0].rate', '"1/100"'],
    [{ keep: '120%' }, 'policy[0].keep', 'true, or one of: all, none'],
    [{ coalesce: {} }, 'policy[0].coalesce.windowMs', 'a number of milliseconds above 0'],
    [
      { dedupe: 'lasst' },
      'policy[0].dedupe',
      'one of: off, first, last, summary, or { everyN }; perhaps you meant last',
    ],
    [{ dedupe: { everyN: 0 } }, 'policy[0].dedupe.everyN', 'a whole number, 1 or more'],
    [{ dedupe: 'first', on: ['log', 'span'] }, 'policy[0].on', 'log: dedupe is about log records'],
    [{ remove: ['nothing'] }, 'policy[0].remove[0]', 'body, or a field that is an attribute'],
    [{ set: { message: 5 } }, 'policy[0].set.message', 'a text: others read it as one'],
    [{ set: { hint: ['x'] } }, 'policy[0].set.hint', 'a text'],
    [{ set: { retry_attempt: '1' } }, 'policy[0].set.retry_attempt', 'a whole number'],
    [{ set: { retry_max: 1.5 } }, 'policy[0].set.retry_max', 'a whole number'],
    [{ set: { retry_delay_s: '0.5' } }, 'policy[0].set.retry_delay_s', 'a number'],
    [{ set: { retryable: 'true' } }, 'policy[0].set.retryable', 'true or false'],
    [{ set: { tags: 'slow' } }, 'policy[0].set.tags', 'a list of texts'],
    [{ set: { triage_key: 'mine' } }, 'policy[0].set.triage_key', 'a key such as tk1_0123456789abcdef'],
    [
      { set: { 'attributes.smonitor.retry.attempt': '1' } },
      'policy[0].set.attributes.smonitor.retry.attempt',
      'a whole number',
    ],
    [{ set: { 'params.n': {} } }, 'policy[0].set.params.n', 'a text, a number, true or false'],
    [{ set: { severity: '17' } }, 'policy[0].set.severity', 'the action severity of the rule for it'],
    [{ set: { trace_id: 'x' } }, 'policy[0].set.trace_id', 'a field that is an attribute'],
    [{ per: ['cod'] }, 'policy[0].per[0]', 'the name of a field'],
    [{ redact: {} }, 'policy[0].redact', 'at least one of: presets, patterns, keys, paths'],
    [{ redact: { patterns: ['a(?!b)'] } }, 'policy[0].redact.patterns[0]', 'a pattern of RE2'],
    [
      { presets: ['nodefs'] },
      'policy[0].presets[0]',
      'one of: node-fs, dns, health-checks; perhaps you meant node-fs',
    ],
    [{ presets: ['dns'], drop: true }, 'policy[0].drop', 'it in a rule without presets'],
    ['drop', 'policy[0]', 'an object'],
  ])('%j: %s may be %s', (rule, place, allowed) => {
    const { problems } = inspectSettings({ call: { policy: [rule as object] }, env: {}, cwd: '/' })
    expect(problems.map(({ code, setting }) => [code, setting])).toEqual([['SMON-E102', place]])
    expect(problems[0]?.params['allowed']).toSatisfy((text: string) => text.startsWith(allowed))
  })

  test.each([
    [{ filters: [{ rate: '1/2' }] }, 'SMON-E130', 'filters[0].rate'],
    [{ filters: [{ rate_limit: '1/x' }] }, 'SMON-E102', 'filters[0].rate_limit'],
    [{ filters: [{ when: { code: { is: 1 } } }] }, 'SMON-E130', 'filters[0].when.code.is'],
    [{ routes: [{ drop: true }] }, 'SMON-E130', 'routes[0].drop'],
    [{ routes: [{ set: { level: 'loud' } }] }, 'SMON-E102', 'routes[0].set'],
  ])('%j of the Python library: %s at %s', (config, code, place) => {
    const { problems } = inspectSettings({ call: config, env: {}, cwd: '/' })
    expect(problems.map((problem) => [problem.code, problem.setting])).toEqual([[code, place]])
  })

  test('and smonitor does not start', () => {
    const rules = [{}, {}, {}, { when: { code: { equals: 'X' } }, drop: true }]
    expect(() => resolveSettings({ call: { policy: rules }, env: {}, cwd: '/' })).toThrow(
      'policy[3].when.code.equals is not known, and a rule without it would be about something else.',
    )
  })

  test('at most 20 of them, of however many rules', () => {
    const rules = Array.from({ length: 10_000 }, () => ({ dropp: true }))
    expect(checkRules(rules)).toHaveLength(20)
  })

  test('which is said of what throws when it is read, too', () => {
    const rule = Object.defineProperty({}, 'when', {
      enumerable: true,
      get() {
        throw new Error('No.')
      },
    })
    expect(checkRules([rule]).map(({ path }) => showRulePath(path))).toEqual(['policy[0]'])
  })
})

describe('the JSON Schema of rules', () => {
  const anyMutation = fc.tuple(
    fc.nat(),
    fc.nat(),
    fc.constantFrom(null, 0, -1, 1.5, '', 'x', true, {}, [], ['x']),
  )

  test('and the running program agree on what is valid, right or wrong in one place', () => {
    fc.assert(
      fc.property(anyRule, fc.array(anyMutation, { maxLength: 2 }), (rule, mutations) => {
        // Through JSON, since that is what the schema is about.
        const { config } = mutateObject({ rules: [rule] }, mutations)
        const { rules = [] } = JSON.parse(JSON.stringify(config)) as { readonly rules?: unknown }
        expect({ rules, isValid: validate(rules) }).toEqual({
          rules,
          isValid: checkRules(rules).length === 0,
        })
      }),
      { numRuns: 2000, seed: 5 },
    )
  })
})
