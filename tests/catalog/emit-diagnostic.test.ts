import { logs } from '@opentelemetry/api'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit, signal, type EmitOptions } from '../../src/index.ts'
import { renderTemplate, toParamAttributes } from '../../src/record/template.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(stopSdk)

const shop = defineCatalog({
  name: 'shop',
  codes: { 'SHOP-1': { level: 'warn', message: 'The item {item} is gone.' } },
})

describe('the options of emit', () => {
  test.each<[string, EmitOptions, Record<string, unknown>]>([
    ['a source', { source: 'shop.cart' }, { 'smonitor.source': 'shop.cart' }],
    ['a category', { category: 'stock' }, { 'smonitor.category': 'stock' }],
    ['tags', { tags: ['a', 'b'] }, { 'smonitor.tags': ['a', 'b'] }],
    ['no tags', { tags: [] }, { 'smonitor.tags': [] }],
    ['tags that only JavaScript can pass', { tags: [1, null] as never }, { 'smonitor.tags': ['1', 'null'] }],
    ['a correlation id', { correlationId: 'job-7' }, { 'smonitor.correlation_id': 'job-7' }],
    ['a hint', { hint: 'Choose another.' }, { 'smonitor.hint': 'Choose another.' }],
    [
      'more data',
      { extra: { left: 0, near: ['x'], deep: { a: [1] }, big: 10n } },
      {
        'smonitor.param.left': 0,
        'smonitor.param.near': ['x'],
        'smonitor.param.deep': '{"a":[1]}',
        'smonitor.param.big': '10',
      },
    ],
  ])('add %s to the record', (_, options, attributes) => {
    const { records } = startSdk()
    shop.emit('SHOP-1', { item: 'tea' }, { source: 'shop', ...options })
    expect(records()[0]?.attributes).toEqual({
      'smonitor.code': 'SHOP-1',
      'smonitor.param.item': 'tea',
      'smonitor.source': 'shop',
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as unknown,
      'smonitor.cluster_key': expect.stringMatching(/^tc1_/) as unknown,
      ...attributes,
    })
  })

  test('let a source win over the signal around it, which stays in the chain', () => {
    const { records } = startSdk()
    signal('shop.order', () => {
      shop.emit('SHOP-1', { item: 'tea' }, { source: 'shop.cart' })
    })()
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.source': 'shop.cart',
      'smonitor.context.chain': ['shop.order'],
    })
  })

  test('let no extra take the place of a param, whose value the message shows', () => {
    const { records } = startSdk()
    shop.emit('SHOP-1', { item: 'tea' }, { extra: { item: 'coffee', more: 1 } })
    expect(records()[0]?.body).toBe('The item tea is gone.')
    expect(records()[0]?.attributes).toMatchObject({ 'smonitor.param.item': 'tea', 'smonitor.param.more': 1 })
  })

  test('let no extra take the place of an attribute of ours', () => {
    const { records } = startSdk()
    shop.emit('SHOP-1', { item: 'tea' }, { extra: { 'smonitor.code': 'X', code: 'Y' } })
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.code': 'SHOP-1',
      'smonitor.param.smonitor.code': 'X',
      'smonitor.param.code': 'Y',
    })
  })

  test('are copied, so that a later change of them changes no record', () => {
    const { records } = startSdk()
    const tags = ['a']
    const near = ['x']
    const params = { item: 'tea' }
    shop.emit('SHOP-1', params, { tags, extra: { near } })
    tags.push('b')
    near.push('y')
    params.item = 'coffee'
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.tags': ['a'],
      'smonitor.param.near': ['x'],
      'smonitor.param.item': 'tea',
    })
  })

  test('say "[threw]" where the data throws', () => {
    const { records } = startSdk()
    const extra = {
      get bad(): string {
        throw new Error('no')
      },
    }
    shop.emit('SHOP-1', { item: 'tea' }, { extra })
    expect(records()[0]?.attributes['smonitor.param.bad']).toBe('[threw]')
  })
})

