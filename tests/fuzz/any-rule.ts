import * as fc from 'fast-check'
import { typeOfField, type FieldType } from '../../src/policy/field-types.ts'
import type { PolicyRule, When } from '../../src/policy/rule.ts'

/** Fields of every sort. */
const FIELD = fc.constantFrom(
  'code',
  'source',
  'event_name',
  'message',
  'library',
  'tags',
  'params.path',
  'extra.path',
  'attributes.http.route',
  'resource.service.name',
  'scope.name',
  'span.name',
  'kind',
)
const WRITABLE = fc.constantFrom('hint', 'message', 'params.path', 'attributes.http.route', 'title')
const WORD = fc.constantFrom('FILM-W001', 'FILM-E002', 'films.load', '/films/7', 'log', 'a', 'Late')
const LITERAL = fc.oneof(WORD, fc.integer({ min: -5, max: 30 }), fc.boolean())
const LEVEL = fc.constantFrom('debug', 'info', 'warn', 'ERROR', 'Warning', 'fatal' as const)

const MODIFIERS = {
  negate: fc.boolean(),
  caseInsensitive: fc.boolean(),
}
const COMPARISON = fc.oneof(
  LITERAL,
  fc.record({ eq: LITERAL, ...MODIFIERS }, { requiredKeys: ['eq'] }),
  fc.record({ in: fc.array(LITERAL, { maxLength: 3 }), ...MODIFIERS }, { requiredKeys: ['in'] }),
  fc.record({ prefix: WORD, suffix: WORD, ...MODIFIERS }, { requiredKeys: ['prefix'] }),
  fc.record({ contains: WORD, ...MODIFIERS }, { requiredKeys: ['contains'] }),
  fc.record({ regex: fc.constantFrom('film', 'abc|d'), ...MODIFIERS }, { requiredKeys: ['regex'] }),
  fc.record({ exists: fc.boolean(), negate: fc.boolean() }, { requiredKeys: ['exists'] }),
  fc.record({ gte: fc.integer(), lt: fc.integer() }, { requiredKeys: ['gte'] }),
)
const SEVERITY = fc.oneof(
  LEVEL,
  fc.record({ gte: LEVEL, negate: fc.boolean() }, { requiredKeys: ['gte'] }),
  fc.record({ in: fc.array(LEVEL, { maxLength: 2 }) }),
  fc.record({ lt: fc.integer({ min: 1, max: 24 }) }),
)

/** Conditions that are valid, at any depth. */
export const anyWhen: fc.Arbitrary<When> = fc.letrec<{ when: When }>((tie) => ({
  when: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.dictionary(FIELD, COMPARISON, { maxKeys: 3 }) as fc.Arbitrary<When>,
    fc.record({ severity: SEVERITY }) as fc.Arbitrary<When>,
    fc.record({ source_prefix: WORD }) as fc.Arbitrary<When>,
    fc.record({ any: fc.array(tie('when'), { maxLength: 3 }) }) as fc.Arbitrary<When>,
    fc.record({ all: fc.array(tie('when'), { maxLength: 3 }) }) as fc.Arbitrary<When>,
    fc.record({ not: tie('when') }) as fc.Arbitrary<When>,
  ),
})).when

const SETTABLE = fc.oneof(WORD, fc.integer(), fc.boolean(), fc.array(WORD, { maxLength: 2 }))

const OF_TYPE: Readonly<Record<FieldType, unknown>> = {
  text: 'x',
  texts: ['x', 'y'],
  whole: 3,
  number: 0.5,
  boolean: true,
  tk: 'tk1_0123456789abcdef',
  th: 'th1_0123456789abcdef',
  tc: 'tc1_0123456789abcdef',
}

/** Others read some fields, and expect a type. */
function withTypes(set: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(set).map(([field, value]) => {
      const type = typeOfField(field)
      return [
        field,
        type === undefined || (type === 'text' && typeof value === 'string') ? value : OF_TYPE[type],
      ]
    }),
  )
}

/** What every program has: another name is told of, and is valid. */
const PIPELINE = fc.constantFrom('console', 'otlp', 'memory')

/** Rules that are valid. */
export const anyRule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    id: fc.constantFrom('one', 'other'),
    enabled: fc.boolean(),
    when: anyWhen,
    drop: fc.boolean(),
    keep: fc.oneof(fc.boolean(), fc.constantFrom('all', 'none', '10%', '5/s')),
    sample: fc.oneof(fc.constantFrom(0, 0.25, 1), fc.constant('trace' as const)),
    rate: fc.constantFrom('1/10', '1/10@60', '5/s', '100/m'),
    coalesce: fc.record(
      { windowMs: fc.integer({ min: 1, max: 5000 }), mode: fc.constantFrom('sliding', 'fixed') },
      { requiredKeys: ['windowMs'] },
    ),
    dedupe: fc.oneof(
      fc.constantFrom('off', 'first', 'last', 'summary'),
      fc.record({ everyN: fc.integer({ min: 1, max: 9 }) }),
    ),
    per: fc.array(FIELD, { maxLength: 2 }),
    summaryMs: fc.integer({ min: 1, max: 60_000 }),
    remove: fc.array(WRITABLE, { maxLength: 2 }),
    redact: fc.record(
      {
        presets: fc.constant(['secrets', 'mails']),
        keys: fc.constant(['password']),
        replacement: fc.constant('***'),
      },
      { requiredKeys: ['presets'] },
    ),
    rename: fc.dictionary(WRITABLE, WRITABLE, { maxKeys: 2 }),
    set: fc.dictionary(WRITABLE, SETTABLE, { maxKeys: 2 }).map(withTypes),
    tag: fc.oneof(WORD, fc.array(WORD, { maxLength: 2 })),
    severity: LEVEL,
    route: fc.oneof(PIPELINE, fc.array(PIPELINE, { maxLength: 2 })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PolicyRule>

/** Rules in the form of the Python library that are valid. */
export const anyFilter = fc.record(
  {
    when: anyWhen,
    drop: fc.boolean(),
    sample: fc.constantFrom(0, 0.5, 1),
    rate_limit: fc.constant('1/10@60'),
  },
  { requiredKeys: [] },
)

export const anyRoute = fc.record(
  {
    when: anyWhen,
    set: fc.record({ level: LEVEL, message: WORD, other: WORD }, { requiredKeys: [] }),
    set_extra: fc.dictionary(WORD, WORD, { maxKeys: 2 }),
    rename: fc.dictionary(WORD, WORD, { maxKeys: 2 }),
    drop_fields: fc.array(WORD, { maxLength: 2 }),
    add_tags: fc.array(WORD, { maxLength: 2 }),
    send_to: PIPELINE,
  },
  { requiredKeys: [] },
)
