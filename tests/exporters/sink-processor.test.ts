import { createRequire } from 'node:module'
import { context, logs, SeverityNumber, type Context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { afterEach, describe, expect, test } from 'vitest'
import { createMemorySink } from '../../exporters/memory-sink.ts'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import type { Sink, SinkContext } from '../../exporters/sink.ts'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { emit } from '../../src/index.ts'

const requireOfSdk = createRequire(import.meta.resolve('@opentelemetry/sdk-trace'))
const { isTracingSuppressed } = requireOfSdk('@opentelemetry/core') as {
  readonly isTracingSuppressed: (active: Context) => boolean
}

const films = defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: { 'MOV-W010': { level: 'warn', title: 'Title missing', message: 'The film {id} has no title.' } },
})

/** Registers the real SDK with our processor, in front of a second one of ours that must see the same. */
function observe(...sinks: readonly Sink[]) {
  const errors: string[] = []
  const processor = createSinkProcessor({
    sinks: () => sinks,
    run: { runId: 'r1', sessionId: 's1' },
    onSinkError: (sink, error) => errors.push(`${sink.name}: ${(error as Error).message}`),
  })
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }))
  return { processor, errors }
}

afterEach(() => logs.disable())

const failing = (name: string): Sink => ({
  name,
  handle() {
    throw new Error('disk full')
  },
  flush() {
    throw new Error('still full')
  },
})

describe('createSinkProcessor', () => {
  test('hands a diagnostic to every sink as an event, in the emitting call', () => {
    const [one, two] = [createMemorySink(), createMemorySink()]
    observe(one, two)
    films.emit('MOV-W010', { id: 'f1' }, { tags: ['io'], category: 'data', correlationId: 'job-7' })
    expect(one.recent()).toEqual(two.recent())
    expect(one.recent()).toMatchObject([
      {
        level: 'WARNING',
        code: 'MOV-W010',
        source: 'films',
        title: 'Title missing',
        message: 'The film f1 has no title.',
        hint: null,
        extra: { id: 'f1' },
        tags: ['io'],
        category: 'data',
        correlation_id: 'job-7',
        event_name: 'smonitor.diagnostic',
        library: { name: 'films', version: '1.2.0' },
        run_id: 'r1',
        session_id: 's1',
        trace_id: null,
        span_id: null,
      },
    ])
    expect(one.recent()[0]?.triage_key).toMatch(/^tk1_[0-9a-f]{16}$/)
    expect(one.recent()[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('passes over log records that are no diagnostics', () => {
    const memory = createMemorySink()
    observe(memory)
    logs.getLogger('other').emit({ body: 'Just a line.', severityNumber: SeverityNumber.ERROR })
    expect(memory.recent()).toEqual([])
  })

  test('goes on with the other sinks when one throws, and tells of each throw', async () => {
    const memory = createMemorySink()
    const { processor, errors } = observe(failing('first'), memory, failing('last'))
    films.emit('MOV-W010', { id: 'f1' })
    expect(memory.recent()).toHaveLength(1)
    await processor.forceFlush()
    expect(errors).toEqual(['first: disk full', 'last: disk full', 'first: still full', 'last: still full'])
  })

  test('tells each sink the profile of the moment, which is user where nothing is said', () => {
    const seen: SinkContext[] = []
    const sink: Sink = { name: 'seen', handle: (_event, reader) => seen.push(reader) }
    let profile = 'nightly'
    const processor = createSinkProcessor({
      sinks: () => [sink],
      run: { runId: 'r1', sessionId: 's1' },
      context: () => ({ profile, audience: 'qa' }),
      onSinkError: () => undefined,
    })
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }))
    films.emit('MOV-W010', { id: 'f1' })
    profile = 'weekly'
    films.emit('MOV-W010', { id: 'f2' })
    logs.disable()
    observe(sink)
    films.emit('MOV-W010', { id: 'f3' })
    expect(seen).toEqual([
      { profile: 'nightly', audience: 'qa' },
      { profile: 'weekly', audience: 'qa' },
      { profile: 'user', audience: 'user' },
    ])
  })

  test('lets no sink change what the next one sees', () => {
    const memory = createMemorySink()
    const vandal: Sink = {
      name: 'vandal',
      handle(event) {
        ;(event.extra as Record<string, unknown>)['id'] = 'changed'
      },
    }
    const { errors } = observe(vandal, memory)
    films.emit('MOV-W010', { id: 'f1' }, { tags: ['io'] })
    expect(memory.recent()[0]?.extra).toEqual({ id: 'f1' })
    expect(errors).toEqual([expect.stringContaining('vandal: Cannot assign to read only property')])
  })

  test('hands what a sink itself emits to the others only', () => {
    const memory = createMemorySink()
    const calls: string[] = []
    const talkative: Sink = {
      name: 'talkative',
      handle(event) {
        calls.push(event.message)
        emit('info', `Sent "${event.message}".`)
        // The other sink has been at work in between.
        if (calls.length < 9) emit('debug', `Took "${event.message}".`)
      },
    }
    const { errors } = observe(talkative, memory)
    emit('warn', 'One.')
    emit('warn', 'Two.')
    expect(calls).toEqual(['One.', 'Two.'])
    expect(memory.recent().map(({ message }) => message)).toEqual([
      'Sent "One.".',
      'Took "One.".',
      'One.',
      'Sent "Two.".',
      'Took "Two.".',
      'Two.',
    ])
    expect(errors).toEqual([])
  })

  test('makes no spans of the work of sinks', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const seen: boolean[] = []
    const look = () => seen.push(isTracingSuppressed(context.active()))
    const { processor } = observe({ name: 'looking', handle: look, flush: look })
    films.emit('MOV-W010', { id: 'f1' })
    await processor.forceFlush()
    look()
    context.disable()
    expect(seen).toEqual([true, true, false])
  })

  test('flushes sinks on flush and on shutdown, and leaves them open', async () => {
    const calls: string[] = []
    const { processor } = observe({
      name: 'counting',
      handle: () => calls.push('handle'),
      flush: () => calls.push('flush'),
      close: () => calls.push('close'),
    })
    films.emit('MOV-W010', { id: 'f1' })
    await processor.forceFlush()
    await processor.shutdown()
    expect(calls).toEqual(['handle', 'flush', 'flush'])
  })
})
