import { describe, expect, test } from 'vitest'
import { runBesideNode, type RunBesideOptions } from '../helpers/run-beside-node.ts'

const ENTRY = new URL('../../dist/src/index.js', import.meta.url).href
const SETUP = new URL('../../dist/src/setup/index.js', import.meta.url).href
const MODES = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code'] as const
type Mode = (typeof MODES)[number]

/** What Node says of an error that a signal saw, without the frames of the signal and the number of its promise. */
const words = (text: string): string =>
  text
    .slice(text.indexOf('RangeError: no row'))
    .replaceAll(/\n +at .*/g, '')
    .replace(/rejection id: \d+/, 'rejection id')

/** Runs a program to which more is added than the rejection itself: it says that it is alive a moment later. */
const run = (source: string, mode: Mode, options: RunBesideOptions = {}) =>
  runBesideNode(`${source}\nsetTimeout(() => console.log('alive'), 20)`, {
    ...options,
    flags: [`--unhandled-rejections=${mode}`, ...(options.flags ?? [])],
  })

const GATHERED = `
  void Promise.any([Promise.reject(new RangeError('one')), Promise.reject(new Error('two', { cause: 3 }))])`
const UNREADABLE = `
  const unreadable = new Error('unreadable')
  Object.defineProperty(unreadable, 'stack', { get() { throw new Error('no stack') } })
  void Promise.reject(unreadable)`
const FROZEN = `void Promise.reject(Object.freeze(new TypeError('frozen')))`
const NO_ERRORS = `for (const reason of ['no row', null, undefined, 7, { a: 1 }]) void Promise.reject(reason)`

describe.each(['throw', 'strict'] as const)('a rejection that ends the program, in the mode %s,', (mode) => {
  test.each<[string, string, string]>([
    [NO_ERRORS, 'UnhandledPromiseRejection', 'no row'],
    ['void Promise.reject(null)', 'UnhandledPromiseRejection', 'null'],
    [FROZEN, 'TypeError', 'frozen'],
    [UNREADABLE, 'Error', 'unreadable'],
    [GATHERED, 'AggregateError', 'All promises were rejected'],
  ])('is one fatal record, and Node says what it says alone: %s', async (source, type, message) => {
    const { plain, observed, events } = await run(source, mode)
    expect(observed).toEqual(plain)
    expect(plain).toMatchObject({ code: 1, stdout: '' })
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      level: 'CRITICAL',
      event_name: 'exception',
      exception_type: type,
      message,
      iostream: 'stderr',
    })
  })
})

describe.each(['warn', 'none', 'warn-with-error-code'] as const)(
  'a rejection that ends nothing, in the mode %s,',
  (mode) => {
    test('is one record, and Node says what it says alone', async () => {
      const { plain, observed, events } = await run(
        [`void Promise.reject(new RangeError('no row'))`, NO_ERRORS, FROZEN, UNREADABLE, GATHERED].join('\n'),
        mode,
      )
      expect(observed).toEqual(plain)
      expect(plain).toMatchObject({ code: mode === 'warn-with-error-code' ? 1 : 0, stdout: 'alive\n' })
      expect(events.map(({ exception_type: type, message }) => `${type}: ${message}`).toSorted()).toEqual([
        'AggregateError: All promises were rejected',
        'Error: unreadable',
        'RangeError: no row',
        'TypeError: frozen',
        'UnhandledPromiseRejection: #<Object>',
        'UnhandledPromiseRejection: 7',
        'UnhandledPromiseRejection: no row',
        'UnhandledPromiseRejection: null',
        'UnhandledPromiseRejection: undefined',
      ])
      for (const event of events)
        expect(event).toMatchObject({ level: 'ERROR', event_name: 'exception', iostream: 'stderr' })
    })
  },
)

