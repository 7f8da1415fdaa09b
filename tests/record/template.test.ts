import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  listPlaceholders,
  renderTemplate,
  toParamAttributes,
  type ParamAttributes,
} from '../../src/record/template.ts'

/** Text made of what the grammar is made of, so that placeholders, escapes and near misses are frequent. */
const templates = fc.string({
  unit: fc.constantFrom('{', '{', '}', '}', 'a', 'b', '_', '1', ':json', ':', ' ', '$&', '-'),
})

const hostileValues = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc.constantFrom('{a}', '{{a}}', '$&', '$1', '{b:json}', Symbol('s'), () => '{a}'),
)

describe('renderTemplate', () => {
  test.each<[string, ParamAttributes, string]>([
    ['No placeholder.', { a: 'x' }, 'No placeholder.'],
    ['{a}', { a: 'x' }, 'x'],
    ['{a}{b}{a}', { a: 'x', b: 'y' }, 'xyx'],
    ['{a} of {count}', { a: 'x', count: 3 }, 'x of 3'],
    ['{flag}', { flag: false }, 'false'],
    ['{list}', { list: ['x', 'y'] }, 'x, y'],
    ['{list}', { list: [] }, ''],
    ['{_a1}', { _a1: 'x' }, 'x'],
    ['{a}', { a: '' }, ''],
  ])('renders %j with %j as %j', (template, params, text) => {
    expect(renderTemplate(template, params)).toBe(text)
  })

  test.each<[string, ParamAttributes, string]>([
    ['{a:json}', { a: 'x "y"\n' }, '"x \\"y\\"\\n"'],
    ['{a:json}', { a: 3 }, '3'],
    ['{a:json}', { a: true }, 'true'],
    ['{a:json}', { a: ['x', 'y'] }, '["x","y"]'],
    ['{a:json} {a}', { a: 'x' }, '"x" x'],
  ])('renders %j with %j as JSON: %s', (template, params, text) => {
    expect(renderTemplate(template, params)).toBe(text)
  })

  test.each([
    ['{{a}}', '{a}'],
    ['{{a:json}}', '{a:json}'],
    ['{{{a}}}', '{{a}}'],
    ['{{a}} is {a}', '{a} is x'],
    ['{{a} {a}}', '{x x}'],
  ])('takes the double braces of %j for an escape and gives %j', (template, text) => {
    expect(renderTemplate(template, { a: 'x' })).toBe(text)
  })

  test.each([
    '{b}',
    '{ a }',
    '{a.b}',
    '{a[0]}',
    '{a!r}',
    '{a:>10}',
    '{a:JSON}',
    '{1a}',
    '{}',
    '{',
    '}',
    '{a',
    'a}',
    '{ä}',
    '{toString}',
    '{constructor}',
    '{__proto__}',
  ])('leaves %j as it is written, because it names no param', (template) => {
    expect(renderTemplate(template, { a: 'x' })).toBe(template)
  })

  test.each([
    ['braces', '{b}'],
    ['escaped braces', '{{b}}'],
    ['replacement patterns', "$& $1 $$ $' $` $<a>"],
    ['its own name', '{a}'],
  ])('keeps a value with %s as data', (_, value) => {
    expect(renderTemplate('{a}|{b}', { a: value, b: 'y' })).toBe(`${value}|y`)
  })

  test('reads a param named __proto__ like any other', () => {
    const params = toParamAttributes(JSON.parse('{"__proto__": "polluted", "a": 1}') as object)
    expect(renderTemplate('{__proto__} {a}', params)).toBe('polluted 1')
  })

  test('never throws, whatever the template and the params', () => {
    fc.assert(
      fc.property(
        templates,
        fc.dictionary(fc.constantFrom('a', 'b', '_'), hostileValues),
        (template, params) => {
          expect(renderTemplate(template, toParamAttributes(params))).toBeTypeOf('string')
        },
      ),
    )
  })

  test('is the texts and the values in their order, so nothing in a value is read again', () => {
    const parts = fc.array(
      fc.oneof(
        fc.record({ text: fc.string({ unit: fc.constantFrom('x', ' ', '$', ':') }) }),
        fc.record({ name: fc.constantFrom('a', 'b', 'c') }),
      ),
    )
    const values = fc.record({ a: templates, b: templates, c: fc.string({ unit: 'binary' }) })
    fc.assert(
      fc.property(parts, values, (any, params) => {
        const template = any.map((part) => ('name' in part ? `{${part.name}}` : part.text)).join('')
        const text = any.map((part) => ('name' in part ? params[part.name] : part.text)).join('')
        expect(renderTemplate(template, params)).toBe(text)
      }),
    )
  })
})

