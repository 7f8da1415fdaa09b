import { describe, expect, test } from 'vitest'
import { toAnyValue, toOtelValue } from '../../src/record/otel-value.ts'

describe('a value of OpenTelemetry', () => {
  test.each<[unknown, unknown, unknown]>([
    ['a', 'a', { stringValue: 'a' }],
    [7, 7, { intValue: 7 }],
    [0.5, 0.5, { doubleValue: 0.5 }],
    [true, true, { boolValue: true }],
    [null, null, {}],
    [undefined, null, {}],
    [10n, null, {}],
    [Number.NaN, { $otlp: { doubleValue: null } }, { doubleValue: null }],
    [new Uint8Array([1, 255]), { $otlp: { bytesValue: 'Af8=' } }, { bytesValue: 'Af8=' }],
    [['a', 1], ['a', 1], { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 1 }] } }],
    [{ a: { b: 1 } }, { a: { b: 1 } }, kvlist('a', kvlist('b', { intValue: 1 }))],
    [{ $otlp: 'a' }, { $otlp: kvlist('$otlp', { stringValue: 'a' }) }, kvlist('$otlp', { stringValue: 'a' })],
    [new Date(0), {}, { kvlistValue: { values: [] } }],
  ])('%o is plain JSON, and OTLP again', (value, plain, otlp) => {
    expect(toOtelValue(value)).toEqual(plain)
    expect(toAnyValue(JSON.parse(JSON.stringify(toOtelValue(value))))).toEqual(otlp)
  })

  test('that leads back to itself has an end, and one that cannot be read is none', () => {
    const round: { self?: unknown } = {}
    round.self = round
    expect(JSON.stringify(toOtelValue(round)).length).toBeLessThan(1000)
    const refusing = {
      get a(): never {
        throw new Error('No.')
      },
    }
    expect(toOtelValue(refusing)).toBeNull()
  })
})

function kvlist(key: string, value: object): object {
  return { kvlistValue: { values: [{ key, value }] } }
}
