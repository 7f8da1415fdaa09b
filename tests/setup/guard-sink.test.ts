import { logs } from '@opentelemetry/api'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { afterEach, expect, test } from 'vitest'
import { createMemorySink } from '../../exporters/memory-sink.ts'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import { emit } from '../../src/index.ts'
import { guardSink } from '../../src/setup/guard-sink.ts'

afterEach(() => logs.disable())

test('says through the other sinks that one failed, and that it is left alone', () => {
  const memory = createMemorySink()
  const errors: unknown[] = []
  const broken = guardSink(
    {
      name: 'pager',
      handle() {
        throw new Error('No line')
      },
    },
    { errorThreshold: 3, onError: (error) => errors.push(error) },
  )
  const processor = createSinkProcessor({
    sinks: () => [memory, broken],
    run: { runId: 'r1', sessionId: 's1' },
    onSinkError: (_sink, error) => errors.push(error),
  })
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }))
  for (let at = 0; at < 5; at++) emit('warn', `Event ${at}.`)
  expect(memory.recent().map(({ code, message }) => code ?? message)).toEqual([
    'Event 0.',
    'SMON-W201',
    'Event 1.',
    'Event 2.',
    'SMON-W207',
    'Event 3.',
    'Event 4.',
  ])
  expect(memory.recent().find(({ code }) => code === 'SMON-W207')?.message).toBe(
    'The sink "pager" failed too often (3 times) and gets no diagnostics until it works again: No line.',
  )
  expect(errors).toHaveLength(3)
})
