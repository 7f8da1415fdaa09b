import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '../../src/capture/index.ts'
import { defineCatalog, signal } from '../../src/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'

let sdk: InMemorySdk
beforeEach(() => {
  sdk = startSdk()
})
afterEach(stopSdk)
const attributes = (at = 0): Readonly<Record<string, unknown>> => sdk.records()[at]?.attributes ?? {}

describe('a logger', () => {
  test('makes a diagnostic of each line, with its level', () => {
    const log = createLogger({ source: 'films.import' })
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) log[level](`as ${level}`)
    expect(sdk.records().map(({ severityText, body }) => [severityText, body])).toEqual([
      ['DEBUG', 'as debug'],
      ['INFO', 'as info'],
      ['WARN', 'as warn'],
      ['ERROR', 'as error'],
      ['FATAL', 'as fatal'],
    ])
    expect(attributes()).toEqual({
      'smonitor.source': 'films.import',
      'smonitor.category': 'log',
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as string,
    })
    expect(attributes(3)['error.type']).toBe('_OTHER')
  })

  test('gives its fields to each line, and a child has more of them', () => {
    const log = createLogger({ source: 'films.import', file: 'a.csv', row: 0 })
    const child = log.child({ row: 7, source: 'films.row' }).child({ column: 'year' })
    child.warn('missing', { file: 'b.csv', value: { a: 1 } })
    log.warn('done')
    expect(attributes()).toMatchObject({
      'smonitor.source': 'films.row',
      'smonitor.param.file': 'b.csv',
      'smonitor.param.row': 7,
      'smonitor.param.column': 'year',
      'smonitor.param.value': '{"a":1}',
    })
    expect(attributes(1)).toMatchObject({ 'smonitor.source': 'films.import', 'smonitor.param.row': 0 })
    expect(attributes(1)).not.toHaveProperty('smonitor.param.column')
  })

  test('has the signal around it for its source, and is in its chain', () => {
    signal('films.load', () => createLogger().warn('slow'))()
    createLogger().warn('slow')
    expect(attributes()).toMatchObject({
      'smonitor.source': 'films.load',
      'smonitor.context.chain': ['films.load'],
    })
    expect(attributes(1)['smonitor.source']).toBe('log')
  })

  test('has a key of its source and line, whatever the fields are', () => {
    createLogger({ row: 1 }).warn('Row 17 is empty')
    createLogger({ row: 2 }).warn('Row 18 is empty')
    createLogger({ source: 'other' }).warn('Row 18 is empty')
    const keys = sdk.records().map((record) => record.attributes['smonitor.triage_key'])
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
  })

  test.each(['err', 'error'])('makes an exception of an error in %s', (name) => {
    createLogger({ row: 7 }).error('could not load', { [name]: new RangeError('no row') })
    expect(attributes()).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'no row',
      'error.type': 'RangeError',
      'smonitor.param.row': 7,
    })
    expect(attributes()).not.toHaveProperty(`smonitor.param.${name}`)
  })

  test('keeps a field of that name which is no error, and the code of one that has it', () => {
    const shop = defineCatalog({
      name: 'logger-shop',
      codes: { 'SHOP-E001': { level: 'error', message: 'No {item}.' } },
    })
    createLogger().error('a', { error: 'text' })
    createLogger().error('b', { error: shop.error('SHOP-E001', { item: 'cup' }) })
    expect(attributes()['smonitor.param.error']).toBe('text')
    expect(attributes(1)).toMatchObject({ 'smonitor.code': 'SHOP-E001', 'smonitor.param.item': 'cup' })
  })

  test('throws nothing, whatever JavaScript passes, and does nothing when nobody listens', () => {
    const log = createLogger() as unknown as Record<string, (...args: unknown[]) => void>
    const bad = {
      get a(): string {
        throw new Error('no')
      },
    }
    for (const args of [[], [7], [null, null], [{ a: 1 }, 'x'], ['m', bad], [Symbol('s')]])
      expect(() => log['warn']?.(...args)).not.toThrow()
    const count = sdk.records().length
    stopSdk()
    expect(() => log['warn']?.('m')).not.toThrow()
    expect(sdk.records()).toHaveLength(count)
  })
})
