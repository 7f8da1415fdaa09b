import { diag } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineCatalog, signal, span } from '../../src/index.ts'
import { registerInApiLogs, startSdk, stopSdk } from './in-memory-sdk.ts'

const tell = vi.fn<(message: string, problem?: unknown) => void>()

beforeEach(() => {
  const ignore = (): void => {}
  diag.setLogger({ error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore })
})
afterEach(() => {
  diag.disable()
  tell.mockReset()
  stopSdk()
})

const fail = (..._args: readonly unknown[]): never => {
  throw new RangeError('Too far.')
}

describe('the tags of a signal', () => {
  test('are on the span of each call and on the record of an exception', () => {
    const { records, spans } = startSdk()
    signal('open', () => 1, { tags: ['io', 'file'] })()
    expect(signal('fail', fail, { tags: ['io'] })).toThrow('Too far.')
    expect(spans().map(({ attributes }) => attributes['smonitor.tags'])).toEqual([['io', 'file'], ['io']])
    expect(records().map(({ attributes }) => attributes['smonitor.tags'])).toEqual([['io']])
  })

  test('are those of the innermost signal on the record', () => {
    const { records } = startSdk()
    expect(signal('outer', signal('inner', fail, { tags: ['inner'] }), { tags: ['outer'] })).toThrow(
      'Too far.',
    )
    expect(records().map(({ attributes }) => attributes['smonitor.tags'])).toEqual([['inner']])
  })

  test('may be given to a block', () => {
    const { records, spans } = startSdk()
    expect(() => span('block', () => fail(), { tags: ['io'] })).toThrow('Too far.')
    expect(spans()[0]?.attributes['smonitor.tags']).toEqual(['io'])
    expect(records()[0]?.attributes['smonitor.tags']).toEqual(['io'])
  })

  test('are a copy for each record, so that nobody changes those of another', () => {
    const seen: unknown[] = []
    // No SDK: it copies what it is given, another provider may not.
    const emit = ({ attributes }: { attributes: Record<string, string[]> }): void => {
      seen.push([...(attributes['smonitor.tags'] ?? [])])
      attributes['smonitor.tags']?.push('changed')
    }
    registerInApiLogs({ getLogger: () => ({ emit }) })
    const failing = signal('fail', fail, { tags: ['io'] })
    expect(failing).toThrow('Too far.')
    expect(failing).toThrow('Too far.')
    expect(seen).toEqual([['io'], ['io']])
  })
})

describe('the extra data of a signal', () => {
  test('is made from the arguments when a call throws, and travels like params', async () => {
    const { records } = startSdk()
    const extra = vi.fn<(args: [string, { retries: number }]) => Record<string, unknown>>(
      ([path, options]) => ({
        path,
        retries: options.retries,
      }),
    )
    const open = signal(
      'open',
      async (path: string, options: { retries: number }) => {
        await Promise.resolve()
        return path === 'a' ? path : fail(options)
      },
      { extra },
    )
    await open('a', { retries: 1 })
    expect(extra).not.toHaveBeenCalled()
    await expect(open('b', { retries: 2 })).rejects.toThrow('Too far.')
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.param.path': 'b',
      'smonitor.param.retries': 2,
    })
  })

  test('leaves the params of an error with a code as they are', () => {
    const { records } = startSdk()
    const films = defineCatalog({ name: 'films', codes: { F1: { level: 'error', message: 'No {id}.' } } })
    const read = films.signal(
      'read',
      (id: number) => {
        throw films.error('F1', { id })
      },
      { extra: () => ({ id: 'other', row: 3 }) },
    )
    expect(() => read(7)).toThrow('No 7.')
    expect(records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      attributes: { 'smonitor.param.id': 7, 'smonitor.param.row': 3 },
    })
  })

  test('is not made for an exception that an inner signal has recorded', () => {
    startSdk()
    const extra = vi.fn<() => Record<string, unknown>>(() => ({}))
    expect(signal('outer', signal('inner', fail), { extra })).toThrow('Too far.')
    expect(extra).not.toHaveBeenCalled()
  })

  test.each<[string, () => unknown]>([
    ['throws', () => fail()],
    ['returns a text', () => 'text'],
    ['returns nothing', () => undefined],
    ['rejects', () => Promise.reject(new Error('late'))],
  ])('that %s is told once, and the exception of the call goes on', async (_, extra) => {
    const { records } = startSdk()
    const failing = signal('failing', fail, { extra: extra as () => Record<string, unknown>, args: true })
    expect(() => failing(1)).toThrow(new RangeError('Too far.'))
    expect(() => failing(2)).toThrow(new RangeError('Too far.'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(records().map(({ attributes }) => attributes['smonitor.args'])).toEqual([['1'], ['2']])
    expect(tell.mock.calls.map(([message]) => message)).toEqual([
      'smonitor: the option "extra" of the signal "failing" failed; its calls go on without it.',
    ])
  })

  test('whose problem cannot even be told does not reach the host', () => {
    startSdk()
    tell.mockImplementation(() => fail())
    const failing = signal(
      'failing',
      () => {
        throw new Error('mine')
      },
      { extra: fail },
    )
    expect(failing).toThrow('mine')
  })
})

