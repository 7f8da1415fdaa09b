import { describe, expect, test } from 'vitest'
import { defined } from '../../src/record/defined.ts'

describe('defined', () => {
  test('leaves out what is undefined and nothing else', () => {
    const fields = defined({ a: undefined, b: null, c: '', d: 0, e: false })
    expect(Object.entries(fields)).toEqual([
      ['b', null],
      ['c', ''],
      ['d', 0],
      ['e', false],
    ])
  })
})
