import { expect, test } from 'vitest'
import { sdkLineOf } from '../../../src/cli/doctor/sdk-line.ts'

test.each([
  ['@opentelemetry/sdk-trace', '3.1.1', 3],
  ['@opentelemetry/sdk-trace', '2.12.0', 2],
  ['@opentelemetry/sdk-trace-base', '2.12.1', 2],
  ['@opentelemetry/sdk-trace-node', '1.30.1', 1],
  ['@opentelemetry/sdk-metrics', '3.1.0', 3],
  ['@opentelemetry/sdk-node', '0.301.0', 3],
  ['@opentelemetry/sdk-node', '0.300.0', 3],
  ['@opentelemetry/sdk-node', '0.223.0', 2],
  ['@opentelemetry/sdk-node', '0.57.2', 1],
  ['@opentelemetry/sdk-logs', '3.1.1', 3],
  ['@opentelemetry/sdk-logs', '0.223.0', 2],
  ['@opentelemetry/core', '3.1.0', undefined],
  ['@opentelemetry/api', '1.10.0', undefined],
])('%s %s is of line %s', (name, version, line) => {
  expect(sdkLineOf(name, version)).toBe(line)
})
