import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { captureExceptions, type Disposer } from '../../src/capture/index.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'
import { runBesideNode } from '../helpers/run-beside-node.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program with smonitor, and once more without, to see what Node prints by itself. */
async function runBoth(source: string, options = '{}') {
  const folder = tempFolder()
  const path = writeProgram(folder, `startSmonitor({ bundle: 'bundle', ...${options} })\n${source}`)
  const alone = await runNode([path], { cwd: folder, env: { SMONITOR_ENABLED: 'false' } })
  const ended = await runNode([path], { cwd: folder })
  const bundle = readBundle(join(folder, 'bundle'))
  return { ended, alone, events: [...bundle.events()], end: bundle.manifest.end }
}

/**
 * From the error on. Above it Node shows the line of source that threw, and cannot once anybody has read the stack
 * of the error, as a signal has to. The frames are more where a signal is around them.
 */
const fromTheError = (text: string): string =>
  text
    .slice(text.search(/^\w*Error: /m))
    .split('\n')
    .filter((line) => !/^\s+(?:at |\.\.\. \d+ lines matching)/.test(line))
    .join('\n')

describe('an error that nobody catches', () => {
  test.each([
    ['thrown at the top', `throw new RangeError('no row')`, 'RangeError', 'CRITICAL'],
    ['thrown later', `setTimeout(() => { throw new RangeError('no row') }, 1)`, 'RangeError', 'CRITICAL'],
    ['rejected', `void Promise.reject(new RangeError('no row'))`, 'RangeError', 'CRITICAL'],
    ['awaited at the top', `await Promise.reject(new RangeError('no row'))`, 'RangeError', 'CRITICAL'],
    ['that is no error', `throw 'no row'`, 'string', 'CRITICAL'],
  ])(
    'ends the program as Node ends it, word for word, and is recorded once: %s',
    async (_what, source, type, level) => {
      const { ended, alone, events, end } = await runBoth(source)
      expect(ended).toEqual(alone)
      expect(alone.code).toBe(1)
      expect(events.map(({ exception, level }) => [exception?.type, exception?.message, level])).toEqual([
        [type, 'no row', level],
      ])
      expect(end).toMatchObject({ exit_code: 1, signal: null })
    },
  )

  test.each([
    [
      'sync',
      `films.signal('films.load', () => { throw films.error('MOV-E001', { id: 'f1', known: [] }) })()`,
    ],
    [
      'async',
      `await signal('outer', films.signal('films.load', async () => { throw films.error('MOV-E001', { id: 'f1', known: [] }) }))()`,
    ],
  ])('is recorded by the signal that saw it, and printed by Node alone: %s', async (_what, source) => {
    const { ended, alone, events } = await runBoth(`films.emit('MOV-W010', { id: 'f0' })\n${source}`)
    expect(ended.code).toBe(1)
    const [, ours = ''] = /^(Warning: .*\n {2}What to do: .*\n)/.exec(ended.stderr) ?? []
    expect(ours).toBe('Warning: The film f0 has no title. (MOV-W010)\n  What to do: Add a title to f0.\n')
    expect(fromTheError(ended.stderr.slice(ours.length))).toBe(fromTheError(alone.stderr))
    expect(events).toMatchObject([
      { code: 'MOV-W010' },
      { code: 'MOV-E001', level: 'ERROR', source: 'films.load', hint: 'Use one of .' },
    ])
  })

  test('that the program handles itself is printed by us, and the program goes on', async () => {
    const { ended, events } = await runBoth(`
      process.on('uncaughtException', (error) => console.log('handled', error.message))
      setTimeout(() => { throw new RangeError('no row') }, 1)
      setTimeout(() => console.log('still here'), 20)`)
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'handled no row\nstill here\n',
      stderr: 'Error: no row\n',
    })
    expect(events).toMatchObject([{ level: 'ERROR', exception_type: 'RangeError' }])
  })

  test('that was caught before is printed by us', async () => {
    const { ended, events } = await runBoth(`
      try { signal('films.load', () => { throw new RangeError('no row') })() } catch {}`)
    expect(ended).toMatchObject({ code: 0, stderr: 'Error: no row\n' })
    expect(events).toMatchObject([{ level: 'ERROR', event_name: 'smonitor.signal.exception' }])
  })

  test('is left alone with captureExceptions: false', async () => {
    const { ended, alone, events } = await runBoth(
      `throw new RangeError('no row')`,
      '{ captureExceptions: false }',
    )
    expect(ended).toEqual(alone)
    expect(events).toEqual([])
  })
})

