import { context, trace, TraceFlags } from '@opentelemetry/api'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { createPolicy } from '../../src/policy/policy.ts'
import type { PolicyLogRecord } from '../../src/policy/policy-item.ts'
import type { PolicyRule } from '../../src/policy/rule.ts'
import { anyRule, anyWhen } from '../fuzz/any-rule.ts'
import { createFakeClock } from './fake-clock.ts'
import { startPolicySdk, stopPolicySdk } from './policy-sdk.ts'
import { sampleRecord, sampleSpan } from './sample-item.ts'

const diagnostics = defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: {
    'FILM-W001': { level: 'warn', message: 'The year {year} is late.', hint: 'Look at {path}.' },
    'FILM-E002': { level: 'error', message: 'The row {row} has no title.' },
  },
})

afterEach(stopPolicySdk)

const late = (year = 1927) => diagnostics.emit('FILM-W001', { year, path: '/films/7' })

describe('a policy', () => {
  test('lets everything through as it is where no rule holds', () => {
    const { records, untouched } = startPolicySdk([{ when: { code: 'OTHER' }, drop: true }])
    late()
    expect(records()).toHaveLength(1)
    expect(records()[0]).toBe(untouched()[0])
  })

  test('drops what a rule is about, for the processor behind it and no other', () => {
    const { records, untouched, policy } = startPolicySdk([
      { id: 'late', when: { code: 'FILM-W001' }, drop: true },
    ])
    late()
    diagnostics.emit('FILM-E002', { row: 1 })
    expect(records().map(({ attributes }) => attributes['smonitor.code'])).toEqual(['FILM-E002'])
    expect(untouched()).toHaveLength(2)
    expect(policy.stats().rules[0]).toMatchObject({ id: 'late', hits: 1, dropped: 1, errors: 0 })
  })

  test.each<[string, readonly PolicyRule[], boolean]>([
    ['the first rule that drops wins', [{ drop: true }, { keep: true }], false],
    ['a rule that keeps protects from later ones', [{ keep: true }, { drop: true }], true],
    [
      'also from what they limit',
      [{ keep: 'all' }, { sample: 0 }, { rate: '1/9' }, { dedupe: 'last' }],
      true,
    ],
    ['and only where it holds', [{ when: { code: 'OTHER' }, keep: true }, { drop: true }], false],
    ['keep: "none" drops', [{ keep: 'none' }], false],
    ['keep: "100%" keeps', [{ keep: '100%' }], true],
    ['keep: "0%" does not', [{ keep: '0%' }], false],
    ['a rule that is switched off is none', [{ drop: true, enabled: false }], true],
    ['drop: false drops nothing', [{ drop: false }], true],
    ['a rule about spans is not about records', [{ on: 'span', drop: true }], true],
    ['nor is one that asks for a span', [{ when: { 'span.kind': 'server' }, drop: true }], true],
  ])('%s', (_name, rules, isKept) => {
    const { records } = startPolicySdk(rules)
    late()
    expect(records()).toHaveLength(isKept ? 1 : 0)
  })

  // X26: in the Python library `sample` came first, so that a dropped record could be told as sampled.
  test.each([
    [{ rate: '1/2', sample: 0, drop: true }, 'dropped'],
    [{ drop: true, sample: 0, rate: '1/2' }, 'dropped'],
    [{ rate: '1/2', sample: 0 }, 'sampled'],
  ] as const)('X26: of %j the outcome is %s, whatever the order of the keys', (rule, outcome) => {
    const policy = createPolicy([rule])
    expect(policy.decideLog(sampleRecord()).outcome).toBe(outcome)
  })

  test('X26: a rule that drops comes before one that limits, so that what is dropped is not counted there', () => {
    const policy = createPolicy([
      { id: 'limit', rate: '1/2' },
      { id: 'drop', when: { 'params.year': 1 }, drop: true },
    ])
    expect(policy.decideLog(sampleRecord({ 'smonitor.param.year': 1 }))).toMatchObject({ rule: 'drop' })
    expect(policy.decideLog(sampleRecord()).outcome).toBe('accepted')
  })

  test('changes in the order of OTEP 4738: remove, redact, rename, set; then tags and the severity', () => {
    const { records, untouched } = startPolicySdk([
      {
        severity: 'error',
        tag: ['seen', 'io'],
        set: { hint: 'Set.', retryable: true },
        rename: { 'params.year': 'params.film_year', 'params.none': 'attributes.none' },
        remove: ['hint', 'params.path'],
      },
    ])
    late()
    const [record] = records()
    expect(record?.severityNumber).toBe(17)
    expect(record?.severityText).toBe('ERROR')
    expect(record?.attributes).toEqual({
      'smonitor.code': 'FILM-W001',
      'smonitor.source': 'films',
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as string,
      'smonitor.cluster_key': expect.stringMatching(/^tc1_/) as string,
      'smonitor.tags': ['seen', 'io'],
      'smonitor.hint': 'Set.',
      'smonitor.param.film_year': 1927,
      'smonitor.retryable': true,
      'error.type': 'FILM-W001',
    })
    expect(untouched()[0]?.attributes['smonitor.hint']).toBe('Look at /films/7.')
    expect(untouched()[0]?.severityNumber).toBe(13)
  })

  test('changes what a later rule changes again, while conditions see the record as it was emitted', () => {
    const { records } = startPolicySdk([
      { set: { hint: 'one', title: 'first' } },
      { when: { hint: 'one' }, set: { title: 'never' } },
      { when: { hint: { prefix: 'Look' } }, set: { hint: 'two' } },
    ])
    late()
    expect(records()[0]?.attributes).toMatchObject({ 'smonitor.hint': 'two', 'smonitor.title': 'first' })
  })

  test('leaves of several routes what all of them name', () => {
    const policy = createPolicy([
      { route: ['json', 'console'] },
      { when: { severity: 'warn' }, route: ['console', 'file'] },
    ])
    expect(policy.decideLog(sampleRecord()).sendTo).toEqual(['console'])
    expect(policy.decideLog(sampleRecord({}, { severityNumber: 9 })).sendTo).toEqual(['json', 'console'])
    expect(createPolicy([]).decideLog(sampleRecord()).sendTo).toBeUndefined()
  })

  test('decides about a record once, however many processors ask', () => {
    const outcomes: string[] = []
    const policy = createPolicy([{ rate: '1/2' }], {
      onDecided: (_record, outcome) => outcomes.push(outcome),
    })
    const [one, other] = [sampleRecord(), sampleRecord()]
    const decided = [one, one, other, other].map((record) => policy.decideLog(record).outcome)
    expect(decided).toEqual(['accepted', 'accepted', 'rate_limited', 'rate_limited'])
    expect(outcomes).toEqual(['accepted', 'rate_limited'])
    expect(policy.stats().rules[0]).toMatchObject({ hits: 2, rate_limited: 1 })
  })

  test('refuses rules that are not valid', () => {
    expect(() => createPolicy([{ when: { code: { equals: 'X' } } }])).toThrow(
      'policy[0].when.code.equals is not known. Use eq.',
    )
  })
})