describe('the arguments of a call', () => {
  test('are told when it throws, if the signal asks for it', () => {
    const { records, spans } = startSdk()
    expect(() => signal('fail', fail, { args: true })('a', 1, { path: 'b', list: [1] })).toThrow('Too far.')
    expect(() => signal('fail', fail)('a')).toThrow('Too far.')
    expect(signal('fail', fail, { args: true })).toThrow('Too far.')
    expect(records().map(({ attributes }) => attributes['smonitor.args'])).toEqual([
      ['"a"', '1', '{ path: "b", list: […] }'],
      undefined,
      undefined,
    ])
    expect(spans().filter(({ attributes }) => 'smonitor.args' in attributes)).toEqual([])
  })

  test('are told of a generator and a promise too', async () => {
    const { records } = startSdk()
    const lines = signal(
      'lines',
      function* (path: string): Generator<string> {
        yield path
        fail()
      },
      { args: true },
    )
    expect(() => [...lines('a')]).toThrow('Too far.')
    await expect(signal('load', async (path: string) => fail(path), { args: true })('b')).rejects.toThrow(
      'Too far.',
    )
    expect(records().map(({ attributes }) => attributes['smonitor.args'])).toEqual([['"a"'], ['"b"']])
  })

  test('are not looked at when the call returns', () => {
    startSdk()
    const look = vi.fn<() => never>()
    const watched = new Proxy({}, { ownKeys: look, getPrototypeOf: look })
    expect(signal('open', (_value: object) => 1, { args: true })(watched)).toBe(1)
    expect(look).not.toHaveBeenCalled()
  })
})

test.each<[string, object]>([
  ['tags', { tags: 'io' }],
  ['tags', { tags: [Object.create(null)] }],
  ['extra', { extra: 'path' }],
  ['exceptionLevel', { exceptionLevel: 'loud' }],
  [
    'attributes',
    {
      get attributes() {
        return fail()
      },
    },
  ],
  [
    'tags',
    {
      get tags() {
        return fail()
      },
    },
  ],
  [
    'args',
    {
      get args() {
        return fail()
      },
    },
  ],
])('a wrong option, %s, is told once and the calls are observed without it', (option, options) => {
  const { records, spans } = startSdk()
  const failing = signal('failing', fail, options)
  expect(failing).toThrow('Too far.')
  expect(failing).toThrow('Too far.')
  expect(tell.mock.calls.map(([message]) => message)).toEqual([
    `smonitor: the option "${option}" of the signal "failing" failed; its calls go on without it.`,
  ])
  expect(spans().map(({ attributes }) => attributes['smonitor.tags'])).toEqual([undefined, undefined])
  expect(records().map(({ severityText }) => severityText)).toEqual(['ERROR', 'ERROR'])
})

test('options that only JavaScript can pass are taken as none', () => {
  startSdk()
  expect(signal('open', () => 1, null as never)()).toBe(1)
})
