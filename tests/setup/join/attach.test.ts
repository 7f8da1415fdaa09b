import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace'
import { describe, expect, test } from 'vitest'
import { attachLogs } from '../../../src/setup/join/attach-logs.ts'
import { attachSpans } from '../../../src/setup/join/attach-spans.ts'
import { extendResource } from '../../../src/setup/join/extend-resource.ts'
import { teeLogs } from '../../../src/setup/join/tee-logs.ts'

const resourceAttributes = { 'smonitor.run.id': 'r1' }
const done = { forceFlush: async () => undefined, shutdown: async () => undefined }

function ownLogs() {
  const bodies: unknown[] = []
  return { bodies, own: { ...done, onEmit: ({ body }: { body?: unknown }) => void bodies.push(body) } }
}

describe('a logger provider of the program', () => {
  test('hands us its records, and through the gate its own processors, until we let go', () => {
    const exporter = new InMemoryLogRecordExporter()
    const processors: LogRecordProcessor[] = [new SimpleLogRecordProcessor({ exporter })]
    const provider = new LoggerProvider({ processors, resource: resourceFromAttributes({ a: 'b' }) })
    const logger = provider.getLogger('before')
    const { own, bodies } = ownLogs()
    const gated: unknown[] = []
    const attached = attachLogs(provider, {
      own,
      gate: (next) => ({
        ...done,
        onEmit(record, context) {
          gated.push(record.body)
          if (record.body !== 'secret') next.onEmit(record, context)
        },
      }),
      resourceAttributes,
    })
    logger.emit({ body: 'one' })
    logger.emit({ body: 'secret' })
    attached?.detach()
    logger.emit({ body: 'two' })
    expect([bodies, gated]).toEqual([
      ['one', 'secret'],
      ['one', 'secret'],
    ])
    const sent = exporter.getFinishedLogRecords()
    expect(sent.map(({ body, resource }) => [body, resource.attributes])).toEqual([
      ['one', { a: 'b', 'smonitor.run.id': 'r1' }],
      ['two', { a: 'b' }],
    ])
    // The list is the program's.
    expect(processors).toHaveLength(1)
  })

  test('that has no processor has ours then', async () => {
    const provider = new LoggerProvider()
    const logger = provider.getLogger('x')
    const { own, bodies } = ownLogs()
    const attached = attachLogs(provider, { own, gate: (next) => next, resourceAttributes })
    logger.emit({ body: 'one' })
    await provider.forceFlush()
    attached?.detach()
    logger.emit({ body: 'two' })
    expect(bodies).toEqual(['one'])
  })

  test.each([
    [{}],
    [{ _sharedState: {} }],
    [{ _sharedState: { activeProcessor: { onEmit() {}, processors: 3 } } }],
  ])('of another kind is left as it is: %o', (provider) => {
    const before = structuredClone(Object.keys(provider))
    const { own } = ownLogs()
    expect(attachLogs(provider, { own, gate: (next) => next, resourceAttributes })).toBeUndefined()
    expect(Object.keys(provider)).toEqual(before)
  })

  test('of another kind hands diagnostics on to another one too', () => {
    const got: unknown[] = []
    const emitted: unknown[] = []
    const provider = { getLogger: () => ({ emit: (record: object) => void emitted.push(record) }) }
    const other = { getLogger: () => ({ emit: (record: object) => void got.push(record) }) }
    expect(teeLogs(provider, () => other)).toBe(true)
    const diagnostic = { attributes: { 'smonitor.triage_key': 'tk1_0' } }
    const records = [diagnostic, { attributes: {} }, {}]
    for (const record of records)
      (provider.getLogger as (name: string) => { emit(record: object): void })('x').emit(record)
    expect(emitted).toEqual(records)
    expect(got).toEqual([diagnostic])
    expect(teeLogs(Object.freeze({ ...provider }), () => other)).toBe(false)
  })
})

describe('a tracer provider of the program', () => {
  test('hands us its spans, and through the gate its own processors, until we let go', () => {
    const exporter = new InMemorySpanExporter()
    const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor({ exporter })]
    const provider = new TracerProvider({ spanProcessors, resource: resourceFromAttributes({ a: 'b' }) })
    const ended: unknown[] = []
    const own = {
      ...done,
      onStart: () => undefined,
      onEnd: (span: unknown) => void ended.push((span as { name: string }).name),
    }
    const attached = attachSpans(provider, {
      own,
      gate: (next) => ({ ...next, ...done, onStart: () => undefined, onEnd: (span) => next.onEnd(span) }),
      resourceAttributes,
    })
    provider.getTracer('x').startSpan('one').end()
    attached?.detach()
    provider.getTracer('y').startSpan('two').end()
    expect(ended).toEqual(['one'])
    expect(exporter.getFinishedSpans().map(({ name, resource }) => [name, resource.attributes])).toEqual([
      ['one', { a: 'b', 'smonitor.run.id': 'r1' }],
      ['two', { a: 'b' }],
    ])
    expect(spanProcessors).toHaveLength(1)
  })

  test.each([[{}], [{ _activeSpanProcessor: {} }]])('of another kind is left as it is: %o', (provider) => {
    const own = { ...done, onStart: () => undefined, onEnd: () => undefined }
    expect(attachSpans(provider, { own, gate: (next) => next, resourceAttributes })).toBeUndefined()
    expect(provider).not.toHaveProperty('_resource')
  })
})

test.each([
  undefined,
  {},
  {
    merge() {
      throw new Error('no')
    },
  },
])('a resource that cannot be extended stays: %o', (resource) => {
  expect(extendResource(resource, resourceAttributes)).toBe(resource)
})
