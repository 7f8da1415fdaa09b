import { logs } from '@opentelemetry/api'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit, signal } from '../../src/index.ts'
import { createRecorder } from '../../src/testing/index.ts'
import { API_LOGS_GLOBAL, registerInApiLogs } from '../otel/in-memory-sdk.ts'

const films = defineCatalog({
  name: 'films',
  version: '1.0.0',
  codes: { 'MOV-W010': { level: 'warn', message: 'The film {id} has no title.', hint: 'Add one.' } },
})

afterEach(() => {
  logs.disable()
  Reflect.deleteProperty(globalThis, API_LOGS_GLOBAL)
})

/** A provider of SDK 3, as an application registers it, and what it exports. */
function createProvider(...processors: ConstructorParameters<typeof LoggerProvider>[0][]) {
  const exporter = new InMemoryLogRecordExporter()
  const own = processors.flatMap((config) => config?.processors ?? [])
  const provider = new LoggerProvider({ processors: [...own, new SimpleLogRecordProcessor({ exporter })] })
  return { provider, messages: () => exporter.getFinishedLogRecords().map(({ body }) => body) }
}

describe('a recorder', () => {
  test('needs no SDK, and has events as bundles have them', () => {
    const recorder = createRecorder()
    films.emit('MOV-W010', { id: 'f1' })
    signal('films.load', () => emit('info', 'Loaded.'))()
    recorder.stop()
    expect(recorder.events).toMatchObject([
      {
        code: 'MOV-W010',
        level: 'WARNING',
        extra: { id: 'f1' },
        hint: 'Add one.',
        library: { name: 'films', version: '1.0.0' },
      },
      { code: null, level: 'INFO', message: 'Loaded.' },
    ])
  })

  test('leaves no trace when it is stopped, and records nothing more', () => {
    const before = Reflect.ownKeys(globalThis)
    const recorder = createRecorder()
    recorder.stop()
    expect(Reflect.ownKeys(globalThis)).toEqual(before)
    films.emit('MOV-W010', { id: 'f1' })
    expect(recorder.events).toEqual([])
  })

  test('takes nothing away from the providers of a program, in either global', () => {
    const current = createProvider()
    const legacy = createProvider()
    logs.setGlobalLoggerProvider(current.provider)
    registerInApiLogs(legacy.provider)
    const registered = Reflect.get(globalThis, API_LOGS_GLOBAL) as unknown
    const recorder = createRecorder()
    emit('info', 'During.')
    recorder.stop()
    emit('info', 'After.')
    expect(recorder.events.map(({ message }) => message)).toEqual(['During.'])
    expect([current.messages(), legacy.messages()]).toEqual([
      ['During.', 'After.'],
      ['During.', 'After.'],
    ])
    expect(Reflect.get(globalThis, API_LOGS_GLOBAL)).toBe(registered)
  })

  test('records within another one, each for itself', () => {
    const outer = createRecorder()
    const inner = createRecorder()
    emit('info', 'Both.')
    inner.stop()
    emit('info', 'Outer.')
    outer.stop()
    expect([outer.events.length, inner.events.length]).toEqual([2, 1])
    expect(Reflect.has(globalThis, API_LOGS_GLOBAL)).toBe(false)
  })

  test('is a processor of a real provider, and then records that one alone', () => {
    const recorder = createRecorder({ isListening: false })
    const { provider } = createProvider({ processors: [recorder.processor] })
    emit('info', 'Nobody listens.')
    logs.setGlobalLoggerProvider(provider)
    emit('info', 'Heard.')
    provider.getLogger('other').emit({ body: 'no diagnostic' })
    expect(recorder.events.map(({ message }) => message)).toEqual(['Heard.'])
    recorder.clear()
    expect(recorder.events).toEqual([])
  })

  test('keeps the newest events', () => {
    const recorder = createRecorder({ maxEvents: 2 })
    for (const message of ['a', 'b', 'c']) emit('info', message)
    recorder.stop()
    expect(recorder.events.map(({ message }) => message)).toEqual(['b', 'c'])
  })
})
