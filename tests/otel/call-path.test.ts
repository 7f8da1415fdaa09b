import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit, signal, span } from '../../src/index.ts'
import { keyByNode } from '../helpers/key-by-node.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

const shop = defineCatalog({
  name: 'paths-shop',
  codes: {
    'PTH-W001': { level: 'warn', message: 'The item {item} is gone.' },
    'PTH-E001': { level: 'error', message: 'The order {id} is lost.' },
  },
})

/** Calls signals of these names inside each other, and the function in the innermost. */
function inside(names: readonly string[], fn: () => void): void {
  names.reduceRight<() => void>((inner, name) => () => signal(name, inner)(), fn)()
}

/** The published recipe for what is no exception. */
function hashOf(...chain: string[]): string {
  return keyByNode('th1', [1, chain, []])
}

/** The trace hashes of all that the function emits. */
function hashesOf(fn: () => void): unknown[] {
  const { records } = startSdk()
  fn()
  const hashes = records().map(({ attributes }) => attributes['smonitor.trace_hash'])
  stopSdk()
  return hashes
}

const emitAll: Readonly<Record<string, () => void>> = {
  'a code': () => shop.emit('PTH-W001', { item: 'tea' }),
  'a code, with a source of its own': () => shop.emit('PTH-W001', { item: 'tea' }, { source: 'cart' }),
  'a code, once': () => shop.once('PTH-W001', { item: Math.random() }),
  'a warning': () => shop.warn('PTH-W001', { item: 'tea' }),
  'no code': () => emit('info', 'Saved.'),
}

describe('the trace hash of what is no exception', () => {
  test.each(Object.entries(emitAll))('is that of the chain: %s', (_, emitOne) => {
    expect(hashesOf(() => inside(['order', 'pay'], emitOne))).toEqual([hashOf('order', 'pay')])
  })

  test.each(Object.entries(emitAll))('is absent outside of all signals: %s', (_, emitOne) => {
    const { records } = startSdk()
    emitOne()
    expect(records()).toHaveLength(1)
    expect(records()[0]?.attributes).not.toHaveProperty('smonitor.trace_hash')
  })

  test('is the same for each of many emits, whatever is emitted', () => {
    const pay = signal('pay', (times: number) => {
      for (let at = 0; at < times; at += 1) for (const emitOne of Object.values(emitAll)) emitOne()
    })
    const hashes = hashesOf(() => {
      signal('order', () => pay(2))()
      signal('order', () => pay(2))()
    })
    expect(new Set(hashes)).toEqual(new Set([hashOf('order', 'pay')]))
    expect(hashes).toHaveLength(20)
  })

  test('has the blocks of span in its chain', () => {
    const open = signal('open', () => emit('info', 'Open.'))
    expect(hashesOf(() => span('day', () => open()))).toEqual([hashOf('day', 'open')])
  })

  test('follows a chain over await', async () => {
    const { records } = startSdk()
    const pay = signal('pay', async () => {
      await Promise.resolve()
      emit('info', 'Paid.')
    })
    await signal('order', async () => {
      await Promise.resolve()
      await pay()
    })()
    expect(records()[0]?.attributes['smonitor.trace_hash']).toBe(hashOf('order', 'pay'))
  })

  test('is the same however deep a function calls itself, while the chain is not', () => {
    const { records } = startSdk()
    for (const depth of [1, 2, 63, 64, 65, 300]) {
      const visit = signal('visit', (left: number): void => {
        if (left === 1) emit('info', 'Leaf.')
        else visit(left - 1)
      })
      signal('walk', () => visit(depth))()
    }
    expect(records().map(({ attributes }) => attributes['smonitor.trace_hash'])).toEqual(
      Array.from({ length: 6 }, () => hashOf('walk', 'visit')),
    )
    expect(records().map(({ attributes }) => attributes['smonitor.context.depth'])).toEqual([
      2, 3, 64, 65, 66, 301,
    ])
  })

  test('has the 64 innermost of a longer path', () => {
    const names = Array.from({ length: 100 }, (_, at) => `step${at}`)
    expect(hashesOf(() => inside(names, () => emit('info', 'Deep.')))).toEqual([hashOf(...names.slice(-64))])
  })

  test('is right for any chain, in any order, seen before or not', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', '', 'a","b', 'a\nb', '__proto__'), { maxLength: 6 })
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), (chains) => {
        const expected = chains.map((chain) => {
          const path = chain.filter((name, index) => name !== chain[index - 1])
          return path.length === 0 ? undefined : hashOf(...path)
        })
        expect(hashesOf(() => chains.forEach((chain) => inside(chain, () => emit('info', 'm'))))).toEqual(
          expected,
        )
      }),
    )
  })

  test('is right for more paths than are remembered', () => {
    const { records } = startSdk()
    signal('root', () => {
      for (let at = 0; at < 2500; at += 1) signal(`job${at}`, () => emit('info', 'm'))()
      signal('job0', () => emit('info', 'm'))()
    })()
    const hashes = records().map(({ attributes }) => attributes['smonitor.trace_hash'])
    expect(new Set(hashes).size).toBe(2500)
    expect(hashes[0]).toBe(hashOf('root', 'job0'))
    expect(hashes.at(-1)).toBe(hashes[0])
  })
})

const HERE = 'call-path.test'

function fail(): never {
  throw new RangeError('Too far.')
}