describe('listPlaceholders', () => {
  test.each([
    ['', []],
    ['no {placeholder here}', []],
    ['{a} {b:json} {a}', ['a', 'b']],
    ['{{a}} {b}', ['b']],
    ['{{{a}}}', []],
    ['{b} {a}', ['b', 'a']],
  ])('finds in %j the names %j', (template, names) => {
    expect(listPlaceholders(template)).toEqual(names)
  })

  test('finds exactly what renderTemplate replaces', () => {
    fc.assert(
      fc.property(templates, (template) => {
        const asked = new Set<string>()
        // Has a value for every name, and notes which names are asked for.
        const params = new Proxy<Record<string, string>>(
          {},
          {
            getOwnPropertyDescriptor(_, name) {
              asked.add(String(name))
              return { value: 'x', configurable: true, enumerable: true, writable: true }
            },
            get: () => 'x',
          },
        )
        renderTemplate(template, params)
        expect(listPlaceholders(template)).toEqual([...asked])
      }),
      { numRuns: 1000 },
    )
  })
})

describe('toParamAttributes', () => {
  test('makes each value flat and keeps the order of the names', () => {
    const params = toParamAttributes({ form: 'a', size: 3, at: new Date(0), more: { deep: [1] } })
    expect(Object.entries(params)).toEqual([
      ['form', 'a'],
      ['size', 3],
      ['at', '1970-01-01T00:00:00.000Z'],
      ['more', '{"deep":[1]}'],
    ])
  })

  test.each([[undefined], [null as never], [{}], [[]], [new Map([['a', 1]])]])(
    'takes %j for no params',
    (params) => {
      expect(toParamAttributes(params)).toEqual({})
    },
  )

  test('says where a getter throws and keeps the others', () => {
    const params = {
      get bad(): string {
        throw new Error('no')
      },
      good: 'x',
    }
    expect(toParamAttributes(params)).toEqual({ bad: '[threw]', good: 'x' })
  })

  test('takes params that refuse to be listed for none', () => {
    const { proxy, revoke } = Proxy.revocable({ a: 1 }, {})
    revoke()
    expect(toParamAttributes(proxy)).toEqual({})
    const refusing = new Proxy(
      { a: 1 },
      {
        ownKeys(): never {
          throw new Error('no')
        },
      },
    )
    expect(toParamAttributes(refusing)).toEqual({})
  })

  test('takes a text for no params, which has as many keys as it is long', () => {
    expect(toParamAttributes('x'.repeat(1000) as never)).toEqual({})
  })

  test('takes the first 128, which is more than any SDK keeps', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`p${at}`, at]))
    expect(Object.entries(toParamAttributes(many))).toEqual(Object.entries(many).slice(0, 128))
  })

  test('keeps a param named __proto__ as data and the prototype as it is', () => {
    const params = toParamAttributes(JSON.parse('{"__proto__": {"isAdmin": true}}') as object)
    expect(Object.keys(params)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype)
    expect('isAdmin' in params).toBe(false)
  })

  test('does not take inherited params or those with symbols as names', () => {
    const params = Object.assign(Object.create({ inherited: 1 }) as object, { own: 2, [Symbol('s')]: 3 })
    expect(toParamAttributes(params)).toEqual({ own: 2 })
  })
})
