import { describe, expect, test } from 'vitest'
import { createLogParts, createTraceParts } from '../../src/setup/sdk-parts.ts'

/** Keeps what it was made of, as the processors and providers of the SDK would read it. */
class Made {
  readonly given: readonly unknown[]
  constructor(...given: readonly unknown[]) {
    this.given = given
  }
}
/** `LoggerProvider` of sdk-logs 0.200, and of 0.201 when it was handed processors already. */
class EarlyProvider extends Made {
  readonly _sharedState: { registeredLogRecordProcessors: object[] } = { registeredLogRecordProcessors: [] }
  addLogRecordProcessor(processor: object): void {
    this._sharedState.registeredLogRecordProcessors.push(processor)
  }
}
class BetweenProvider extends EarlyProvider {
  constructor(config: { readonly processors: readonly object[] }) {
    super(config)
    this._sharedState.registeredLogRecordProcessors.push(...config.processors)
  }
}
class Basic extends Made {}

const given = (made: unknown): readonly unknown[] => (made as Made).given
const exporter = { name: 'exporter' }
const limits = { maxQueueSize: 7 }
const resource = {} as never
const processor = { name: 'processor' }
const TRACE = {
  TracerProvider: Made,
  BasicTracerProvider: Basic,
  BatchSpanProcessor: Made,
  SimpleSpanProcessor: Made,
}
const LOGS = { LoggerProvider: Made, BatchLogRecordProcessor: Made, SimpleLogRecordProcessor: Made }

describe.each([
  ['spans', (isEarly: boolean) => createTraceParts(TRACE, isEarly)],
  ['log records', (isEarly: boolean) => createLogParts(LOGS, isEarly)],
] as const)('of the processors of %s', (_signal, create) => {
  test('SDK 2.0 to 2.8 has the exporter as the first argument', () => {
    const parts = create(true)
    expect(given(parts.createBatchProcessor(exporter, limits))).toEqual([exporter, limits])
    expect(given(parts.createSimpleProcessor(exporter))).toEqual([exporter])
  })

  test('later releases have it in the options', () => {
    const parts = create(false)
    expect(given(parts.createBatchProcessor(exporter, limits))).toEqual([{ exporter, ...limits }])
    expect(given(parts.createSimpleProcessor(exporter))).toEqual([{ exporter }])
  })
})

test('the tracer provider has the name that it has in the release', () => {
  const made = [true, false].map((isEarly) =>
    createTraceParts(TRACE, isEarly).createProvider(resource, [processor]),
  )
  expect(made.map((provider) => provider instanceof Basic)).toEqual([true, false])
  expect(made.map(given)).toEqual([
    [{ resource, spanProcessors: [processor] }],
    [{ resource, spanProcessors: [processor] }],
  ])
})

test.each([
  ['takes them later only', EarlyProvider],
  ['takes them in both ways', BetweenProvider],
])('a logger provider that %s has each processor once', (_kind, LoggerProvider) => {
  const parts = createLogParts({ ...LOGS, LoggerProvider }, true)
  const provider: unknown = parts.createProvider(resource, [processor])
  expect((provider as EarlyProvider)._sharedState.registeredLogRecordProcessors).toEqual([processor])
})
