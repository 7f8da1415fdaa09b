import { setImmediate as nextTurn } from 'node:timers/promises'
import { logs } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as capture from '../../src/capture/index.ts'
import { defineCatalog, signal } from '../../src/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'
import { runBesideNode } from '../helpers/run-beside-node.ts'

const shop = defineCatalog({
  name: 'warnings-shop',
  codes: {
    'SHOP-W001': { level: 'warn', message: 'The item {item} is gone.', hint: 'Order {item} again.' },
    'SHOP-W002': { level: 'warn', message: 'open() is old.', warning: 'DeprecationWarning' },
  },
})

describe('a captured process warning', () => {
  let sdk: InMemorySdk
  const stops: (() => void)[] = []
  const start = (from: typeof capture = capture): (() => void) => {
    const stop = from.captureWarnings()
    stops.push(stop)
    return stop
  }
  beforeEach(() => {
    sdk = startSdk()
  })
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
    stopSdk()
  })

  test('is a diagnostic with its name, code, hint and caller', async () => {
    start()
    function useCache(): void {
      process.emitWarning('The cache is cold.', {
        type: 'CacheWarning',
        code: 'CACHE001',
        detail: 'Warm it up.',
      })
    }
    useCache()
    await nextTurn()
    expect(sdk.records()).toHaveLength(1)
    expect(sdk.records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      severityText: 'WARN',
      body: 'The cache is cold.',
      attributes: {
        'smonitor.code': 'CACHE001',
        'smonitor.hint': 'Warm it up.',
        'smonitor.category': 'CacheWarning',
        'smonitor.source': 'useCache',
        'code.function.name': 'useCache',
        'code.file.path': 'tests/capture/capture-warnings.test.ts',
        'code.line.number': expect.any(Number) as number,
        'log.iostream': 'stderr',
      },
    })
  })

  test.each([
    ['code', { code: 'CACHE001' }, ['At 17:03.', 'At 17:04, and in other words.'], 1],
    [
      'line, without what varies',
      {},
      ['No file /home/ann/a.csv in 12 ms.', 'No file /srv/a.csv in 7 ms.'],
      1,
    ],
    ['line', {}, ['The cache is cold.', 'The cache is full.'], 2],
  ])('has a key of its %s', async (_what, options, messages, keys) => {
    start()
    for (const message of messages) process.emitWarning(message, options)
    await nextTurn()
    expect(sdk.records()).toHaveLength(messages.length)
    expect(new Set(sdk.records().map(({ attributes }) => attributes['smonitor.triage_key'])).size).toBe(keys)
  })

  test('has one key wherever it is raised, and another for another type', async () => {
    start()
    const warn = (type: string): void => process.emitWarning('Old.', { type, code: 'DEP_X' })
    signal('films.load', warn)('DeprecationWarning')
    warn('DeprecationWarning')
    warn('OtherWarning')
    await nextTurn()
    const [inSignal, outside, other] = sdk.records().map(({ attributes }) => attributes)
    expect(inSignal).toMatchObject({
      'smonitor.source': 'films.load',
      'smonitor.context.chain': ['films.load'],
    })
    expect(inSignal?.['smonitor.triage_key']).toBe(outside?.['smonitor.triage_key'])
    expect(other?.['smonitor.triage_key']).not.toBe(outside?.['smonitor.triage_key'])
  })

  test('with a code that a catalog declares has the key that the catalog gives it', async () => {
    start()
    shop.emit('SHOP-W001', { item: 'cup' })
    process.emitWarning('The item cup is gone.', { code: 'SHOP-W001' })
    await nextTurn()
    const keys = sdk.records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toHaveLength(2)
    expect(keys[1]).toBe(keys[0])
  })

  test('that is a DiagnosticError keeps its params and hint', async () => {
    start()
    const error = shop.error('SHOP-W001', { item: 'cup' })
    process.emitWarning(error)
    await nextTurn()
    expect(sdk.records()[0]?.attributes).toMatchObject({
      'smonitor.code': 'SHOP-W001',
      'smonitor.hint': 'Order cup again.',
      'smonitor.param.item': 'cup',
      'smonitor.category': 'DiagnosticError',
    })
  })

  test('of a catalog is not recorded again, but one that only looks like it is', async () => {
    start()
    shop.warn('SHOP-W001', { item: 'cup' })
    shop.warn('SHOP-W001', { item: 'cup' })
    await nextTurn()
    expect(sdk.records()).toHaveLength(2)
    process.emitWarning('The item cup is gone.', { code: 'SHOP-W001' })
    await nextTurn()
    expect(sdk.records()).toHaveLength(3)
  })

  test('of a catalog is not recorded again when two copies of smonitor are loaded', async () => {
    vi.resetModules()
    const copy = await import('../../src/capture/index.ts')
    expect(copy.captureWarnings).not.toBe(capture.captureWarnings)
    start(copy)
    start()
    shop.warn('SHOP-W001', { item: 'cup' })
    process.emitWarning('Another one.')
    await nextTurn()
    expect(sdk.records().map(({ body }) => body)).toEqual(['The item cup is gone.', 'Another one.'])
  })

  test('of a catalog that Node does not emit makes nobody deaf to the same warning later', async () => {
    start()
    process.noDeprecation = true
    shop.warn('SHOP-W002')
    process.noDeprecation = false
    process.emitWarning('open() is old.', { type: 'DeprecationWarning', code: 'SHOP-W002' })
    await nextTurn()
    expect(sdk.records()).toHaveLength(2)
  })

  test('is recorded by the next capture when the first is undone, and by none after the last', async () => {
    const [first, second] = [start(), start()]
    const bodies = async (): Promise<unknown[]> => {
      await nextTurn()
      return sdk.records().map(({ body }) => body)
    }
    process.emitWarning('1')
    expect(await bodies()).toEqual(['1'])
    first()
    first()
    process.emitWarning('2')
    expect(await bodies()).toEqual(['1', '2'])
    second()
    process.emitWarning('3')
    expect(await bodies()).toEqual(['1', '2'])
  })

  test('that a sink emits for each record ends after one', async () => {
    start()
    const emitted: string[] = []
    logs.disable()
    logs.setGlobalLoggerProvider({
      getLogger: () => ({
        enabled: () => true,
        emit: ({ body }: { readonly body?: unknown }) => {
          emitted.push(String(body))
          // An end for a loop that there must not be.
          if (emitted.length < 20) process.emitWarning(`The sink is slow: ${emitted.length}.`)
        },
      }),
    })
    shop.emit('SHOP-W001', { item: 'cup' })
    for (let turn = 0; turn < 5; turn += 1) await nextTurn()
    expect(emitted).toEqual(['The item cup is gone.', 'The sink is slow: 1.'])
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'text'],
    [
      'an object whose getters throw',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no')
          },
        },
      ),
    ],
    ['an error without a stack', Object.assign(new Error('m'), { stack: undefined })],
    ['an error with numbers for texts', Object.assign(new Error('m'), { code: 7, detail: 7 })],
  ])('may be %s: nothing is thrown, and it is recorded', (_what, warning) => {
    start()
    // Not through the process: the listener of the test runner expects an error.
    const [listener] = process.listeners('warning').slice(-1)
    expect(() => listener?.(warning as Error)).not.toThrow()
    expect(sdk.records()).toHaveLength(1)
    expect(sdk.records()[0]?.attributes['smonitor.code']).toBeUndefined()
  })

  test('is undone at the end of a block', async () => {
    {
      using _capture = capture.captureWarnings()
      process.emitWarning('inside')
      await nextTurn()
    }
    process.emitWarning('outside')
    await nextTurn()
    expect(sdk.records().map(({ body }) => body)).toEqual(['inside'])
  })
})

