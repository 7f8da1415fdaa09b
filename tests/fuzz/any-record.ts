import * as fc from 'fast-check'
import * as names from '../../semconv/semconv.ts'
import * as upstream from '../../semconv/upstream.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'
import { mutateObject } from './mutate.ts'

const words = fc.oneof(fc.constantFrom('films.load', 'MOV-W010', 'The film 7 has no title.'), fc.string())
const levels = fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')

/** Events as our files hold them. */
const validEvent = fc
  .record(
    {
      level: levels,
      code: fc.option(words),
      source: words,
      message: words,
      hint: fc.option(words),
      tags: fc.array(words, { maxLength: 3 }),
      context: fc.array(words, { maxLength: 3 }).map((chain) => ({ chain, depth: chain.length })),
      extra: fc.dictionary(words, fc.oneof(words, fc.boolean(), fc.integer()), { maxKeys: 3 }),
      exception: fc.option(words.map((message) => sampleException({ message, causes: [message] }))),
    },
    { requiredKeys: ['level', 'message'] },
  )
  .map((fields) => sampleEvent(fields) as unknown as Readonly<Record<string, unknown>>)

const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 2 })), {
  minLength: 1,
  maxLength: 3,
})

/** Lines of an events file: right, changed, cut, or anything. */
export const anyLine: fc.Arbitrary<{ readonly line: string; readonly isMutated: boolean }> = fc.oneof(
  { weight: 1, arbitrary: validEvent.map((event) => ({ line: JSON.stringify(event), isMutated: false })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(validEvent, mutations)
      .map(([event, list]) => ({ line: JSON.stringify(mutateObject(event, list).config), isMutated: true })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(validEvent, fc.nat())
      .map(([event, at]) => JSON.stringify(event).slice(0, at % 400))
      .map((line) => ({ line, isMutated: true })),
  },
  { weight: 1, arbitrary: fc.string().map((line) => ({ line, isMutated: false })) },
)

const attributeNames: readonly string[] = [
  ...[...Object.values(names), ...Object.values(upstream)].filter((value) => typeof value === 'string'),
  'smonitor.param.row',
  'smonitor.param.__proto__',
]

/** What an OTel log record may carry, and what it may not but does. */
const attribute = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, maxDepth: 1 }),
)

/** Log records as processors get them, with attributes of ours that hold what they should or anything. */
export const anyRecord: fc.Arbitrary<LogRecordLike> = fc
  .record({
    hrTime: fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 })),
    severityNumber: fc.option(fc.integer({ min: -5, max: 30 }), { nil: undefined }),
    eventName: fc.option(fc.constantFrom('smonitor.diagnostic', ''), { nil: undefined }),
    body: fc.oneof(fc.string(), fc.anything({ maxDepth: 1 })),
    attributes: fc.dictionary(fc.constantFrom(...attributeNames), attribute, { maxKeys: 8 }),
    instrumentationScope: fc.constantFrom({ name: 'films' }, { name: 'films', version: '1.0.0' }),
    spanContext: fc.constantFrom(undefined, {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
    }),
  })
  .map((record) => record as unknown as LogRecordLike)
