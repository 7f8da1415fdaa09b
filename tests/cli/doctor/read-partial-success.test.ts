import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPartialSuccess } from '../../../src/cli/doctor/read-partial-success.ts'

describe('a partial success', () => {
  test.each([
    ['{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"full"}}', { rejected: 3, reason: 'full' }],
    ['{"partialSuccess":{"rejectedSpans":2}}', { rejected: 2, reason: '' }],
    ['{"partialSuccess":{"errorMessage":"slow down"}}', { rejected: 0, reason: 'slow down' }],
    ['{"partialSuccess":{}}', undefined],
    ['{}', undefined],
    ['', undefined],
    ['null', undefined],
    ['not JSON', undefined],
  ])('is read from %s', (text, expected) => {
    expect(readPartialSuccess(Buffer.from(text), true)).toEqual(expected)
  })

  test('is read from protobuf, with numbers of several bytes', () => {
    const body = Buffer.from([0x0a, 0x07, 0x08, 0xac, 0x02, 0x12, 0x02, 0x6e, 0x6f])
    expect(readPartialSuccess(body, false)).toEqual({ rejected: 300, reason: 'no' })
  })

  test('is never read out of bytes with an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, isJson) => {
        const found = readPartialSuccess(Buffer.from(bytes), isJson)
        expect(found === undefined || typeof found.reason === 'string').toBe(true)
      }),
    )
  })
})
