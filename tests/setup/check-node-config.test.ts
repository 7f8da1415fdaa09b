import { expect, test } from 'vitest'
import { createPolicy } from '../../src/policy/policy.ts'
import { policyProcessor, policySpanProcessor } from '../../src/policy/policy-processor.ts'
import { withSmonitor } from '../../src/setup/with-smonitor.ts'

test.each([
  [null, 'The configuration of withSmonitor() is null, which is not valid.'],
  [[], 'The configuration of withSmonitor() is [], which is not valid.'],
  [{ spanProcessors: 5 }, 'withSmonitor({ spanProcessors }) is 5, which is not valid.'],
  [{ logRecordProcessors: {} }, 'withSmonitor({ logRecordProcessors }) is {}, which is not valid.'],
])('withSmonitor refuses %j', (config, message) => {
  expect(() => withSmonitor(config as object)).toThrow(
    expect.objectContaining({ code: 'SMON-E102', message }),
  )
})

const policy = createPolicy([])
const exporting = {
  onEmit: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}
const ofAny = (call: unknown): ((...args: unknown[]) => unknown) => call as () => unknown

test.each<[call: () => unknown, message: string]>([
  [
    () => ofAny(policyProcessor)(),
    'The processor of policyProcessor() is missing, which is not valid. Use a processor of OpenTelemetry, with onEmit.',
  ],
  [
    () => ofAny(policyProcessor)(exporting),
    'The policy of policyProcessor() is missing, which is not valid. Use what createPolicy() returns.',
  ],
  [
    () => ofAny(policySpanProcessor)({}, policy),
    'The processor of policySpanProcessor() is {}, which is not valid. Use a processor of OpenTelemetry, with onStart and onEnd.',
  ],
])('a processor of a policy names what it lacks: %#', (call, message) => {
  expect(call).toThrow(message)
})
