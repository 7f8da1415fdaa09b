import { afterEach, describe, expect, test } from 'vitest'
import { emit, signal } from '../../src/index.ts'
import { keyByNode } from '../helpers/key-by-node.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(stopSdk)

describe('emit without a code', () => {
  test('makes one record with the message and the source', () => {
    const { records } = startSdk()
    emit('warn', 'The cache is old.', {
      source: 'cache.open',
      hint: 'Delete it.',
      category: 'cache',
      tags: ['io'],
      extra: { days: 3 },
    })
    expect(records()).toHaveLength(1)
    expect(records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      severityNumber: 13,
      severityText: 'WARN',
      body: 'The cache is old.',
      instrumentationScope: { name: 'smonitor' },
    })
    expect(records()[0]?.attributes).toEqual({
      'smonitor.source': 'cache.open',
      'smonitor.hint': 'Delete it.',
      'smonitor.category': 'cache',
      'smonitor.tags': ['io'],
      'smonitor.param.days': 3,
      'smonitor.triage_key': keyByNode('tk1', [1, null, 'cache.open', null, 'The cache is old.']),
      'smonitor.cluster_key': keyByNode('tc1', [1, null, null, null, 'The cache is old.']),
    })
  })

  test.each([
    ['debug', 5, 'DEBUG', undefined],
    ['info', 9, 'INFO', undefined],
    ['warn', 13, 'WARN', undefined],
    ['error', 17, 'ERROR', '_OTHER'],
    ['fatal', 21, 'FATAL', '_OTHER'],
  ] as const)('writes %s as %i %s with the error type %s', (level, number, text, errorType) => {
    const { records } = startSdk()
    emit(level, 'm')
    expect(records()[0]).toMatchObject({ severityNumber: number, severityText: text })
    expect(records()[0]?.attributes['error.type']).toBe(errorType)
  })

  test('takes the innermost signal for the source, else smonitor', () => {
    const { records } = startSdk()
    emit('info', 'm')
    signal('job.run', () => {
      emit('info', 'm')
    })()
    expect(records().map(({ attributes }) => attributes['smonitor.source'])).toEqual(['smonitor', 'job.run'])
  })

  test.each([
    ['the same text', ['Saved.', 'Saved.'], 1],
    [
      'texts that differ in a port and a time',
      ['Port 8080 at 10:00:01 is taken.', 'Port 9090 at 11:22:33 is taken.'],
      1,
    ],
    ['different texts', ['Saved.', 'Not saved.'], 2],
  ])('gives %s the keys they deserve: %j', (_, messages, count) => {
    const { records } = startSdk()
    for (const message of messages) emit('info', message, { source: 's' })
    expect(new Set(records().map(({ attributes }) => attributes['smonitor.triage_key'])).size).toBe(count)
  })

  test('gives the same text from another source another key', () => {
    const { records } = startSdk()
    emit('info', 'Saved.', { source: 'a' })
    emit('info', 'Saved.', { source: 'b' })
    expect(new Set(records().map(({ attributes }) => attributes['smonitor.triage_key'])).size).toBe(2)
  })

  test('cuts a long message and reads no placeholder in it', () => {
    const { records } = startSdk()
    emit('info', 'x'.repeat(100_000))
    emit('info', 'The {days} days.', { extra: { days: 3 } })
    expect(records().map(({ body }) => body)).toEqual([
      `${'x'.repeat(8192)}… [truncated]`,
      'The {days} days.',
    ])
  })

  test('does nothing when nobody listens', () => {
    expect(() => {
      emit('fatal', 'm')
    }).not.toThrow()
  })

  test.each<[string, readonly unknown[]]>([
    ['an unknown level', ['loud', 'm']],
    ['no message', ['info']],
    ['a message that refuses to be a text', ['info', Object.create(null)]],
    ['a symbol for a message', ['info', Symbol('m')]],
    ['null options', ['info', 'm', null]],
    ['tags that are a text', ['info', 'm', { tags: 'io' }]],
    ['no argument', []],
  ])('never throws, with %s', (_, args) => {
    startSdk()
    expect(() => {
      Reflect.apply(emit, undefined, args)
    }).not.toThrow()
  })
})