describe('the trace hash of an exception', () => {
  test('has the chain of the signal that saw it and the frames of the program', () => {
    const [hash] = hashesOf(() => {
      expect(() => inside(['order', 'pay'], fail)).toThrow('Too far.')
    })
    // Between the two frames stand those of smonitor, OpenTelemetry and Node, which take the rest of V8's ten.
    expect(hash).toBe(keyByNode('th1', [1, ['order', 'pay'], [`fail@${HERE}`, `<anonymous>@${HERE}`]]))
  })

  test('differs by the place that threw, and by the chain, where the triage key does not', () => {
    const { records } = startSdk()
    const throwHere = () => {
      throw new RangeError('Too far.')
    }
    for (const [chain, fn] of [
      [['order', 'pay'], fail],
      [['order', 'pay'], throwHere],
      [['refund', 'pay'], fail],
      [['order', 'pay'], fail],
    ] as const) {
      expect(() => inside(chain, fn)).toThrow('Too far.')
    }
    const [one, elsewhere, byAnotherWay, again] = records().map(({ attributes }) => attributes)
    const keys = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(new Set(keys).size).toBe(1)
    const hashes = [one, elsewhere, byAnotherWay].map((attributes) => attributes?.['smonitor.trace_hash'])
    expect(new Set(hashes).size).toBe(3)
    expect(again?.['smonitor.trace_hash']).toBe(hashes[0])
  })

  test.each<[string, () => unknown]>([
    ['a text', () => 'Too far.'],
    ['an object', () => ({ message: 'Too far.' })],
    ['an error without a stack', () => Object.assign(new Error('Too far.'), { stack: undefined })],
    ['an error whose stack is no text', () => Object.assign(new Error('Too far.'), { stack: [1] })],
    [
      'an error whose stack throws',
      () =>
        Object.defineProperty(new Error('Too far.'), 'stack', {
          get() {
            throw new Error('No stack.')
          },
        }),
    ],
    ['a revoked proxy', revokedProxy],
  ])('has no frames, and the host sees nothing of it: %s', (_, create) => {
    const thrown = create()
    const [hash] = hashesOf(() => {
      let caught: unknown
      try {
        inside(['order'], () => {
          throw thrown
        })
      } catch (error) {
        caught = error
      }
      expect(Object.is(caught, thrown)).toBe(true)
    })
    expect(hash).toBe(hashOf('order'))
  })
})

describe('the cluster key', () => {
  function clustersOf(...fns: (() => void)[]): unknown[] {
    const { records } = startSdk()
    for (const fn of fns) {
      try {
        fn()
      } catch {
        // What a signal saw leave it is in the records.
      }
    }
    const keys = records().map(({ attributes }) => attributes['smonitor.cluster_key'])
    expect(keys).toHaveLength(fns.length)
    stopSdk()
    return keys
  }

  test('of a code is one, emitted or thrown, wherever and with whatever', () => {
    const lose = (): never => {
      throw shop.error('PTH-E001', { id: 7 })
    }
    const keys = clustersOf(
      () => shop.emit('PTH-E001', { id: 1 }),
      () => inside(['order', 'pay'], () => shop.emit('PTH-E001', { id: 2 })),
      () => shop.emit('PTH-E001', { id: 3 }, { source: 'elsewhere' }),
      () => inside(['order'], lose),
      () =>
        inside(['refund'], () => {
          throw Object.assign(new Error('m'), { code: 'PTH-E001' })
        }),
    )
    expect(new Set(keys)).toEqual(new Set([keyByNode('tc1', [1, 'PTH-E001', null, null, null])]))
  })

  test('of an exception is its type and the place that threw, whatever the message, chain and signal', () => {
    const open = (message: string): never => {
      throw Object.assign(new RangeError(message), { code: 'EOPEN' })
    }
    const keys = clustersOf(
      () => inside(['order'], () => open('No tea.')),
      () => inside(['refund', 'pay'], () => open('No milk.')),
    )
    expect(new Set(keys)).toEqual(
      new Set([keyByNode('tc1', [1, null, `open@${HERE}`, 'RangeError:EOPEN', null])]),
    )
  })

  test('of an exception differs by its type and by the place that threw', () => {
    const throwType = (): never => {
      throw new TypeError('Too far.')
    }
    const throwRange = (): never => {
      throw new RangeError('Too far.')
    }
    const keys = clustersOf(
      () => inside(['order'], throwType),
      () => inside(['order'], throwRange),
      () => inside(['order'], fail),
    )
    expect(new Set(keys).size).toBe(3)
  })

  test('of an error that only wraps another has the type of that one, as its triage key', () => {
    const refused = Object.assign(new RangeError('refused'), { code: 'ECONNREFUSED' })
    const connect = (): never => {
      throw Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
    }
    expect(clustersOf(() => inside(['order'], connect))).toEqual([
      keyByNode('tc1', [1, null, `connect@${HERE}`, 'RangeError:ECONNREFUSED', null]),
    ])
  })

  test('of what was thrown without a stack has the source of its triage key for a place', () => {
    const keys = clustersOf(() =>
      inside(['order'], () => {
        throw 'tea'
      }),
    )
    expect(keys).toEqual([keyByNode('tc1', [1, null, 'order', 'string', null])])
  })

  test('of what has no code is its message, normalised, whatever the source and the level', () => {
    const keys = clustersOf(
      () => emit('info', 'Port 8080 is taken.', { source: 'a' }),
      () => inside(['order'], () => emit('error', 'Port 9090 is taken.')),
    )
    expect(new Set(keys)).toEqual(new Set([keyByNode('tc1', [1, null, null, null, 'Port <n> is taken.'])]))
  })
})

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
