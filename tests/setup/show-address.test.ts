import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showAddress } from '../../src/setup/show-address.ts'

describe('an address in a message', () => {
  test.each([
    ['http://collector.example:4318/v1/logs', 'http://collector.example:4318/v1/logs'],
    ['http://me:hunter2@collector.example/v1/logs?key=hunter2', 'http://collector.example/v1/logs'],
    ['http://me:hun@ter2@collector.example/v1/logs', 'http://collector.example/v1/logs'],
    ['http://collector.example?to=me@films.example', 'http://collector.example'],
    ['http://collector.example/me@films#key', 'http://collector.example/me@films'],
    ['collector.example:4317', 'collector.example:4317'],
  ])('is shown without secrets: %s', (address, shown) => {
    expect(showAddress(address)).toBe(shown)
  })

  test('has the host of the URL and no user information, whatever the password is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w@:!~*-]{1,12}$/), (password) => {
        const address = `https://me:${password}@collector.example/v1/logs`
        const { origin, pathname } = new URL(address)
        expect(showAddress(address)).toBe(`${origin}${pathname}`)
      }),
    )
  })
})