const PROGRAM = `
  const { deprecate } = require('node:util')
  const old = deprecate(() => 1, 'old() is old.', 'DEP_OLD')
  function useOld() { old() }
  useOld()
  process.emitWarning('The cache is cold.', { type: 'CacheWarning', code: 'C001', detail: 'Warm it up.' })
  process.emitWarning(Object.assign(new Error('An object.'), { name: 'ObjectWarning' }))
  process.on('warning', ({ name }) => console.log('heard', name))
  new Buffer(3)
  process.exitCode = 3`

describe("Node's own words, byte for byte, and its exit code", () => {
  const ALL = ['DEP_OLD', 'C001', null, 'DEP0005']

  test.each<[readonly string[], readonly (string | null)[], Record<string, string>]>([
    [[], ALL, {}],
    [['--trace-warnings'], ALL, {}],
    [['--trace-deprecation'], ALL, {}],
    [['--no-deprecation'], ['C001', null], {}],
    [['--no-warnings'], ALL, {}],
    [[], ALL, { NODE_NO_WARNINGS: '1' }],
    [['--disable-warning=DEP0005'], ALL, {}],
    [['--disable-warning=DeprecationWarning', '--trace-warnings'], ALL, {}],
  ])('stay with %j', async (flags, codes, env) => {
    const { plain, observed, events } = await runBesideNode(PROGRAM, { flags, env, name: 'app.cjs' })
    expect(observed).toEqual(plain)
    expect(plain.code).toBe(3)
    expect(events.map(({ code }) => code)).toEqual(codes)
    expect(events.every(({ iostream, level }) => iostream === 'stderr' && level === 'WARNING')).toBe(true)
  })

  test('stay with --redirect-warnings, in the file', async () => {
    const { plain, observed, events } = await runBesideNode(PROGRAM, {
      flags: ['--redirect-warnings=warnings.txt'],
      output: 'warnings.txt',
      name: 'app.cjs',
    })
    expect(observed).toEqual(plain)
    expect(plain.stderr).toContain('[C001] CacheWarning: The cache is cold.')
    expect(events).toHaveLength(4)
  })

  test('stay with --throw-deprecation, which makes an exception of a warning', async () => {
    const { plain, observed, events } = await runBesideNode(PROGRAM, {
      flags: ['--throw-deprecation'],
      name: 'app.cjs',
    })
    expect(observed).toEqual(plain)
    expect(plain).toMatchObject({ code: 1, stderr: expect.stringContaining('old() is old.') as string })
    expect(events).toMatchObject([
      { level: 'CRITICAL', exception_type: 'DeprecationWarning', message: 'old() is old.' },
    ])
  })

  test('stay in a worker thread, which records its own', async () => {
    const { plain, observed, events } = await runBesideNode(
      `import { Worker } from 'node:worker_threads'
      new Worker('./worker.mjs')`,
      { files: { 'worker.mjs': `process.emitWarning('In a worker.', { code: 'W001' })` } },
    )
    expect(observed).toEqual(plain)
    expect(plain.stderr).toContain('[W001] Warning: In a worker.')
    expect(events).toMatchObject([{ code: 'W001', location: 'worker.mjs:1' }])
  })
})

test('a warning of a catalog is recorded once in a program and in its workers, whoever prints it', async () => {
  const emit = `
    import { defineCatalog } from '${new URL('../../dist/src/index.js', import.meta.url).href}'
    const shop = defineCatalog({ name: 'shop', codes: { 'SHOP-W001': { level: 'warn', message: 'Gone.' } } })
    shop.warn('SHOP-W001')`
  const { observed, events } = await runBesideNode(
    `${emit}
    import { Worker } from 'node:worker_threads'
    new Worker('./worker.mjs')`,
    { files: { 'worker.mjs': emit } },
  )
  expect(events.map(({ code, iostream }) => [code, iostream])).toEqual([
    ['SHOP-W001', null],
    ['SHOP-W001', null],
  ])
  expect(observed.stderr).toBe('Warning: Gone. (SHOP-W001)\n'.repeat(2))
})
