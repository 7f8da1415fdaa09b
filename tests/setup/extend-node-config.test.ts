import { describe, expect, test } from 'vitest'
import { extendNodeConfig, type NodeConfigLike, type OwnParts } from '../../src/setup/extend-node-config.ts'
import { loadSdk, type Sdk } from '../../src/setup/load-sdk.ts'
import type { LogProcessorLike, SpanProcessorLike } from '../../src/setup/processor-like.ts'

const NONE = { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }

const processor = (): LogProcessorLike & SpanProcessorLike => ({
  onEmit: () => undefined,
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
})

/** The SDK that is installed, as if it were of a line. */
function sdkOf(line: 2 | 3): Sdk {
  return Object.create(loadSdk(), { line: { value: line } }) as Sdk
}

function extend(config: NodeConfigLike, line: 2 | 3, more: Partial<OwnParts> = {}) {
  const own = { logRecordProcessor: processor(), spanProcessor: processor(), resourceAttributes: {}, ...more }
  return { own, ...extendNodeConfig(config, own, sdkOf(line), NONE) }
}

describe('a configuration of NodeSDK', () => {
  test('has ours first, and keeps the lists that it has', () => {
    const [logs, spans] = [processor(), processor()]
    const { own, config, processors } = extend({ logRecordProcessors: [logs], spanProcessors: [spans] }, 3)
    expect(config['logRecordProcessors']).toEqual([own.logRecordProcessor, logs])
    expect(config['spanProcessors']).toEqual([own.spanProcessor, spans])
    expect(processors).toEqual([own.logRecordProcessor, own.spanProcessor, logs, spans])
  })

  test.each([
    [2, 1],
    [3, 0],
  ] as const)('of SDK %i keeps what came before those lists %i times, as that SDK does', (line, times) => {
    const [logRecordProcessor, spanProcessor] = [processor(), processor()]
    const { config } = extend({ logRecordProcessor, spanProcessor }, line)
    const count = (list: unknown, one: object): number =>
      (list as object[]).filter((other) => other === one).length
    expect(count(config['logRecordProcessors'], logRecordProcessor)).toBe(times)
    expect(count(config['spanProcessors'], spanProcessor)).toBe(times)
  })

  test.each([
    [2, ['theirs', 'ours']],
    [3, ['ours']],
  ] as const)('of SDK %i has a reader of ours beside %j', (line, names) => {
    const createMetricReader = (): object => ({ name: 'ours' })
    const { config } = extend({ metricReader: { name: 'theirs' } }, line, { createMetricReader })
    expect(config['metricReaders']).toEqual(names.map((name) => ({ name })))
  })

  test('is left alone with its readers where none of ours is wanted', () => {
    expect(extend({ metricReaders: [{ name: 'theirs' }] }, 3).config['metricReaders']).toEqual([
      { name: 'theirs' },
    ])
    expect(extend({}, 3).config).not.toHaveProperty('metricReaders')
  })

  test('puts what keeps diagnostics back before the processors of the program, and not before ours', () => {
    const [logs, spans] = [processor(), processor()]
    const gated: unknown[] = []
    const gate = (one: unknown): unknown => {
      gated.push(one)
      return one
    }
    extend({ logRecordProcessors: [logs], spanProcessors: [spans] }, 3, { gate, gateSpans: gate })
    expect(gated).toEqual([logs, spans])
  })
})