describe('X3: a policy never mutates what another sees', () => {
  test('whatever the rules are', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), (rules) => {
        const record = deepFreeze(sampleRecord())
        const span = deepFreeze(
          sampleSpan({ events: [{ name: 'e', attributes: { 'smonitor.code': 'FILM-W001' } }] }),
        )
        const [before, spanBefore] = [JSON.stringify(record), JSON.stringify(span)]
        const errors: unknown[] = []
        const policy = createPolicy(rules, {
          clock: createFakeClock(),
          onRuleError: (_rule, error) => errors.push(error),
        })
        policy.decideLog(record)
        policy.decideSpan(span)
        policy.flush()
        expect(errors).toEqual([])
        expect([JSON.stringify(record), JSON.stringify(span)]).toEqual([before, spanBefore])
      }),
      { numRuns: 400, seed: 6 },
    )
  })

  test('and what a processor behind it changes is its own affair', () => {
    const policy = createPolicy([{ set: { hint: 'x' } }])
    const record = sampleRecord()
    const copy = policy.decideLog(record).item as PolicyLogRecord & {
      setAttribute(key: string, value: string): PolicyLogRecord
      setBody(body: string): PolicyLogRecord
    }
    expect(copy.setAttribute('more', 'y')).toBe(copy)
    copy.setBody('Other.')
    expect(copy).toMatchObject({ body: 'Other.', attributes: { more: 'y', 'smonitor.hint': 'x' } })
    expect(record).toEqual(sampleRecord())
  })
})

