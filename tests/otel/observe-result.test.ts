import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { emit, signal } from '../../src/index.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

describe('a promise', () => {
  test('ends its call when it settles, and keeps the fields that others put on it', async () => {
    const { spans } = startSdk()
    const start = signal('child.start', () =>
      Object.assign(Promise.resolve('done'), { pid: 42, kill: () => 'killed' }),
    )
    const child = start()
    expect(spans()).toHaveLength(0)
    expect([child.pid, child.kill()]).toEqual([42, 'killed'])
    expect(await child).toBe('done')
    expect(spans()).toMatchObject([{ name: 'child.start' }])
  })

  test('stays one of its class', async () => {
    const { spans } = startSdk()
    class Job extends Promise<string> {
      readonly name = 'job'
    }
    const start = signal('job.start', () => Job.resolve('done') as Job)
    const job = start()
    expect(job).toBeInstanceOf(Job)
    expect(job.name).toBe('job')
    expect(await job).toBe('done')
    expect(spans()).toHaveLength(1)
  })

  test('of another realm is a promise too', async () => {
    const { records, spans } = startSdk()
    const load = signal('load', () => runInNewContext('Promise.reject(new Error("far"))') as Promise<never>)
    await expect(load()).rejects.toThrow('far')
    expect(spans()).toHaveLength(1)
    expect(records()).toMatchObject([{ body: 'far' }])
  })
})

describe('a generator', () => {
  test('runs each step in the chain and ends its call when it is done', () => {
    const { records, spans } = startSdk()
    const count = signal('count', function* (to: number) {
      for (let at = 1; at <= to; at += 1) {
        emit('info', `At ${at}.`)
        yield at
      }
      return 'end'
    })
    const generator = count(2)
    expect(Object.prototype.toString.call(generator)).toBe('[object Generator]')
    expect(generator.next()).toEqual({ value: 1, done: false })
    expect(spans()).toHaveLength(0)
    expect([...generator]).toEqual([2])
    expect(spans()).toHaveLength(1)
    expect(records().map(({ attributes }) => attributes['smonitor.context.chain'])).toEqual([
      ['count'],
      ['count'],
    ])
  })

  test('that is left early ends its call, once', () => {
    const { spans } = startSdk()
    const forever = signal('forever', function* () {
      for (;;) yield 0
    })
    for (const value of forever()) if (value === 0) break
    expect(spans()).toHaveLength(1)
  })

  test('that throws is recorded once, through a delegating one too', () => {
    const { records, spans } = startSdk()
    const inner = signal('inner', function* () {
      yield 1
      throw new Error('dry')
    })
    const outer = signal('outer', function* () {
      yield* inner()
    })
    expect(() => [...outer()]).toThrow('dry')
    expect(records()).toMatchObject([
      {
        body: 'dry',
        attributes: { 'smonitor.source': 'inner', 'smonitor.context.chain': ['outer', 'inner'] },
      },
    ])
    expect(spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['inner', 2],
      ['outer', 2],
    ])
  })

  test('takes what is handed to next, throw and return', () => {
    startSdk()
    const echo = signal('echo', function* (): Generator<string, string, string> {
      try {
        return yield `got ${yield 'first'}`
      } catch (error) {
        return `caught ${(error as Error).message}`
      }
    })
    const one = echo()
    expect([one.next(), one.next('x'), one.throw(new Error('y'))]).toEqual([
      { value: 'first', done: false },
      { value: 'got x', done: false },
      { value: 'caught y', done: true },
    ])
    expect(echo().return('early')).toEqual({ value: 'early', done: true })
  })
})

describe('an async generator', () => {
  test('runs each step in the chain, also across awaits, and ends when it is done', async () => {
    const { records, spans } = startSdk()
    const pages = signal('pages', async function* () {
      await Promise.resolve()
      emit('info', 'One.')
      yield 1
      await new Promise((resolve) => setTimeout(resolve, 1))
      emit('info', 'Two.')
      yield 2
    })
    const seen: number[] = []
    for await (const page of pages()) {
      seen.push(page)
      emit('info', 'Between.')
    }
    expect(seen).toEqual([1, 2])
    expect(spans()).toHaveLength(1)
    expect(records().map(({ body, attributes }) => [body, attributes['smonitor.context.chain']])).toEqual([
      ['One.', ['pages']],
      ['Between.', undefined],
      ['Two.', ['pages']],
      ['Between.', undefined],
    ])
  })

  test('that rejects is recorded once', async () => {
    const { records, spans } = startSdk()
    const pages = signal('pages', async function* () {
      yield 1
      throw new Error('lost')
    })
    const all = async () => {
      for await (const page of pages()) expect(page).toBe(1)
    }
    await expect(all()).rejects.toThrow('lost')
    expect(records()).toMatchObject([{ body: 'lost' }])
    expect(spans()).toMatchObject([{ status: { code: 2 } }])
  })
})

