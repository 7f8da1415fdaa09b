import { afterEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { createPolicy } from '../../src/policy/policy.ts'
import { policyProcessor } from '../../src/policy/policy-processor.ts'
import type { PolicyLogRecord } from '../../src/policy/policy-item.ts'
import type { PolicyRule } from '../../src/policy/rule.ts'
import { createFakeClock } from './fake-clock.ts'
import { startPolicySdk, stopPolicySdk } from './policy-sdk.ts'
import { sampleRecord } from './sample-item.ts'

const diagnostics = defineCatalog({
  name: 'films',
  codes: {
    'FILM-W001': { level: 'warn', message: 'The year {year} is late.' },
    'FILM-E002': { level: 'error', message: 'The row {row} has no title.' },
  },
})

afterEach(stopPolicySdk)

/** Runs records through a policy with a clock of its own; what came through is told by its body, or its counts. */
function run(rules: readonly PolicyRule[], maxKeys = 10_000) {
  const clock = createFakeClock()
  const records: PolicyLogRecord[] = []
  const policy = createPolicy(rules, { clock, maxKeys })
  const processor = policyProcessor(
    {
      onEmit: (record) => records.push(record),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    policy,
  )
  return {
    clock,
    policy,
    processor,
    emit: (body: string, attributes: Readonly<Record<string, unknown>> = {}) =>
      processor.onEmit(sampleRecord(attributes, { body })),
    /** What came since the last time. */
    seen: () => records.splice(0).map(shown),
  }
}

function shown({ body, attributes, eventName }: PolicyLogRecord): string {
  if (eventName !== 'smonitor.diagnostic.summary') return String(body)
  return `${String(attributes['log_count'])} (${String(attributes['smonitor.suppressed_count'])})`
}

describe('dedupe', () => {
  test('summary keeps the first, and tells of the others by time', () => {
    const { clock, emit, seen } = run([{ dedupe: 'summary' }])
    for (const body of ['a', 'b', 'c']) emit(body)
    expect(seen()).toEqual(['a'])
    clock.advance(9999)
    expect(seen()).toEqual([])
    clock.advance(1)
    expect(seen()).toEqual(['3 (2)'])
    clock.advance(60_000)
    emit('d')
    clock.advance(10_000)
    expect(seen()).toEqual(['1 (1)'])
    expect(clock.waiting).toBe(0)
  })

  test('summary has nothing to tell of what came once', () => {
    const { clock, emit, seen } = run([{ dedupe: 'summary' }])
    emit('a')
    clock.advance(100_000)
    expect(seen()).toEqual(['a'])
  })

  test('first keeps one and says no more', () => {
    const { clock, emit, seen, policy } = run([{ dedupe: 'first' }])
    for (const body of ['a', 'b', 'c']) emit(body)
    clock.advance(100_000)
    policy.flush()
    expect(seen()).toEqual(['a'])
    expect(policy.stats().rules[0]).toMatchObject({ duplicate: 2 })
  })

  test('last keeps the last of each interval', () => {
    const outcomes: string[] = []
    const clock = createFakeClock()
    const bodies: unknown[] = []
    const policy = createPolicy([{ dedupe: 'last', summaryMs: 1000, set: { hint: 'x' } }], {
      clock,
      onDecided: ({ body }, outcome) => outcomes.push(`${String(body)} ${outcome}`),
    })
    policy.addTarget(({ body, attributes }) => bodies.push([body, attributes['smonitor.hint']]))
    for (const body of ['a', 'b', 'c']) policy.decideLog(sampleRecord({}, { body }))
    expect(bodies).toEqual([])
    clock.advance(1000)
    policy.decideLog(sampleRecord({}, { body: 'd' }))
    policy.flush()
    expect(bodies).toEqual([
      ['c', 'x'],
      ['d', 'x'],
    ])
    expect(outcomes).toEqual(['a duplicate', 'b duplicate', 'c accepted', 'd accepted'])
  })

  test('everyN keeps the first and each n-th', () => {
    const { emit, seen } = run([{ dedupe: { everyN: 3 } }])
    for (const body of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) emit(body)
    expect(seen()).toEqual(['a', 'd', 'g'])
  })

  test('off keeps all, also from rules behind it', () => {
    const { emit, seen } = run([{ dedupe: 'off' }, { dedupe: 'first' }])
    for (const body of ['a', 'b']) emit(body)
    expect(seen()).toEqual(['a', 'b'])
  })

  test('counts each triage key by itself, and each value of what `per` names', () => {
    const { emit, seen } = run([{ dedupe: 'first', per: ['params.path'] }])
    emit('a')
    emit('b', { 'smonitor.param.path': '/other' })
    emit('c', { 'smonitor.triage_key': 'tk1_ffffffffffffffff' })
    emit('d')
    expect(seen()).toEqual(['a', 'b', 'c'])
  })

  test('of records without a key goes by where they come from and what they say', () => {
    const { emit, seen } = run([{ dedupe: 'first' }])
    for (const body of ['a', 'b', 'a']) emit(body, { 'smonitor.triage_key': undefined })
    expect(seen()).toEqual(['a', 'b'])
  })
})

describe('coalesce', () => {
  test('in a sliding window goes on while records come, and tells when none does', () => {
    const { clock, emit, seen } = run([{ coalesce: { windowMs: 1000 } }])
    for (const body of ['a', 'b', 'c', 'd']) {
      emit(body)
      clock.advance(900)
    }
    expect(seen()).toEqual(['a'])
    clock.advance(100)
    expect(seen()).toEqual(['4 (3)'])
    emit('e')
    expect(seen()).toEqual(['e'])
  })

  test('in a sliding window that never closes tells every ten seconds', () => {
    const { clock, emit, seen } = run([{ coalesce: { windowMs: 1000 } }])
    for (let at = 0; at < 250; at += 1) {
      emit(String(at))
      clock.advance(100)
    }
    expect(seen()).toEqual(['0', '100 (99)', '100 (100)'])
    clock.advance(1000)
    expect(seen()).toEqual(['50 (50)'])
  })

  test('in fixed windows begins anew with each', () => {
    const { clock, emit, seen } = run([{ coalesce: { windowMs: 1000, mode: 'fixed' } }])
    for (const body of ['a', 'b', 'c', 'd', 'e']) {
      emit(body)
      clock.advance(400)
    }
    expect(seen()).toEqual(['a', '3 (2)', 'd'])
    clock.advance(200)
    expect(seen()).toEqual(['2 (1)'])
  })
})

describe('a summary', () => {
  test('has the names of the collector, and what is known of the last record', async () => {
    const clock = createFakeClock()
    const { records, provider } = startPolicySdk([{ dedupe: 'summary' }], { clock })
    for (const year of [1927, 1928, 1929]) {
      diagnostics.emit(
        'FILM-W001',
        { year },
        {
          fields: {
            caller: 'main',
            resource: 'films.csv',
            retryAttempt: year - 1926,
            retryMax: 5,
            failureClass: 'timeout',
          },
        },
      )
      clock.advance(500)
    }
    await provider.forceFlush()
    const [first, summary, ...others] = records()
    expect(others).toEqual([])
    expect(summary).toMatchObject({
      eventName: 'smonitor.diagnostic.summary',
      severityNumber: 13,
      severityText: 'WARN',
      body: 'FILM-W001 occurred 3 times, and 2 of these were held back. The last one: The year 1929 is late.',
      spanContext: undefined,
      resource: first?.resource,
      instrumentationScope: first?.instrumentationScope,
    })
    expect(summary?.attributes).toEqual({
      'smonitor.code': 'FILM-W001',
      'smonitor.source': 'films',
      'smonitor.triage_key': first?.attributes['smonitor.triage_key'],
      'smonitor.caller': 'main',
      'smonitor.target.resource': 'films.csv',
      'smonitor.retry.attempt': 3,
      'smonitor.retry.max': 5,
      'smonitor.failure.class': 'timeout',
      'smonitor.summary.kind': 'duplicate',
      log_count: 3,
      'smonitor.suppressed_count': 2,
      first_observed_timestamp: '2026-01-01T00:00:00.000Z',
      last_observed_timestamp: '2026-01-01T00:00:01.000Z',
    })
  })

  test('of errors has their level and their type, and that of coalesced records its kind', async () => {
    const { records, provider } = startPolicySdk([{ coalesce: { windowMs: 1000 } }])
    for (const row of [1, 2]) diagnostics.emit('FILM-E002', { row })
    await provider.forceFlush()
    expect(records()[1]).toMatchObject({
      severityNumber: 17,
      attributes: { 'error.type': 'FILM-E002', 'smonitor.summary.kind': 'coalesced' },
    })
  })

  test('is changed as the records that it stands for', () => {
    const { emit, policy, processor, seen } = run([
      { dedupe: 'summary', redact: { patterns: ['secret-\\d+'] } },
    ])
    const bodies: unknown[] = []
    policy.addTarget(({ body }) => bodies.push(body))
    for (const body of ['secret-1', 'secret-2']) emit(body)
    expect(seen()).toEqual(['[REDACTED]'])
    void processor.forceFlush()
    expect(bodies).toEqual([
      'FILM-W001 occurred 2 times, and 1 of these were held back. The last one: [REDACTED]',
    ])
  })

  test('goes to every processor behind the policy, once', async () => {
    const { policy, processor, emit, seen } = run([{ dedupe: 'summary' }])
    const other: string[] = []
    const second = policyProcessor(
      {
        onEmit: (record) => other.push(shown(record)),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
      policy,
    )
    for (const body of ['a', 'b']) emit(body)
    await Promise.all([processor.shutdown(), second.shutdown()])
    expect([seen(), other]).toEqual([['a', '2 (1)'], ['2 (1)']])
  })

  test('that a processor throws at does not keep the others from theirs', () => {
    const { policy, emit, seen } = run([{ dedupe: 'summary' }])
    policy.addTarget(() => {
      throw new Error('No.')
    })
    policy.addTarget(() => seen())
    for (const body of ['a', 'b']) emit(body)
    expect(() => policy.flush()).not.toThrow()
  })
})

describe('X20: state is bounded', () => {
  test('and what had to be forgotten is told of, so that the counts still add up', () => {
    const { emit, seen, policy } = run([{ dedupe: 'summary' }], 2)
    const key = (name: string) => ({ 'smonitor.triage_key': name })
    for (const name of ['A', 'A', 'B', 'C', 'A']) emit(name, key(name))
    // A was the first to be forgotten, when C came; then it is new.
    expect(seen()).toEqual(['A', 'B', '2 (1)', 'C', 'A'])
    expect(policy.stats()).toMatchObject({ evicted: 2, summaries: 1 })
  })

  test('so that a million keys take no more memory than ten thousand', () => {
    const { policy } = run([{ dedupe: 'summary' }])
    for (let at = 0; at < 100_000; at += 1) {
      policy.decideLog(sampleRecord({ 'smonitor.triage_key': `k${at}` }))
    }
    expect(policy.stats()).toMatchObject({ evicted: 90_000, pending: 0 })
  })

  test('and every record is in a summary or came through, whatever comes when', () => {
    const anyStep = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 0, max: 6000 }))
    const anyRepeat = fc.constantFrom<PolicyRule>(
      { dedupe: 'summary' },
      { dedupe: 'summary', summaryMs: 100 },
      { coalesce: { windowMs: 1000 } },
      { coalesce: { windowMs: 1000, mode: 'fixed' } },
    )
    fc.assert(
      fc.property(
        anyRepeat,
        fc.array(anyStep, { maxLength: 80 }),
        fc.integer({ min: 1, max: 3 }),
        (rule, steps, maxKeys) => {
          const clock = createFakeClock()
          const policy = createPolicy([rule], { clock, maxKeys })
          const sums = { suppressed: 0, passed: 0 }
          policy.addTarget(
            ({ attributes }) => (sums.suppressed += Number(attributes['smonitor.suppressed_count'])),
          )
          for (const [key, ms] of steps) {
            const { outcome } = policy.decideLog(sampleRecord({ 'smonitor.triage_key': key }))
            if (outcome === 'accepted') sums.passed += 1
            clock.advance(ms)
          }
          policy.flush()
          expect(sums.suppressed + sums.passed).toBe(steps.length)
          expect(clock.waiting).toBe(0)
        },
      ),
      { numRuns: 500, seed: 12 },
    )
  })
})

describe('a million identical warnings in a loop', () => {
  test('are one record, and summaries that add up to exactly a million', async () => {
    const { records, provider, policy, untouched } = startPolicySdk([{ dedupe: 'summary' }])
    expect(untouched).toBeDefined()
    const record = sampleRecord()
    const start = performance.now()
    for (let at = 0; at < 1_000_000; at += 1) policyRecord(policy, record)
    const seconds = (performance.now() - start) / 1000
    await provider.forceFlush()
    const summaries = records()
    const sum = summaries.reduce((total, { attributes }) => total + Number(attributes['log_count']), 0)
    console.log(`a million identical warnings: ${seconds.toFixed(2)} s in ${summaries.length} summaries`)
    expect(sum).toBe(1_000_000)
    expect(policy.stats().rules[0]).toMatchObject({ hits: 1_000_000, duplicate: 999_999 })
  })
})

/** Each is an object of its own, as those of an SDK are. */
function policyRecord(policy: ReturnType<typeof createPolicy>, record: PolicyLogRecord): void {
  policy.decideLog({ ...record })
}
