import { expect, test } from 'vitest'
import { hasOtherPreload } from '../../../src/setup/join/has-other-preload.ts'

test.each([
  [['--import', 'smonitor/register'], '', false],
  [['--import=smonitor/register', '--stack-trace-limit=50'], '', false],
  [[], '--import=file:///home/me/shop/node_modules/smonitor/dist/src/setup/register.js', false],
  [['--import', '@opentelemetry/auto-instrumentations-node/register'], '--import smonitor/register', true],
  [['-r', './tracing.cjs'], '', true],
  [[], '--require=./tracing.cjs --import=smonitor/register', true],
  [['--loader', 'tsx'], '', true],
  [
    [],
    '--require="/my shop/smonitor/dist/src/cli/doctor/inside/preload.js" --import=smonitor/register',
    false,
  ],
  [[], '--require="/my shop/smonitor/dist/src/cli/doctor/inside/preload.js" --require=./tracing.cjs', true],
  [['--importance', 'x'], '', false],
])('%o with NODE_OPTIONS=%s loads something else: %s', (execArgv, nodeOptions, expected) => {
  expect(hasOtherPreload(execArgv, nodeOptions)).toBe(expected)
})