describe.each(MODES)('a rejection, with --unhandled-rejections=%s,', (mode) => {
  test('which a signal saw is recorded by the signal alone', async () => {
    const { observed, plain, events } = await run(
      `import { signal } from '${ENTRY}'
      void signal('films.load', async () => { throw new RangeError('no row') })()`,
      mode,
    )
    expect(words(observed.stderr)).toBe(words(plain.stderr))
    expect({ ...observed, stderr: '' }).toEqual({ ...plain, stderr: '' })
    expect(events).toMatchObject([{ event_name: 'smonitor.signal.exception', source: 'films.load' }])
    expect(events).toHaveLength(1)
  })

  test('that a listener of the program takes is one record that ends nothing', async () => {
    const { plain, observed, events } = await run(
      `process.on('unhandledRejection', (reason) => console.log('taken', String(reason)))
      void Promise.reject(new RangeError('no row'))
      void Promise.reject('no text')`,
      mode,
    )
    expect({ ...observed, stderr: '' }).toEqual({ ...plain, stderr: '' })
    if (mode === 'strict') {
      // Here Node ends the program before it asks the listener.
      expect(observed.stderr).toBe(plain.stderr)
      expect(events.map(({ level, message }) => [level, message])).toEqual([['CRITICAL', 'no row']])
      return
    }
    // Where Node is silent because the program takes it, we are those who print it.
    const printed = mode === 'warn' || mode === 'none' ? '' : 'Error: no row\nError: no text\n'
    expect(observed.stderr).toBe(`${printed}${plain.stderr}`)
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ['ERROR', 'no row'],
      ['ERROR', 'no text'],
    ])
  })

  test('is one record in a program that handles uncaught exceptions', async () => {
    const { plain, observed, events } = await run(
      `process.on('uncaughtException', (error, origin) => console.log('taken', String(error), origin))
      void Promise.reject(new RangeError('no row'))
      void Promise.reject('no text')`,
      mode,
    )
    expect({ ...observed, stderr: '' }).toEqual({ ...plain, stderr: '' })
    // In the mode `throw` Node prints nothing of them, so that we do.
    const printed = mode === 'throw' ? 'Error: no row\nError: no text\n' : ''
    expect(observed.stderr).toBe(`${printed}${plain.stderr}`)
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ['ERROR', 'no row'],
      ['ERROR', 'no text'],
    ])
  })
})

