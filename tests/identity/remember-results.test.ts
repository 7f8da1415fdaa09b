import { describe, expect, test } from 'vitest'
import { rememberResults } from '../../src/identity/remember-results.ts'

describe('rememberResults', () => {
  test('makes each result once, whatever the key is called', () => {
    const made: string[] = []
    const shout = rememberResults((key) => {
      made.push(key)
      return { text: key.toUpperCase() }
    })
    for (const key of ['a', '__proto__', 'constructor', '']) expect(shout(key)).toBe(shout(key))
    expect(shout('a')).toEqual({ text: 'A' })
    expect(made).toEqual(['a', '__proto__', 'constructor', ''])
  })

  test('remembers the last of a million keys, and not the first', () => {
    let made = 0
    const count = rememberResults(() => ({ at: (made += 1) }))
    const first = count('0')
    for (let at = 1; at < 1_000_000; at += 1) count(`${at}`)
    expect(count('999999')).toEqual({ at: 1_000_000 })
    expect(count('0')).not.toBe(first)
  })
})
