import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { signal } from '../../src/index.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(stopSdk)

describe('signal', () => {
  test('takes a name and a function', () => {
    const { spans } = startSdk()
    expect(signal('molsys.select', (text: string) => text.trim())(' all ')).toBe('all')
    expect(spans().map(({ name }) => name)).toEqual(['molsys.select'])
  })

  test('takes a named function alone', () => {
    const { spans } = startSdk()
    function selectAtoms(text: string): string {
      return text.trim()
    }
    expect(signal(selectAtoms)(' all ')).toBe('all')
    expect(spans().map(({ name }) => name)).toEqual(['selectAtoms'])
  })

  test('calls a function without a name anonymous', () => {
    const { spans } = startSdk()
    signal(() => 1)()
    expect(spans().map(({ name }) => name)).toEqual(['anonymous'])
  })

  test.each<[string, (fn: () => never) => () => never]>([
    ['after the function', (fn) => signal(fn, { exceptionLevel: 'warn', attributes: { a: 1 } })],
    [
      'after name and function',
      (fn) => signal('failing', fn, { exceptionLevel: 'warn', attributes: { a: 1 } }),
    ],
  ])('takes options %s', (_, wrap) => {
    const { records, spans } = startSdk()
    expect(
      wrap(function failing() {
        throw new Error('m')
      }),
    ).toThrow('m')
    expect(records()[0]).toMatchObject({ severityText: 'WARN', attributes: { 'smonitor.source': 'failing' } })
    expect(spans()[0]).toMatchObject({ name: 'failing', attributes: { a: 1 } })
  })

  test('records the exception at error for a level that only JavaScript can pass', () => {
    const { records } = startSdk()
    const failing = signal(
      'failing',
      () => {
        throw new Error('m')
      },
      { exceptionLevel: 'loud' as 'error' },
    )
    expect(failing).toThrow('m')
    expect(records()[0]?.severityText).toBe('ERROR')
  })
})

describe('a rejection that nobody handles', () => {
  const sdk = `
    import { context, logs, trace } from '@opentelemetry/api'
    import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
    import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
    import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
    const exporter = new InMemoryLogRecordExporter()
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }))
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })] }),
    )
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    process.on('exit', () => console.log('records', exporter.getFinishedLogRecords().length))`

  function run(setup: string, body: string): { status: number | null; stdout: string; stderr: string } {
    const entry = JSON.stringify(join(import.meta.dirname, '../../src/index.ts'))
    const script = `import { signal } from ${entry}\n${setup}\n${body}`
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../..'),
    })
  }

  test('ends the process as it does without smonitor, with one record', () => {
    const { status, stdout, stderr } = run(
      sdk,
      `const inner = signal('inner', async () => { await null; throw new TypeError('Nobody handles this.') })
       signal('outer', () => inner())()`,
    )
    expect(status).toBe(1)
    expect(stdout).toBe('records 1\n')
    expect(stderr).toMatch(/TypeError: Nobody handles this\.\n {4}at /)
    expect(stderr).toContain('Node.js v')
  })

  test('reaches the handler of the host, once', () => {
    const { status, stdout } = run(
      sdk,
      `process.on('unhandledRejection', (error) => console.log('unhandled', error.message))
       signal('outer', signal('inner', async () => { throw new Error('m') }))()`,
    )
    expect(status).toBe(0)
    expect(stdout).toBe('unhandled m\nrecords 1\n')
  })

  test('is none when the caller handles it', () => {
    const { status, stdout, stderr } = run(
      sdk,
      `process.on('unhandledRejection', () => console.log('unhandled'))
       signal('outer', signal('inner', async () => { throw new Error('m') }))().catch((error) => console.log('caught', error.message))`,
    )
    expect([status, stdout, stderr]).toEqual([0, 'caught m\nrecords 1\n', ''])
  })

  test('is the same without an SDK', () => {
    const { status, stderr } = run(
      '',
      `signal('outer', async () => { throw new TypeError('Nobody handles this.') })()`,
    )
    expect(status).toBe(1)
    expect(stderr).toContain('TypeError: Nobody handles this.')
  })
})
