import { expect, test } from 'vitest'
import { createConsoleSink } from '../../exporters/console/console-sink.ts'
import { createMemorySink } from '../../exporters/memory-sink.ts'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import { createSpanBridge } from '../../exporters/span-bridge/create-span-bridge.ts'

const run = { runId: 'r1', sessionId: 's1' }
const onSinkError = (): void => undefined
const ofAny = (call: unknown): ((...args: unknown[]) => unknown) => call as () => unknown

test.each<[name: string, call: () => unknown, message: string, allowed: string]>([
  [
    'an audience that there is not',
    () => ofAny(createConsoleSink)({ audience: 'usr' }),
    'createConsoleSink({ audience }) is not valid: it is "usr".',
    'one of: user, dev, qa, agent, debug',
  ],
  [
    'a level that there is not',
    () => ofAny(createConsoleSink)({ level: 'loud' }),
    'createConsoleSink({ level }) is not valid: it is "loud".',
    'one of: debug',
  ],
  [
    'a stream by its name',
    () => ofAny(createConsoleSink)({ stream: 'stdout' }),
    'createConsoleSink({ stream }) is not valid: it is "stdout".',
    'write(text)',
  ],
  [
    'no options',
    () => ofAny(createSinkProcessor)(),
    'The argument of createSinkProcessor() is not valid: it is missing.',
    '{ sinks, run, onSinkError }',
  ],
  [
    'sinks that are none',
    () => ofAny(createSinkProcessor)({ sinks: ['console'], run, onSinkError }),
    'createSinkProcessor({ sinks }) is not valid: it is ["console"].',
    'a list of sinks',
  ],
  [
    'no run',
    () => ofAny(createSinkProcessor)({ sinks: [], onSinkError }),
    'createSinkProcessor({ run }) is not valid: it is missing.',
    'runId',
  ],
  [
    'a word where a function is wanted',
    () => ofAny(createSpanBridge)({ spanEvents: 'x' }),
    'createSpanBridge({ spanEvents }) is not valid: it is "x".',
    "'diagnostics'",
  ],
])('a part made by hand refuses %s', (_name, call, message, allowed) => {
  expect(call).toThrow(
    expect.objectContaining({ code: 'SMON-E121', message, hint: expect.stringContaining(allowed) as string }),
  )
})

test('a processor takes a list of sinks, as it takes a function that returns one', async () => {
  const flushed: string[] = []
  const sink = { ...createMemorySink(), flush: () => void flushed.push('flushed') }
  for (const sinks of [[sink], () => [sink]])
    await createSinkProcessor({ sinks, run, onSinkError }).forceFlush()
  expect(flushed).toHaveLength(2)
})
