import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { diag, DiagConsoleLogger, logs } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as capture from '../../src/capture/index.ts'
import { defineCatalog, emit, signal } from '../../src/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'
import { runBesideNode } from '../helpers/run-beside-node.ts'

const shop = defineCatalog({
  name: 'console-shop',
  codes: { 'SHOP-E001': { level: 'error', message: 'No {item}.', hint: 'Order {item}.' } },
})

describe('a captured line of the console', () => {
  let sdk: InMemorySdk
  const stops: (() => void)[] = []
  const start = (options?: capture.CaptureConsoleOptions, from: typeof capture = capture): (() => void) => {
    const stop = from.captureConsole(options)
    stops.push(stop)
    return stop
  }
  const bodies = (): unknown[] => sdk.records().map(({ body }) => body)
  beforeEach(() => {
    sdk = startSdk()
    vi.stubGlobal('console', new Console({ stdout: nowhere(), stderr: nowhere() }))
  })
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
    diag.disable()
    vi.unstubAllGlobals()
    stopSdk()
  })

  test('is a diagnostic with the text that is printed, its level, its stream and its caller', () => {
    start()
    function report(): void {
      console.debug('a', { b: [1, 2] })
      console.log('%s has %d rows', 'films', 7)
      console.info('info')
      console.warn('warn')
      console.error('error')
    }
    report()
    expect(
      sdk
        .records()
        .map(({ severityText, body, attributes }) => [severityText, body, attributes['log.iostream']]),
    ).toEqual([
      ['DEBUG', 'a { b: [ 1, 2 ] }', 'stdout'],
      ['INFO', 'films has 7 rows', 'stdout'],
      ['INFO', 'info', 'stdout'],
      ['WARN', 'warn', 'stderr'],
      ['ERROR', 'error', 'stderr'],
    ])
    expect(sdk.records()[1]?.attributes).toMatchObject({
      'smonitor.category': 'console',
      'smonitor.source': 'console',
      'code.function.name': 'report',
      'code.file.path': 'tests/capture/capture-console.test.ts',
    })
    expect(sdk.records()[4]?.attributes['error.type']).toBe('_OTHER')
  })

  test('has the key of its line without what varies, and of the signal around it', () => {
    start()
    console.log('Read 17 rows of /home/ann/films.csv')
    console.log('Read 4 rows of /srv/films.csv')
    console.log('Wrote 4 rows of /srv/films.csv')
    signal('films.load', () => console.log('Read 4 rows of /srv/films.csv'))()
    const keys = sdk.records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[0]).toBe(keys[1])
    expect(sdk.records()[3]?.attributes['smonitor.source']).toBe('films.load')
  })

  test('that tells of an error has its exception, and one line of it in the text', () => {
    start()
    console.error('could not load', new RangeError('no row'))
    const [record] = sdk.records()
    expect(record?.body).toBe('could not load RangeError: no row')
    expect(record?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'no row',
      'exception.stacktrace': expect.stringContaining('capture-console.test.ts') as string,
      'error.type': 'RangeError',
    })
  })

  test('that tells of a DiagnosticError has its code, and the key of its catalog', () => {
    start()
    const error = shop.error('SHOP-E001', { item: 'cup' })
    console.error(error)
    shop.emit('SHOP-E001', { item: 'cup' })
    const [line, own] = sdk.records().map(({ attributes }) => attributes)
    expect(line).toMatchObject({
      'smonitor.code': 'SHOP-E001',
      'smonitor.hint': 'Order cup.',
      'error.type': 'SHOP-E001',
    })
    expect(line?.['smonitor.triage_key']).toBe(own?.['smonitor.triage_key'])
  })

  test('that only repeats an error which a signal recorded is left out, and another names it as its cause', () => {
    start()
    try {
      signal('films.load', () => {
        throw shop.error('SHOP-E001', { item: 'cup' })
      })()
    } catch (error) {
      console.error(error)
      console.error('could not load', error)
    }
    expect(bodies()).toEqual(['No cup.', 'could not load DiagnosticError: No cup.'])
    expect(sdk.records()[1]?.attributes).toMatchObject({
      'smonitor.cause.exception_type': 'DiagnosticError',
      'smonitor.cause.code': 'SHOP-E001',
    })
    expect(sdk.records()[1]?.attributes).not.toHaveProperty('exception.type')
  })

  test('is captured from the level on that is asked for', () => {
    start({ level: 'warn' })
    console.log('log')
    console.warn('warn')
    console.trace('trace')
    expect(bodies()).toEqual(['warn'])
  })

  test('throws nothing, whatever level JavaScript asks for and whatever is printed', () => {
    start({ level: 'loud' as never })
    const bad = {
      get a(): string {
        throw new Error('no')
      },
      toString: undefined,
    }
    for (const args of [
      [Symbol('s')],
      ['%s %d', bad],
      [
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no')
            },
          },
        ),
      ],
      [null],
    ])
      expect(() => console.log(...args)).not.toThrow()
    expect(sdk.records().length).toBeGreaterThan(2)
  })

  test('of console.trace is no failure', () => {
    start()
    console.trace('here', 1)
    expect(sdk.records().map(({ severityText, body }) => [severityText, body])).toEqual([
      ['DEBUG', 'Trace: here 1'],
    ])
  })

  test('has no colours, and is no longer than a record takes', () => {
    start()
    console.log('\u001b[31mred\u001b[0m')
    console.log('x'.repeat(10_000_000))
    console.log(Array.from({ length: 1000 }, (_, at) => `${at}`.repeat(1000)))
    expect(bodies()[0]).toBe('red')
    for (const body of bodies()) expect(String(body).length).toBeLessThan(8300)
  })

  test('is left out when it is empty', () => {
    start()
    console.log()
    console.log('  \n')
    expect(bodies()).toEqual([])
  })

  test.each<[string, () => void]>([
    ['by a sink, for any record', () => emit('error', 'Failed.')],
    ['by a sink, for a line', () => console.error('Failed.')],
  ])('is left out when it is printed %s', async (_what, act) => {
    start()
    const lines: string[] = []
    logs.disable()
    logs.setGlobalLoggerProvider({
      getLogger: () => ({
        enabled: () => true,
        emit: ({ body }: { readonly body?: unknown }) => {
          lines.push(String(body))
          // An end for a loop that there must not be.
          if (lines.length > 20) return
          console.error('The sink says', body)
          setTimeout(() => console.error('and later', body), 1)
        },
      }),
    })
    act()
    await new Promise((resolve) => setTimeout(resolve, 20))
    // What a sink prints later, of a record that was not captured itself, is known by the line that comes of it.
    expect(lines.filter((line) => line.startsWith('The sink'))).toEqual([])
    expect(lines.length).toBeLessThanOrEqual(2)
  })

  test("is left out when OpenTelemetry's own diag prints it", () => {
    start()
    diag.setLogger(new DiagConsoleLogger(), { suppressOverrideMessage: true })
    diag.error('The exporter failed.')
    console.error('The program failed.')
    expect(bodies()).toEqual(['The program failed.'])
  })

  test('is recorded once by two copies of smonitor, and by the second when the first is undone', async () => {
    vi.resetModules()
    const copy = await import('../../src/capture/index.ts')
    expect(copy.captureConsole).not.toBe(capture.captureConsole)
    const stop = start({}, copy)
    start()
    console.log('1')
    stop()
    stop()
    console.log('2')
    expect(bodies()).toEqual(['1', '2'])
  })

  test('is left alone once the capture is undone, and when nobody listens', () => {
    const stop = start()
    stop()
    console.log('1')
    start()
    logs.disable()
    console.log('2')
    expect(bodies()).toEqual([])
  })
})

