import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, signal, type EmitOptions } from '../../src/index.ts'
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