describe('a rejection', () => {
  test('in a program that took its listener off again ends it, as without smonitor', async () => {
    const { plain, observed, events } = await run(
      `process.once('unhandledRejection', (reason) => console.log('taken', String(reason)))
      void Promise.reject(new RangeError('first'))
      setTimeout(() => void Promise.reject(new RangeError('second')), 5)`,
      'throw',
    )
    expect(plain).toMatchObject({ code: 1, stdout: 'taken RangeError: first\n' })
    expect(observed).toEqual({ ...plain, stderr: `Error: first\n${plain.stderr}` })
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ['ERROR', 'first'],
      ['CRITICAL', 'second'],
    ])
  })

  test.each([
    ['takes all listeners off and puts them back', 'for (const one of saved) process.on(event, one)'],
    ['puts back none', ''],
    ['puts back all but its own', 'for (const one of saved) if (one !== own) process.on(event, one)'],
  ])('ends a program that %s, as without smonitor', async (_what, restore) => {
    const { plain, observed, events } = await run(
      `const event = 'unhandledRejection'
      const own = () => console.log('taken')
      process.on(event, own)
      const saved = process.listeners(event)
      process.removeAllListeners(event)
      ${restore}
      process.off(event, own)
      void Promise.reject(new RangeError('no row'))`,
      'throw',
    )
    expect(plain.code).toBe(1)
    expect(observed).toEqual(plain)
    expect(events).toMatchObject([{ level: 'CRITICAL', message: 'no row' }])
  })

  test('in a worker thread is recorded there, and by the main thread if it ends with it', async () => {
    const main = (more: string): string => `import { Worker } from 'node:worker_threads'
      new Worker('./worker.mjs')${more}`
    const files = { 'worker.mjs': `await Promise.reject(new RangeError('no row'))` }
    const alone = await runBesideNode(main(''), { files })
    expect(alone.observed.stderr).toEqual(alone.plain.stderr)
    expect([alone.observed.code, alone.plain.code]).toEqual([1, 1])
    expect(alone.events.map(({ level, message }) => [level, message])).toEqual([
      ['ERROR', 'no row'],
      ['CRITICAL', 'no row'],
    ])
    expect(new Set(alone.events.map(({ triage_key }) => triage_key)).size).toBe(1)

    const heard = await runBesideNode(main(`.on('error', (error) => console.log('heard', error.message))`), {
      files,
    })
    expect(heard.observed).toEqual(heard.plain)
    expect(heard.plain).toMatchObject({ code: 0, stdout: 'heard no row\n' })
    expect(heard.events.map(({ level }) => level)).toEqual(['ERROR'])
  })

  test('that the mode strict hands to both kinds of listeners is one record', async () => {
    const { plain, observed, events } = await run(
      `process.on('uncaughtException', (error) => console.log('taken', String(error)))
      process.on('unhandledRejection', (reason) => console.log('taken again', String(reason)))
      void Promise.reject('no text')
      void Promise.reject(new RangeError('no row'))`,
      'strict',
    )
    expect(plain.stdout.match(/taken/g)).toHaveLength(4)
    expect(observed).toEqual({ ...plain, stderr: `Error: no text\nError: no row\n${plain.stderr}` })
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ['ERROR', 'no text'],
      ['ERROR', 'no row'],
    ])
  })

  test('of a sink, for each record, ends after one', async () => {
    const { observed, events } = await runBesideNode(
      `import { startSmonitor } from '${SETUP}'
      let count = 0
      process.on('unhandledRejection', () => undefined)
      startSmonitor({ level: 'fatal', sinks: [{ name: 'bad', handle: async () => { if ((count += 1) < 50) throw new Error('bad') } }] })
      process.emitWarning('start')
      setTimeout(() => console.log(count < 5), 100)`,
    )
    expect(observed.stdout).toBe('true\n')
    expect(events.length).toBeLessThan(5)
  })

  test('that is only warned of is a warning where exceptions are not captured', async () => {
    const { plain, observed, events } = await run(`void Promise.reject(new RangeError('no row'))`, 'warn', {
      env: { SMONITOR_CAPTURE_EXCEPTIONS: 'false' },
    })
    expect(observed).toEqual(plain)
    expect(events.map(({ level, category }) => [level, category])).toEqual([
      ['WARNING', 'UnhandledPromiseRejectionWarning'],
      ['WARNING', 'UnhandledPromiseRejectionWarning'],
    ])
  })

  test('is seen in the mode that a variable asks for', async () => {
    const { plain, observed, events } = await runBesideNode(`void Promise.reject(new RangeError('no row'))`, {
      env: { NODE_OPTIONS: '--unhandled-rejections=warn' },
    })
    expect(observed).toEqual(plain)
    expect(plain.code).toBe(0)
    expect(events).toMatchObject([{ level: 'ERROR', message: 'no row' }])
  })

  test('ends a program that set a mode for its children, as without smonitor', async () => {
    const { plain, observed, events } = await runBesideNode(
      `process.env.NODE_OPTIONS = '--unhandled-rejections=none'
      const { startSmonitor } = await import(process.env.SMONITOR_JSON ? '${SETUP}' : './empty.mjs')
      for (const captureExceptions of [false, true]) startSmonitor?.({ captureExceptions })
      void Promise.reject(new RangeError('no row'))`,
    )
    expect(plain.code).toBe(1)
    expect(observed).toEqual(plain)
    expect(events).toMatchObject([{ level: 'CRITICAL', message: 'no row' }])
  })
})