const PROGRAM = `
  function report() {
    console.log('hello %s', 'world')
    console.warn('warn')
    console.error('failed', new RangeError('no row'))
    console.trace('here')
    console.assert(1 === 2, 'asserted')
    console.group('group')
    console.log('inside')
    console.groupEnd()
    console.table([1])
    console.log()
  }
  report()
  const { log } = console
  log('detached')
  new console.Console(process.stdout).log('private')
  process.emitWarning('warned')
  process.exitCode = 3`

describe('the console of a program', () => {
  test('prints what it prints without smonitor, each line is recorded once, and no warning is a line', async () => {
    const { plain, observed, events } = await runBesideNode(PROGRAM, {
      env: { SMONITOR_CAPTURE_CONSOLE: 'true' },
    })
    expect(observed).toEqual(plain)
    expect(plain.code).toBe(3)
    expect(events.map(({ level, message, category }) => [level, message.split('\n')[0], category])).toEqual([
      ['INFO', 'hello world', 'console'],
      ['WARNING', 'warn', 'console'],
      ['ERROR', 'failed RangeError: no row', 'console'],
      ['DEBUG', 'Trace: here', 'console'],
      ['WARNING', 'Assertion failed: asserted', 'console'],
      ['INFO', 'group', 'console'],
      ['INFO', 'inside', 'console'],
      ['INFO', '┌─────────┬────────┐', 'console'],
      ['INFO', 'detached', 'console'],
      ['WARNING', 'warned', 'Warning'],
    ])
    expect(events[0]?.location).toBe('report (app.mjs:3)')
    expect(events.every(({ iostream }) => iostream !== null)).toBe(true)
  })

  test('is not captured unless it is asked for', async () => {
    const { events } = await runBesideNode(PROGRAM)
    expect(events.map(({ message }) => message)).toEqual(['warned'])
  })
})

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