test('an uncaught error whose cause a signal saw is one message on the terminal: that of Node', async () => {
  const folder = tempFolder()
  const path = writeProgram(
    folder,
    `startSmonitor({ bundle: 'bundle' })
    const dock = signal('dock', () => { throw films.error('MOV-E001', { id: 1, known: [] }) })
    try { dock() } catch (cause) { throw new Error('could not dock', { cause }) }`,
  )
  const { code, stderr } = await runNode([path], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).not.toContain('(MOV-E001)')
  expect(stderr).toMatch(/^Error: could not dock$/m)
  const events = [...readBundle(join(folder, 'bundle')).events()]
  expect(events.map(({ level, message }) => [level, message])).toEqual([
    ['ERROR', expect.stringContaining('is not known')],
    ['CRITICAL', 'could not dock'],
  ])
})

describe('an uncaught error, wherever it is thrown,', () => {
  const THROW = `throw new RangeError('no row')`

  test.each<[string, string, string]>([
    ['at the top of CommonJS', 'app.cjs', THROW],
    ['at the top of ESM', 'app.mjs', THROW],
    ['in a timer', 'app.cjs', `setTimeout(() => { ${THROW} }, 1)`],
    ['in the next tick', 'app.cjs', `process.nextTick(() => { ${THROW} })`],
    ['in a microtask', 'app.mjs', `queueMicrotask(() => { ${THROW} })`],
    [
      'in a stream',
      'app.mjs',
      `import { Readable } from 'node:stream'
      Readable.from(['a']).on('data', () => { ${THROW} })`,
    ],
    [
      'as the event of an emitter',
      'app.cjs',
      `new (require('node:events'))().emit('error', new RangeError('no row'))`,
    ],
    ['as a frozen error', 'app.mjs', `throw Object.freeze(new RangeError('no row'))`],
    [
      'as an error without a stack to read',
      'app.mjs',
      `throw Object.defineProperty(new RangeError('no row'), 'stack', { get() { throw new Error('no') } })`,
    ],
    [
      'with causes and other errors in it',
      'app.cjs',
      `throw Object.assign(new RangeError('no row', { cause: new Error('why') }), { errors: [new Error('a'), 7] })`,
    ],
  ])('is one fatal record, and Node says what it says alone: %s', async (_what, name, source) => {
    const { plain, observed, events } = await runBesideNode(source, { name })
    expect(observed).toEqual(plain)
    expect(plain.code).toBe(1)
    expect(plain.stderr).not.toBe('')
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      level: 'CRITICAL',
      event_name: 'exception',
      exception_type: 'RangeError',
      message: 'no row',
      iostream: 'stderr',
    })
  })

  test.each<[string, string]>([
    ['null', 'object'],
    ['undefined', 'undefined'],
    ['7', 'number'],
    [`new Proxy({}, { get() { throw new Error('no') }, has() { throw new Error('no') } })`, 'Error'],
  ])('may be no error: %s', async (thrown, type) => {
    const { plain, observed, events } = await runBesideNode(`throw ${thrown}`)
    expect(observed).toEqual(plain)
    expect(events).toMatchObject([{ level: 'CRITICAL', exception_type: type }])
  })

  test.each<[string, string]>([
    ['a listener', `process.on('uncaughtException', (error) => console.log('taken', error.message))`],
    [
      'a callback',
      `process.setUncaughtExceptionCaptureCallback((error) => console.log('taken', error.message))`,
    ],
    [
      'a domain',
      `const domain = require('node:domain').create()
      domain.on('error', (error) => console.log('taken', error.message)).enter()`,
    ],
  ])('is an error and not fatal where the program takes it by %s', async (_what, handler) => {
    const { plain, observed, events } = await runBesideNode(
      `${handler}
      setTimeout(() => { ${THROW} }, 1)
      setTimeout(() => console.log('alive'), 20)`,
      { name: 'app.cjs' },
    )
    expect(plain).toMatchObject({ code: 0, stdout: 'taken no row\nalive\n' })
    // Node says nothing of it, so that we do.
    expect(observed).toEqual({ ...plain, stderr: `Error: no row\n${plain.stderr}` })
    expect(events).toMatchObject([{ level: 'ERROR', exception_type: 'RangeError', iostream: null }])
  })

  test('that a listener throws on ends the program as without smonitor', async () => {
    const { plain, observed, events } = await runBesideNode(
      `process.on('uncaughtException', (error) => { throw error })
      ${THROW}`,
    )
    const { stderr, ...end } = observed
    expect(end).toEqual({ code: plain.code, signal: plain.signal, stdout: plain.stdout })
    expect(stderr.endsWith(plain.stderr)).toBe(true)
    expect(plain.code).toBe(7)
    expect(events).toMatchObject([{ message: 'no row' }])
  })

  test('ends a worker and not the process, and is fatal only where the process ends', async () => {
    const files = { 'worker.mjs': `setTimeout(() => { ${THROW} }, 1)` }
    const { plain, observed, events } = await runBesideNode(
      `import { Worker } from 'node:worker_threads'
      new Worker('./worker.mjs').on('error', (error) => console.log('heard', error.message))`,
      { files },
    )
    expect(observed).toEqual(plain)
    expect(plain).toMatchObject({ code: 0, stdout: 'heard no row\n', stderr: '' })
    expect(events).toMatchObject([{ level: 'ERROR', message: 'no row' }])
  })
})

