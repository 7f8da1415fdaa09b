import { diag, DiagLogLevel, logs, ROOT_CONTEXT, SeverityNumber } from '@opentelemetry/api'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineCatalog, emit } from '../../src/index.ts'
import { createLogEmitter } from '../../src/otel/log-emitter.ts'
import { createLogs, registerInApiLogs, startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(() => {
  diag.disable()
  stopSdk()
})

describe('a logger provider', () => {
  test('that is registered after the catalog was defined is found', () => {
    const late = defineCatalog({ name: 'late', codes: { 'APP-1': { level: 'info', message: 'm' } } })
    late.emit('APP-1')
    const { records } = startSdk()
    late.emit('APP-1')
    expect(records()).toHaveLength(1)
  })

  test('that takes the place of another gets the records from then on', () => {
    const first = createLogs()
    const second = createLogs()
    logs.setGlobalLoggerProvider(first.provider)
    emit('info', '1')
    const catalog = defineCatalog({ name: 'a', codes: { 'APP-1': { level: 'info', message: 'A' } } })
    catalog.emit('APP-1')
    logs.disable()
    catalog.emit('APP-1')
    logs.setGlobalLoggerProvider(second.provider)
    catalog.emit('APP-1')
    emit('info', '2')
    expect(first.records().map(({ body }) => body)).toEqual(['1', 'A'])
    expect(second.records().map(({ body }) => body)).toEqual(['A', '2'])
  })

  test.each<[string, 'api' | 'apiLogs' | 'both']>([
    ['through @opentelemetry/api', 'api'],
    ['through @opentelemetry/api-logs', 'apiLogs'],
    ['through both', 'both'],
  ])('that is registered %s gets each record once', (_, where) => {
    const { provider, records } = createLogs()
    if (where !== 'apiLogs') logs.setGlobalLoggerProvider(provider)
    if (where !== 'api') registerInApiLogs(provider)
    emit('info', '1')
    emit('info', '2')
    expect(records().map(({ body }) => body)).toEqual(['1', '2'])
  })

  test('of each global gets each record once when they differ', () => {
    const current = createLogs()
    const legacy = createLogs()
    logs.setGlobalLoggerProvider(current.provider)
    registerInApiLogs(legacy.provider)
    emit('info', '1')
    emit('warn', '2')
    expect(current.records().map(({ body }) => body)).toEqual(['1', '2'])
    expect(legacy.records().map(({ body }) => body)).toEqual(['1', '2'])
  })

  test('of api-logs that is registered after the catalog was defined is found', () => {
    const catalog = defineCatalog({ name: 'a', codes: { 'APP-1': { level: 'info', message: 'm' } } })
    const current = createLogs()
    logs.setGlobalLoggerProvider(current.provider)
    catalog.emit('APP-1')
    const legacy = createLogs()
    registerInApiLogs(legacy.provider)
    catalog.emit('APP-1')
    expect([current.records().length, legacy.records().length]).toEqual([2, 1])
  })

  test('of api-logs is asked for version 1 of that API', () => {
    const versions: number[] = []
    registerInApiLogs(createLogs().provider)
    const symbol = Symbol.for('io.opentelemetry.js.api.logs')
    ;(globalThis as Record<symbol, unknown>)[symbol] = (version: number) => {
      versions.push(version)
      return undefined
    }
    emit('info', 'm')
    expect(new Set(versions)).toEqual(new Set([1]))
  })

  test('without `enabled`, as API 1.9 has it, gets every record', () => {
    const { provider, records } = createLogs()
    registerInApiLogs({
      getLogger(name: string, version?: string) {
        const logger = provider.getLogger(name, version)
        return {
          emit: (record: object) => {
            logger.emit(record)
          },
        }
      },
    })
    emit('debug', 'm')
    expect(records()).toHaveLength(1)
  })

  test('that asks for warnings and worse gets no params of what is less', () => {
    const exporter = new InMemoryLogRecordExporter()
    logs.setGlobalLoggerProvider(
      new LoggerProvider({
        processors: [new SimpleLogRecordProcessor({ exporter })],
        loggerConfigurator: () => ({
          enabled: true,
          minimumSeverity: SeverityNumber.WARN,
          traceBased: false,
        }),
      }),
    )
    const read = vi.fn<() => string>(() => 'x')
    const catalog = defineCatalog({
      name: 'a',
      codes: { 'APP-I1': { level: 'info', message: 'I {x}' }, 'APP-W1': { level: 'warn', message: 'W {x}' } },
    })
    const params = {
      get x() {
        return read()
      },
    }
    catalog.emit('APP-I1', params)
    expect(read).not.toHaveBeenCalled()
    catalog.emit('APP-W1', params)
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['W x'])
  })

  test('is told level, event and context when it is asked whether it is enabled', () => {
    const asked: unknown[] = []
    registerInApiLogs({
      getLogger: (...args: unknown[]) => ({
        enabled(options: object) {
          asked.push(args, options)
          return false
        },
        emit: fail,
      }),
    })
    const emitter = createLogEmitter({ name: 'lib', version: '1' })
    expect(
      emitter.isEnabled({ severityNumber: 13, eventName: 'smonitor.diagnostic', context: ROOT_CONTEXT }),
    ).toBe(false)
    expect(asked).toEqual([
      ['lib', '1', { schemaUrl: 'https://smonitor.dev/schemas/0.1.0' }],
      { severityNumber: 13, eventName: 'smonitor.diagnostic', context: ROOT_CONTEXT },
    ])
  })
})

describe('a logger provider that throws', () => {
  test.each<[string, object]>([
    ['from getLogger', { getLogger: fail }],
    ['from enabled', { getLogger: () => ({ enabled: fail, emit() {} }) }],
    ['from emit', { getLogger: () => ({ emit: fail }) }],
    ['on being touched', new Proxy({}, { get: fail })],
    ['by giving no logger', { getLogger: () => undefined }],
  ])('%s does not reach the host, and not the other provider', (_, broken) => {
    const current = createLogs()
    logs.setGlobalLoggerProvider(current.provider)
    registerInApiLogs(broken)
    emit('info', '1')
    emit('info', '2')
    logs.disable()
    registerInApiLogs(current.provider)
    logs.setGlobalLoggerProvider(broken as LoggerProvider)
    emit('info', '3')
    emit('info', '4')
    expect(current.records().map(({ body }) => body)).toEqual(['1', '2', '3', '4'])
  })

  test('is named once through diag', () => {
    const said: unknown[][] = []
    const ignore = (): void => {}
    diag.setLogger(
      {
        error: (...args: unknown[]) => {
          said.push(args)
        },
        warn: ignore,
        info: ignore,
        debug: ignore,
        verbose: ignore,
      },
      { logLevel: DiagLogLevel.ERROR },
    )
    registerInApiLogs({ getLogger: () => ({ emit: fail }) })
    const catalog = defineCatalog({ name: 'shop', codes: { 'APP-1': { level: 'info', message: 'm' } } })
    catalog.emit('APP-1')
    catalog.emit('APP-1')
    expect(said).toEqual([['smonitor: a logger provider threw; records of shop are lost.', new Error('no')]])
  })
})

function fail(): never {
  throw new Error('no')
}