describe('rules go through JSON', () => {
  test('and decide as before', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), (rules) => {
        const decide = (list: readonly PolicyRule[]) => {
          const policy = createPolicy(list, { clock: createFakeClock() })
          return [1, 2, 3].map(() => policy.decideLog(sampleRecord()))
        }
        expect(JSON.stringify(decide(JSON.parse(JSON.stringify(rules)) as PolicyRule[]))).toBe(
          JSON.stringify(decide(rules)),
        )
      }),
      { numRuns: 200, seed: 7 },
    )
  })
})

describe('the index of rules', () => {
  test('finds every rule that holds, in their order, whatever the rules and the record', () => {
    const anyRecord = fc
      .record({
        'smonitor.code': fc.constantFrom('FILM-W001', 'FILM-E002', 'a'),
        'smonitor.source': fc.constantFrom('films.load', 'a'),
        'smonitor.tags': fc.constantFrom(['Late', 'a'], []),
        'smonitor.param.path': fc.constantFrom('/films/7', 7, true, 'log'),
        'http.route': fc.constantFrom('/films/7', 12),
      })
      .map((attributes) => sampleRecord(attributes))
    fc.assert(
      fc.property(fc.array(anyWhen, { maxLength: 12 }), anyRecord, (conditions, record) => {
        const ids = (rules: readonly PolicyRule[]): string[] => {
          const policy = createPolicy(rules)
          policy.decideLog(record)
          return policy
            .stats()
            .rules.filter(({ hits }) => hits > 0)
            .map(({ id }) => id)
        }
        const together = ids(conditions.map((when, at) => ({ id: String(at), when })))
        const alone = conditions.flatMap((when, at) => ids([{ id: String(at), when: { all: [{}, when] } }]))
        // A condition within `not` is never looked up, so that it is tried as it is.
        const tried = conditions.flatMap((when, at) =>
          ids([{ id: String(at), when: { not: { not: when } } }]),
        )
        expect([together, alone]).toEqual([tried, tried])
      }),
      { numRuns: 1000, seed: 8 },
    )
  })
})