describe('a stream', () => {
  test('ends its call when it closes', async () => {
    const { spans } = startSdk()
    const open = signal('open', () => Readable.from(['a', 'b']))
    const chunks = await open().toArray()
    expect(chunks).toEqual(['a', 'b'])
    expect(spans()).toHaveLength(1)
  })

  test('that fails is recorded, and its error event is still the program’s own', async () => {
    const { records, spans } = startSdk()
    const open = signal('open', () => new PassThrough())
    const stream = open()
    expect(stream.listenerCount('error')).toBe(0)
    const closed = once(stream, 'close').catch(() => undefined)
    stream.on('error', (error) => expect(error.message).toBe('cut'))
    stream.destroy(new Error('cut'))
    await closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(records()).toMatchObject([{ body: 'cut' }])
    expect(spans()).toMatchObject([{ status: { code: 2 } }])
  })
})

describe('a thenable, such as the builder of a query', () => {
  const builder = (run: () => Promise<unknown>) => ({
    runs: 0,
    where() {
      return this
    },
    then(onDone?: (value: unknown) => unknown, onFailed?: (error: unknown) => unknown) {
      this.runs += 1
      return run().then(onDone, onFailed)
    },
  })

  test('is not started, and is the same object', async () => {
    const { spans } = startSdk()
    const query = builder(async () => ['row'])
    const select = signal('select', () => query)
    const selected = select()
    expect(selected).toBe(query)
    expect(selected.where().runs).toBe(0)
    expect(spans()).toHaveLength(0)
    expect(await selected).toEqual(['row'])
    expect([query.runs, spans().length]).toEqual([1, 1])
  })

  test('is recorded when it fails, in the chain that it belongs to', async () => {
    const { records } = startSdk()
    const select = signal('select', () =>
      builder(async () => {
        emit('info', 'Running.')
        throw new Error('no table')
      }),
    )
    await expect(async () => select()).rejects.toThrow('no table')
    expect(records().map(({ body, attributes }) => [body, attributes['smonitor.context.chain']])).toEqual([
      ['Running.', ['select']],
      ['no table', ['select']],
    ])
  })

  test('that is frozen is left alone', () => {
    const { spans } = startSdk()
    const frozen = Object.freeze(builder(async () => 1))
    expect(signal('select', () => frozen)()).toBe(frozen)
    expect(spans()).toHaveLength(1)
  })
})

describe('a result that is not what it looks like is handed on, and the call is over:', () => {
  test.each<[string, object]>([
    ['an object that inherits from Promise', Object.create(Promise.prototype) as object],
    ['an object whose then is that of promises', { then: Reflect.get(Promise.prototype, 'then') as unknown }],
    [
      'a promise that cannot be followed',
      Object.assign(Promise.resolve(), {
        then() {
          throw new Error('no')
        },
      }),
    ],
    [
      'a stream that takes no listener',
      {
        pipe() {},
        once() {
          throw new Error('no')
        },
      },
    ],
  ])('%s', (_, value) => {
    const { spans } = startSdk()
    expect(signal('make', () => value)()).toBe(value)
    expect(spans().map(({ ended }) => ended)).toEqual([true])
  })
})

test.each([
  ['a plain object', { a: 1 }],
  ['an array', [1]],
  ['a map', new Map()],
  ['an object without a prototype', Object.create(null)],
  [
    'an object whose getters throw',
    {
      get then() {
        throw new Error('no')
      },
    },
  ],
] as const)('%s is the result, and the call is over', (_what, value: unknown) => {
  const { spans } = startSdk()
  expect(signal('make', () => value)()).toBe(value)
  expect(spans()).toHaveLength(1)
})