describe('captureExceptions', () => {
  const emitter: NodeJS.EventEmitter = process
  let stops: Disposer[] = []
  const EVENTS = [
    'uncaughtExceptionMonitor',
    'unhandledRejection',
    'newListener',
    'removeListener',
    'warning',
  ]
  const listeners = (): number[] => EVENTS.map((event) => process.listenerCount(event))
  afterEach(() => {
    for (const stop of stops) stop()
    stops = []
    stopSdk()
  })

  test('leaves no listener behind, undone twice and in any order', () => {
    const before = listeners()
    const [first, second] = [captureExceptions(), captureExceptions()]
    expect(listeners()).not.toEqual(before)
    second()
    first()
    first()
    second()
    expect(listeners()).toEqual(before)
  })

  test('records once with two copies of smonitor, and tells both of them what Node prints', async () => {
    const { records } = startSdk()
    vi.resetModules()
    const copy = await import('../../src/capture/index.ts')
    expect(copy.captureExceptions).not.toBe(captureExceptions)
    const told: string[][] = [[], []]
    stops = [
      captureExceptions({ onPrintedByNode: (key) => told[0]?.push(key) }),
      copy.captureExceptions({ onPrintedByNode: (key) => told[1]?.push(key) }),
    ]
    vi.spyOn(process, 'listenerCount').mockReturnValue(0) // Those of the test runner take everything.
    emitter.emit('uncaughtExceptionMonitor', 'a primitive', 'uncaughtException')
    vi.restoreAllMocks()
    const keys = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toHaveLength(1)
    expect(told).toEqual([keys, keys])
  })

  test('throws nothing into the process, whatever fails', () => {
    startSdk()
    stops = [
      captureExceptions({
        onPrintedByNode() {
          throw new Error('no')
        },
      }),
    ]
    vi.spyOn(process, 'listenerCount').mockReturnValue(0)
    const emit = (): boolean => emitter.emit('uncaughtExceptionMonitor', new Error('m'), 'uncaughtException')
    expect(emit).not.toThrow()
    vi.restoreAllMocks()
  })
})