describe('sampling (X25)', () => {
  const inTrace = (traceId: string, traceFlags = TraceFlags.SAMPLED as number, ot?: string) =>
    sampleRecord(
      {},
      {
        spanContext: {
          traceId,
          spanId: 'b7ad6b7169203331',
          traceFlags,
          ...(ot === undefined
            ? {}
            : { traceState: { get: (key: string) => (key === 'ot' ? ot : undefined) } }),
        },
      },
    )
  const anyTrace = fc.stringMatching(/^[0-9a-f]{32}$/)
  const isKept = (sample: number | 'trace', record: PolicyLogRecord) =>
    createPolicy([{ on: ['log', 'span'], sample }]).decideLog(record).outcome === 'accepted'

  test('X25: keeps all of a trace or nothing, records and spans alike', () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0, max: 1, noNaN: true }), (traceId, sample) => {
        const policy = createPolicy([{ on: ['log', 'span'], sample }])
        const records = [1, 2, 3].map(() => policy.decideLog(inTrace(traceId)).outcome)
        const span = sampleSpan({
          spanContext: () => ({ traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
        })
        expect(new Set([...records, policy.decideSpan(span).outcome]).size).toBe(1)
      }),
      { numRuns: 300, seed: 9 },
    )
  })

  test('keeps of a smaller share what it keeps of a larger one too', () => {
    fc.assert(
      fc.property(
        anyTrace,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, one, other) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)]
          expect(!isKept(less, inTrace(id)) || isKept(more, inTrace(id))).toBe(true)
        },
      ),
      { numRuns: 500, seed: 10 },
    )
  })

  test.each([
    // The last 56 bits count, as every service has them.
    ['00000000000000000080000000000000', undefined, 0.5, true],
    ['0000000000000000007fffffffffffff', undefined, 0.5, false],
    ['ffffffffffffffff007fffffffffffff', undefined, 0.5, false],
    ['0000000000000000007fffffffffffff', 'rv:80000000000000', 0.5, true],
    ['00000000000000000080000000000000', 'th:0;rv:7fffffffffffff', 0.5, false],
    ['000000000000000000ffffffffffffff', undefined, 0.01, true],
    ['00000000000000000000000000000000', undefined, 1, true],
    ['000000000000000000ffffffffffffff', undefined, 0, false],
  ])('trace %s with %s, share %f: %s', (traceId, ot, share, expected) => {
    expect(isKept(share, inTrace(traceId, 1, ot))).toBe(expected)
  })

  test('leaves out what the sampler of the trace left out', () => {
    const id = '000000000000000000ffffffffffffff'
    expect([0.9, 'trace' as const].map((sample) => isKept(sample, inTrace(id, 0)))).toEqual([false, false])
    expect([0.9, 'trace' as const].map((sample) => isKept(sample, inTrace(id, 1)))).toEqual([true, true])
    expect(isKept(1, inTrace(id, 0))).toBe(true)
  })

  test('without a trace keeps all of one triage key or nothing, and the share of the keys', () => {
    const policy = createPolicy([{ sample: 0.25 }])
    const keys = Array.from(
      { length: 4000 },
      (_, at) =>
        `tk1_${(at * 4_611_686_018_427).toString(16).padStart(16, '0').slice(-16).split('').toReversed().join('')}`,
    )
    const kept = keys.filter(
      (key) => policy.decideLog(sampleRecord({ 'smonitor.triage_key': key })).outcome === 'accepted',
    )
    expect(kept.length / keys.length).toBeGreaterThan(0.2)
    expect(kept.length / keys.length).toBeLessThan(0.3)
    expect(
      keys.filter(
        (key) => policy.decideLog(sampleRecord({ 'smonitor.triage_key': key })).outcome === 'accepted',
      ),
    ).toEqual(kept)
  })

  test('without either asks for a random number', () => {
    const record = () => sampleRecord({ 'smonitor.triage_key': undefined })
    const draws = [0.2, 0.9]
    const policy = createPolicy([{ sample: 0.5 }], { random: () => draws.shift() ?? 0 })
    expect([policy.decideLog(record()).outcome, policy.decideLog(record()).outcome]).toEqual([
      'sampled',
      'accepted',
    ])
  })

  test('agrees with the spans of a real SDK', () => {
    const { provider, tracerProvider, records, spans } = startPolicySdk([
      { on: ['log', 'span'], sample: 0.5 },
    ])
    const tracer = tracerProvider.getTracer('t')
    for (let at = 0; at < 40; at += 1) {
      const span = tracer.startSpan('s')
      provider.getLogger('t').emit({ body: `${at}`, context: trace.setSpan(context.active(), span) })
      span.end()
    }
    const traces = (list: readonly (string | undefined)[]) => new Set(list.filter((id) => id !== undefined))
    const ofSpans = traces(spans().map((span) => span.spanContext().traceId))
    const ofRecords = traces(records().map(({ spanContext }) => spanContext?.traceId))
    expect(ofRecords).toEqual(ofSpans)
    expect(ofSpans.size).toBeGreaterThan(5)
    expect(ofSpans.size).toBeLessThan(35)
  })
})