// X4: the Python library has the attempt in its fingerprint, so that no retry is ever grouped with another.
describe('the attempts of one retry', () => {
  const remote = defineCatalog({
    name: 'remote',
    codes: { 'R-W1': { level: 'warn', message: 'The attempt {attempt} failed.' } },
  })
  const attempts: readonly [string, (attempt: number, isLast: boolean) => void][] = [
    [
      'in its own fields',
      (attempt, isLast) =>
        remote.emit(
          'R-W1',
          { attempt: 'this' },
          {
            fields: {
              retryAttempt: attempt,
              retryMax: 5 + attempt,
              retryExhausted: isLast,
              retryDelayS: 2 ** attempt,
              lastFailureReason: `refused for the ${attempt}. time`,
            },
          },
        ),
    ],
    ['in a param', (attempt) => remote.emit('R-W1', { attempt })],
    [
      'in more data',
      (attempt) =>
        remote.emit(
          'R-W1',
          { attempt: 'this' },
          { extra: { retry_attempt: attempt, retry_max: 5, retry_delay_s: attempt } },
        ),
    ],
    ['in a hint', (attempt) => remote.emit('R-W1', { attempt: 'this' }, { hint: `Wait ${attempt} s.` })],
    [
      'in the params of an error',
      (attempt) => {
        throw remote.error('R-W1', { attempt })
      },
    ],
    [
      'in the words of an error without a code',
      (attempt) => {
        throw new Error(`Attempt ${attempt} of 5 failed, next in ${2 ** attempt} s.`)
      },
    ],
  ]

  test.each(attempts)('have one key, when the attempt is told %s', (_, attempt) => {
    const { records } = startSdk()
    const fetch = remote.signal('remote.fetch', attempt)
    for (let at = 1; at <= 5; at += 1) {
      try {
        fetch(at, at === 5)
      } catch {
        // The next attempt follows.
      }
    }
    const keys = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toHaveLength(5)
    expect(new Set(keys).size).toBe(1)
  })

  test('are told apart from the same failure in another place', () => {
    const { records } = startSdk()
    remote.signal('remote.fetch', () => remote.emit('R-W1', { attempt: 1 }))()
    remote.signal('remote.send', () => remote.emit('R-W1', { attempt: 1 }))()
    const [one, other] = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(one).not.toBe(other)
  })
})

describe('a record with more attributes than the SDK keeps', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`p${at}`, at]))
  const ways: readonly [string, () => void][] = [
    ['a code with params', () => shop.emit('SHOP-1', { item: 'tea', ...many })],
    ['a code with more data', () => shop.emit('SHOP-1', { item: 'tea' }, { extra: many })],
    ['no code', () => emit('warn', 'Gone.', { extra: many })],
    [
      'an error with params',
      () => {
        throw shop.error('SHOP-1', { item: 'tea', ...many })
      },
    ],
    [
      'an error without a code',
      () => {
        throw new RangeError('Gone.')
      },
    ],
  ]

  test.each(ways)('is still known for what it is and where it arose: %s', (_, fail) => {
    const exporter = new InMemoryLogRecordExporter()
    startSdk()
    logs.disable()
    logs.setGlobalLoggerProvider(
      new LoggerProvider({
        processors: [new SimpleLogRecordProcessor({ exporter })],
        logRecordLimits: { attributeCountLimit: 12 },
      }),
    )
    const order = signal('shop.order', fail, { extra: () => many })
    try {
      order()
    } catch {
      // What is thrown is not what this is about.
    }
    const [record] = exporter.getFinishedLogRecords()
    expect(Object.keys(record?.attributes ?? {}).length).toBeLessThanOrEqual(12)
    expect(record?.attributes).toMatchObject({
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as unknown,
      'smonitor.source': 'shop.order',
      'smonitor.context.chain': ['shop.order'],
    })
  })
})

