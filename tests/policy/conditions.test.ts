import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileWhen } from '../../src/policy/conditions.ts'
import { toLogItem, toSpanEventItem, toSpanItem } from '../../src/policy/policy-item.ts'
import type { When } from '../../src/policy/rule.ts'
import { anyWhen } from '../fuzz/any-rule.ts'
import { sampleRecord, sampleSpan } from './sample-item.ts'

const item = toLogItem(sampleRecord())

describe('a condition', () => {
  test.each<[When, boolean]>([
    [{}, true],
    [{ code: 'FILM-W001' }, true],
    [{ code: 'FILM-W002' }, false],
    [{ code: 'film-w001' }, false],
    [{ code: { eq: 'film-w001', caseInsensitive: true } }, true],
    [{ code: { exact: 'FILM-W001' } }, true],
    [{ code: { in: ['A', 'FILM-W001'] } }, true],
    [{ code: { in: [] } }, false],
    [{ code: { prefix: 'FILM-' } }, true],
    [{ code: { prefix: 'film-', caseInsensitive: true } }, true],
    [{ code_prefix: 'FILM-' }, true],
    [{ code_prefix: 'SHOP-' }, false],
    [{ code: { suffix: '001', contains: 'M-W' } }, true],
    [{ code: { suffix: '001', contains: 'M-E' } }, false],
    [{ code: { regex: '^FILM-[WE]\\d{3}$' } }, true],
    [{ code: { regex: 'film', caseInsensitive: true } }, true],
    [{ code: { regex: 'film' } }, false],
    [{ code: { exists: true } }, true],
    [{ hint: { exists: true } }, false],
    [{ hint: { exists: false } }, true],
    [{ code: { eq: 'A', negate: true } }, true],
    [{ code: { eq: 'FILM-W001', negate: true } }, false],
    // What is not there is not that either.
    [{ hint: { contains: 'x', negate: true } }, true],
    [{ hint: { contains: 'x' } }, false],
    [{ source: 'films.load' }, true],
    [{ event_name: 'smonitor.diagnostic' }, true],
    [{ library: 'films', kind: 'log' }, true],
    [{ message: { contains: '1927' } }, true],
    [{ body: { prefix: 'The year' } }, true],
    [{ tags: 'slow' }, true],
    [{ tags: { prefix: 'i' } }, true],
    [{ tags: { in: ['fast', 'slow'] } }, true],
    [{ tags: 'fast' }, false],
    [{ 'params.year': 1927 }, true],
    [{ 'params.year': '1927' }, false],
    [{ 'extra.year': { gte: 1927, lt: 1928 } }, true],
    [{ 'params.year': { gt: 1927 } }, false],
    [{ 'params.year': { lte: 1927 } }, true],
    [{ 'params.year': { prefix: '19' } }, true],
    [{ 'params.path': { gte: 1 } }, false],
    [{ resource: 'films.csv' }, true],
    [{ 'attributes.http.route': '/films/{id}' }, true],
    [{ 'attributes.http.nested.deep.key': 'value' }, true],
    [{ 'attributes.http.nested.deep.other': { exists: true } }, false],
    [{ 'resource.service.name': 'shop' }, true],
    [{ 'resource.service.name': 'films' }, false],
    [{ 'scope.name': 'films', 'scope.version': '1.2.0' }, true],
    [{ 'span.name': { exists: true } }, false],
    [{ severity: 'warn' }, true],
    [{ severity: 'WARNING' }, true],
    [{ severity: 13 }, true],
    [{ severity: 14 }, false],
    [{ severity: { in: ['info', 'warn'] } }, true],
    [{ severity: { gte: 'warn' } }, true],
    [{ severity: { gt: 'warn' } }, false],
    [{ severity: { gt: 12 } }, true],
    [{ severity: { lte: 'warn' } }, true],
    [{ severity: { lt: 'warn' } }, false],
    [{ severity: { gte: 'error', negate: true } }, true],
    [{ level: 'WARNING' }, true],
    [{ level: { in: ['error', 'critical'] } }, false],
    [{ any: [{ code: 'A' }, { source: 'films.load' }] }, true],
    [{ any: [{ code: 'A' }, { code: 'B' }] }, false],
    [{ any: [] }, false],
    [{ all: [{ code: 'FILM-W001' }, { source: 'films.load' }] }, true],
    [{ all: [] }, true],
    [{ not: { code: 'A' } }, true],
    [{ not: { code: 'FILM-W001' } }, false],
    [{ code: 'FILM-W001', not: { any: [{ tags: 'slow' }] } }, false],
  ])('%j: %s', (when, expected) => {
    const condition = compileWhen(when)
    expect(condition.test(item)).toBe(expected)
    expect(condition.explain(item) === undefined).toBe(expected)
  })

  test.each<[When, boolean]>([
    [{ 'span.name': { prefix: 'fs ' }, kind: 'span' }, true],
    [{ 'span.kind': 'internal', 'span.status': 'unset' }, true],
    [{ library: '@opentelemetry/instrumentation-fs' }, true],
    [{ trace_id: '0af7651916cd43dd8448eb211c80319c' }, true],
    [{ severity: { gte: 'debug' } }, false],
    [{ message: { exists: true } }, false],
    [{ event_name: { exists: true } }, false],
  ])('on a span, %j: %s', (when, expected) => {
    expect(compileWhen(when).test(toSpanItem(sampleSpan()))).toBe(expected)
  })

  test('on an event of a span has the event, and its span besides', () => {
    const event = toSpanEventItem({ name: 'exception', attributes: { a: 1 } }, sampleSpan())
    const when: When = {
      kind: 'span_event',
      event_name: 'exception',
      'attributes.a': 1,
      'span.name': 'fs readFile',
    }
    expect(compileWhen(when).test(event)).toBe(true)
  })

  test.each<[When, unknown]>([
    [{ code: 'A' }, { condition: 'when.code', expected: 'A', actual: 'FILM-W001' }],
    [
      { source: 'films.load', code: { prefix: 'FILM-', suffix: 'X' } },
      { condition: 'when.code.suffix', expected: 'X', actual: 'FILM-W001' },
    ],
    [
      { all: [{ code: 'FILM-W001' }, { hint: { exists: true } }] },
      { condition: 'when.all[1].hint.exists', expected: true, actual: undefined },
    ],
    [{ code_prefix: 'B' }, { condition: 'when.code_prefix', expected: 'B', actual: 'FILM-W001' }],
    [{ not: { code: 'FILM-W001' } }, { condition: 'when.not', expected: 'not to hold', actual: 'it holds' }],
  ])('%j says which part of it did not hold', (when, failure) => {
    expect(compileWhen(when).explain(item)).toEqual(failure)
  })

  test('holds exactly where it has nothing to say of why not, whatever it is', () => {
    fc.assert(
      fc.property(anyWhen, (when) => {
        const condition = compileWhen(when)
        expect(condition.explain(item) === undefined).toBe(condition.test(item))
      }),
      { numRuns: 1000, seed: 1 },
    )
  })

  test('and its negation never agree', () => {
    fc.assert(
      fc.property(anyWhen, (when) => {
        expect(compileWhen({ not: when }).test(item)).toBe(!compileWhen(when).test(item))
      }),
      { numRuns: 500, seed: 2 },
    )
  })

  test('is the same after it went through JSON', () => {
    fc.assert(
      fc.property(anyWhen, (when) => {
        const again = JSON.parse(JSON.stringify(when)) as When
        expect(compileWhen(again).test(item)).toBe(compileWhen(when).test(item))
      }),
      { numRuns: 500, seed: 3 },
    )
  })
})

describe('a pattern', () => {
  // Under RegExp each of these takes longer than anybody waits.
  test.each(['(a+)+$', '(a|a)*$', '(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*a){20}'])(
    '%s that would hang a backtracking engine ends',
    (regex) => {
      const text = `${'a'.repeat(60_000)}!`
      const hostile = toLogItem(sampleRecord({}, { body: text }))
      expect(compileWhen({ body: { regex: `${regex}never` } }).test(hostile)).toBe(false)
    },
  )

  test('looks at the first 65,536 characters of a text, and not at the rest', () => {
    const at = (length: number) => toLogItem(sampleRecord({}, { body: `${'a'.repeat(length)}needle` }))
    const condition = compileWhen({ body: { regex: 'need.e' } })
    expect(condition.test(at(65_000))).toBe(true)
    expect(condition.test(at(65_536))).toBe(false)
  })
})