describe('a limit', () => {
  const decideAll = (rule: PolicyRule, times: readonly number[]): string => {
    const clock = createFakeClock()
    const policy = createPolicy([rule], { clock })
    let now = 0
    return times
      .map((at) => {
        clock.advance(at - now)
        now = at
        return policy.decideLog(sampleRecord()).outcome === 'accepted' ? '+' : '-'
      })
      .join('')
  }
  const everySecond = (count: number) => Array.from({ length: count }, (_, at) => at * 1000)

  test.each([
    ['1/3', everySecond(7), '+--+--+'],
    ['2/5', everySecond(11), '++---++---+'],
    ['1/100@3', everySecond(7), '+--+--+'],
    ['5/s', Array.from({ length: 8 }, () => 0), '+++++---'],
    ['2/s', [0, 0, 0, 500, 500, 1000, 3000, 3000, 3000], '++-+-+++-'],
    ['1/m', [0, 30_000, 59_999, 60_000, 61_000], '+--+-'],
  ])('of %s at %j: %s', (rate, times, expected) => {
    expect(decideAll({ rate }, times)).toBe(expected)
  })

  test('X15: has windows that are fixed, so that records that keep coming do not make one endless', () => {
    // In the Python library a window ended only after an idle gap: one in a million.
    expect(decideAll({ rate: '1/1000000@10' }, everySecond(31))).toBe(`${'+---------'.repeat(3)}+`)
  })

  test('counts each code by itself, or what `per` names', () => {
    const codes = ['A', 'B', 'A', 'B']
    const decide = (rule: PolicyRule) => {
      const policy = createPolicy([rule])
      return codes.map(
        (code) => policy.decideLog(sampleRecord({ 'smonitor.code': code })).outcome === 'accepted',
      )
    }
    expect(decide({ rate: '1/9' })).toEqual([true, true, false, false])
    expect(decide({ rate: '1/9', per: ['source'] })).toEqual([true, false, false, false])
  })

  test('lets at most its number through in any window, whatever comes when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 60 }),
        (keep, seconds, gaps) => {
          let now = 0
          const times = gaps.map((gap) => (now += gap))
          const result = decideAll({ rate: `${keep}/1000000@${seconds}` }, times)
          const passed = times.filter((_, at) => result[at] === '+')
          for (const start of times.slice(0, 1)) {
            const perWindow = new Map<number, number>()
            for (const time of passed) {
              const window = Math.floor((time - start) / (seconds * 1000))
              perWindow.set(window, (perWindow.get(window) ?? 0) + 1)
            }
            expect(Math.max(...perWindow.values())).toBeLessThanOrEqual(keep)
          }
        },
      ),
      { numRuns: 300, seed: 11 },
    )
  })

  test('X20: remembers so many keys, the last used, and counts what it forgets', () => {
    const policy = createPolicy([{ rate: '1/9' }], { maxKeys: 2 })
    const decide = (code: string) =>
      policy.decideLog(sampleRecord({ 'smonitor.code': code })).outcome === 'accepted'
    expect(['A', 'B', 'A', 'C', 'A', 'B'].map(decide)).toEqual([true, true, false, true, false, true])
    expect(policy.stats().evicted).toBe(2)
  })
})

describe('a rule that throws', () => {
  const broken = () => {
    const attributes = { ...sampleRecord().attributes }
    Object.defineProperty(attributes, 'smonitor.hint', {
      enumerable: true,
      get() {
        throw new Error('No hint.')
      },
    })
    return { ...sampleRecord(), attributes }
  }

  test('is counted, told of once, and lets the record pass; the others go on', () => {
    const errors: unknown[] = []
    const policy = createPolicy(
      [
        { id: 'broken', when: { hint: { contains: 'x' } }, drop: true },
        { id: 'whole', when: { code: 'FILM-W001' }, route: 'json' },
      ],
      { onRuleError: (rule, error) => errors.push([rule, String(error)]) },
    )
    const decided = [broken(), broken()].map((record) => policy.decideLog(record))
    expect(decided.map(({ outcome, sendTo }) => [outcome, sendTo])).toEqual([
      ['accepted', ['json']],
      ['accepted', ['json']],
    ])
    expect(errors).toEqual([['broken', 'Error: No hint.']])
    expect(policy.stats().rules.map(({ id, hits, errors: count }) => [id, hits, count])).toEqual([
      ['broken', 0, 2],
      ['whole', 2, 0],
    ])
  })

  test('whose field is looked up is isolated too', () => {
    const errors: unknown[] = []
    const policy = createPolicy(
      [
        { id: 'looked up', when: { hint: 'x' }, drop: true },
        { id: 'drops', when: { code: 'FILM-W001' }, drop: true },
      ],
      { onRuleError: (rule) => errors.push(rule) },
    )
    expect(policy.decideLog(broken())).toMatchObject({ outcome: 'dropped', rule: 'drops' })
    expect(errors).toEqual(['looked up'])
  })
})

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
