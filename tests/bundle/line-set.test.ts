import { describe, expect, test } from 'vitest'
import { createLineSet } from '../../src/bundle/line-set.ts'

describe('a set of lines', () => {
  test('knows those that were added, and no others, however many there are', () => {
    const set = createLineSet()
    for (let at = 0; at < 20_000; at += 1) set.add(`line ${at}`)
    for (let at = 0; at < 20_000; at += 1) set.add(`line ${at}`)
    for (let at = 0; at < 20_000; at += 1) {
      if (!set.has(`line ${at}`)) expect.unreachable(`line ${at} is not known`)
      if (set.has(`other ${at}`)) expect.unreachable(`other ${at} is known`)
    }
    expect(createLineSet().has('line')).toBe(false)
  })
})
