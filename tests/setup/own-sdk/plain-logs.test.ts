import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LogRecordLike } from '../../../src/record/log-record.ts'
import { createPlainLogs } from '../../../src/setup/own-sdk/plain-logs.ts'
import type { LogProcessorLike } from '../../../src/setup/processor-like.ts'

const RESOURCE = resourceFromAttributes({ 'service.name': 'films' })
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
const VALID = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
}
const INVALID = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: TraceFlags.NONE }

/** What a processor gets of a record: of ours, and of the SDK's. */
function emitThroughBoth(emitted: object): readonly [ours: object, sdks: object] {
  const seen: object[] = []
  const processor: LogProcessorLike = {
    onEmit: (record) => void seen.push(pick(record)),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const sdk = new LoggerProvider({ resource: RESOURCE, processors: [processor] })
  for (const provider of [createPlainLogs(processor, RESOURCE), sdk])
    provider.getLogger('films', '2.1.0', { schemaUrl: 'https://films.example/1' }).emit(emitted)
  return seen as [object, object]
}

function pick(record: LogRecordLike & { readonly resource?: unknown }): object {
  const { hrTime, hrTimeObserved, eventName, severityNumber, severityText, body, attributes } = record
  const { instrumentationScope, spanContext, droppedAttributesCount, resource } = record
  return {
    hrTime,
    hrTimeObserved,
    eventName,
    severityNumber,
    severityText,
    body,
    attributes: { ...attributes },
    instrumentationScope: { ...instrumentationScope },
    spanContext,
    droppedAttributesCount,
    resource,
  }
}

describe('log records without an SDK', () => {
  test.each([
    ['nothing but a body', { body: 'a film' }],
    ['its words and attributes', { body: 'a', eventName: 'b', severityText: 'WARN', severityNumber: 13 }],
    ['attributes', { body: 'a', attributes: { size: 2, names: ['c'] } }],
    ['a time in milliseconds', { timestamp: NOW - 5000 }],
    ['a time as a Date', { timestamp: new Date(NOW - 5000) }],
    ['a time in seconds and nanoseconds', { timestamp: [1_700_000_000, 123_456_789] }],
    ['a time since the process began', { timestamp: 12.5 }],
    ['the time at which it was seen', { timestamp: NOW - 5000, observedTimestamp: new Date(NOW - 4000) }],
    ['a span', { context: trace.setSpanContext(ROOT_CONTEXT, VALID) }],
    ['a span that is none', { context: trace.setSpanContext(ROOT_CONTEXT, INVALID) }],
  ])('are as the SDK makes them, with %s', (_case, emitted) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const [ours, sdks] = emitThroughBoth(emitted)
    expect(ours).toEqual(sdks)
  })

  test('take a time that is none for now', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const seen: LogRecordLike[] = []
    const processor = { onEmit: (record: LogRecordLike) => void seen.push(record) } as LogProcessorLike
    createPlainLogs(processor, RESOURCE).getLogger('films').emit({ timestamp: 'yesterday' })
    expect(seen[0]?.hrTime).toEqual([Math.floor(NOW / 1000), 678_000_000])
  })
})