describe('the records of one code', () => {
  const cafe = defineCatalog({
    name: 'cafe',
    codes: {
      'CAFE-1': {
        level: 'error',
        title: 'Table {table}',
        message: 'Table {table} waits for {drink} since {since:json}.',
        hint: 'Bring {drink}.',
        audience: { qa: { message: 'queue={queue}' } },
      },
    },
  })
  const emitAny = (code: 'CAFE-1', params: object, options?: EmitOptions): void => {
    cafe.emit(code, params as never, options)
  }

  test('share nothing: what one is told is not on the next', () => {
    const { records } = startSdk()
    emitAny('CAFE-1', { table: 1, drink: 'tea', since: 0, queue: 2 })
    emitAny(
      'CAFE-1',
      { table: 2, drink: 'mate', since: [1], queue: 3, more: 'x' },
      {
        hint: 'Hurry.',
        category: 'c',
        tags: ['t'],
        correlationId: 'i',
        extra: { y: 1 },
        fields: { form: 'f' },
      },
    )
    signal('cafe.serve', () => emitAny('CAFE-1', {}))()
    emitAny('CAFE-1', { table: 1, drink: 'tea', since: 0, queue: 2 })
    const [first, second, , last] = records()
    expect(last?.attributes).toEqual(first?.attributes)
    expect(Object.keys(second?.attributes ?? {}).length).toBe(Object.keys(first?.attributes ?? {}).length + 6)
  })

  test('have the params that they were given, in any order and of any kind, and no other', () => {
    const { records } = startSdk()
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.object(),
    )
    const names = ['table', 'drink', 'since', 'queue', 'more', '__proto__', 'constructor', 'value']
    const params = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries) as object)
    const { message, title, hint } = cafe.codes['CAFE-1']
    fc.assert(
      fc.property(params, (given) => {
        const flat = toParamAttributes(given)
        emitAny('CAFE-1', given)
        const record = records().at(-1)
        expect(record?.body).toBe(renderTemplate(message, flat))
        expect(record?.attributes).toEqual({
          'smonitor.code': 'CAFE-1',
          'smonitor.title': renderTemplate(title ?? '', flat),
          'smonitor.hint': renderTemplate(hint ?? '', flat),
          'smonitor.source': 'cafe',
          'smonitor.triage_key': expect.stringMatching(/^tk1_/) as unknown,
          'smonitor.cluster_key': expect.stringMatching(/^tc1_/) as unknown,
          'error.type': 'CAFE-1',
          ...Object.fromEntries(Object.entries(flat).map(([name, one]) => [`smonitor.param.${name}`, one])),
        })
      }),
    )
  })

  test('are known by their key before their data, of which an SDK keeps the first 128', () => {
    const { records } = startSdk()
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`p${at}`, at]))
    signal('cafe.serve', () => emitAny('CAFE-1', many, { category: 'c', fields: { form: 'f' } }))()
    const attributes = records()[0]?.attributes
    expect(Object.keys(attributes ?? {})).toHaveLength(128)
    expect(attributes).toMatchObject({
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as unknown,
      'smonitor.context.chain': ['cafe.serve'],
      'smonitor.category': 'c',
      'smonitor.param.p0': 0,
    })
    signal('cafe.serve', () => emitAny('CAFE-1', { table: 1, drink: 'tea', since: 0 }))()
    const names = Object.keys(records()[1]?.attributes ?? {})
    const isParam = names.map((name) => name.startsWith('smonitor.param.'))
    expect(isParam.indexOf(true)).toBeGreaterThan(isParam.lastIndexOf(false))
    expect(names).toContain('smonitor.context.depth')
  })

  test('are made from the params that are their own', () => {
    const { records } = startSdk()
    const params = Object.assign(Object.create({ table: 'inherited' }) as object, { drink: 'tea' })
    emitAny('CAFE-1', params)
    expect(records()[0]?.body).toBe('Table {table} waits for tea since {since:json}.')
    expect(Object.keys(records()[0]?.attributes ?? {})).not.toContain('smonitor.param.table')
  })

  const { proxy: revoked, revoke } = Proxy.revocable({ table: 1 }, {})
  revoke()

  test.each<[string, object]>([
    ['params that cannot be read', revoked],
    ['a text in their place', 'text' as never],
  ])('have no params, with %s', (_, params) => {
    const { records } = startSdk()
    emitAny('CAFE-1', params)
    expect(Object.keys(records()[0]?.attributes ?? {}).filter((key) => key.includes('.param.'))).toEqual([])
  })

  test('read a param once, and say so where that fails', () => {
    const { records } = startSdk()
    let reads = 0
    const params = {
      drink: 'tea',
      get table() {
        reads += 1
        throw new Error('no')
      },
    }
    emitAny('CAFE-1', params)
    expect([reads, records()[0]?.body]).toEqual([1, 'Table [threw] waits for tea since {since:json}.'])
  })
})
