import { expect, test } from 'vitest'
import { findCallSite } from '../../../../src/cli/doctor/inside/call-site.ts'

test('whoever calls from a program is the program, with file and line', () => {
  const { by, place } = findCallSite({ isOurs: false })
  // The tests are called by a package, and are none.
  expect(place).toMatch(/call-site\.test\.ts:\d+$/)
  expect(by).toBeNull()
})
