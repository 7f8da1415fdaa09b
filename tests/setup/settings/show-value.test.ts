import { expect, test } from 'vitest'
import { showValue } from '../../../src/setup/settings/show-value.ts'

const cycle: Record<string, unknown> = {}
cycle['self'] = cycle

test.each<[unknown, string]>([
  ['true', '"true"'],
  [true, 'true'],
  [1, '1'],
  ['1', '"1"'],
  [Number.NaN, 'NaN'],
  [null, 'null'],
  [undefined, 'missing'],
  [12n, '12n'],
  [Symbol('s'), 'a symbol'],
  [() => 1, 'a function'],
  [Promise.resolve(), 'a promise'],
  [[1, 'a'], '[1,"a"]'],
  [cycle, '{"self":"[circular]"}'],
  ['x'.repeat(200), `"${'x'.repeat(78)}…`],
  [`${'x'.repeat(77)}😀y`, `"${'x'.repeat(77)}…`],
])('%# shows what it is, in one short line', (value, expected) => {
  expect(showValue(value)).toBe(expected)
})
