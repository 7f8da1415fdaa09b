import { afterEach, describe, expect, test } from 'vitest'
import { signal } from '../../src/index.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

describe.each([
  ['with an SDK', true],
  ['without one', false],
])('a wrapped function, %s,', (_, hasSdk) => {
  test('keeps its arguments, result and `this`', () => {
    if (hasSdk) startSdk()
    const owner = {
      factor: 3,
      scale: signal('scale', function scale(this: { factor: number }, ...values: number[]) {
        return values.map((value) => value * this.factor)
      }),
    }
    expect(owner.scale(1, 2, 3)).toEqual([3, 6, 9])
    expect(owner.scale.call({ factor: 10 }, 1)).toEqual([10])
  })

  test('keeps its name and length', () => {
    if (hasSdk) startSdk()
    function select(a: number, b: number): number {
      return a + b
    }
    const wrapped = signal('molsys.select', select)
    expect([wrapped.name, wrapped.length]).toEqual(['select', 2])
    expect(signal('x', (...values: unknown[]) => values)).toHaveLength(0)
    expect(Object.keys(wrapped)).toEqual([])
  })

  test('keeps its own properties', () => {
    if (hasSdk) startSdk()
    const hidden = Symbol('hidden')
    const original = Object.assign((a: number) => a, { extra: 5, reset: () => 'reset', [hidden]: 1 })
    Object.defineProperty(original, 'size', { get: () => 7, enumerable: false })
    const wrapped = signal('molsys.select', original)
    expect([wrapped(2), wrapped.extra, wrapped.reset(), wrapped[hidden]]).toEqual([2, 5, 'reset', 1])
    expect(Object.keys(wrapped)).toEqual(['extra', 'reset'])
    expect(Object.getOwnPropertyDescriptor(wrapped, 'size')).toEqual(
      Object.getOwnPropertyDescriptor(original, 'size'),
    )
  })

  test('may be a constructor in the old style', () => {
    if (hasSdk) startSdk()
    function Point(this: { x: number }, x: number): void {
      this.x = x
    }
    Point.prototype.double = function double(this: { x: number }): number {
      return this.x * 2
    }
    const Wrapped = signal('Point', Point) as unknown as new (x: number) => { x: number; double(): number }
    const point = new Wrapped(2)
    expect([point.x, point.double(), point instanceof Wrapped, point instanceof Point]).toEqual([
      2,
      4,
      true,
      true,
    ])
  })

  test('keeps the identity of what it returns', () => {
    if (hasSdk) startSdk()
    // oxlint-disable-next-line unicorn/no-thenable
    const lazy = { then: () => fail() }
    for (const value of [undefined, null, 0, {}, [], () => 1, lazy, new Error('returned'), revokedProxy()]) {
      const result = signal('x', () => ({ value }))()
      expect(result.value === value).toBe(true)
      expect(Object.is(signal('x', () => value)(), value)).toBe(true)
    }
  })

  test('keeps the identity of what it throws', () => {
    if (hasSdk) startSdk()
    for (const value of [new Error('m'), Object.freeze(new Error('m')), 'text', 0, undefined, null, {}]) {
      let caught: unknown = 'nothing'
      try {
        signal('x', () => {
          throw value
        })()
      } catch (error) {
        caught = error
      }
      expect(Object.is(caught, value)).toBe(true)
    }
  })

  test('keeps what a promise settles with', async () => {
    if (hasSdk) startSdk()
    const result = {}
    const error = new Error('m')
    expect(await signal('x', async () => Promise.resolve(result))()).toBe(result)
    await expect(signal('x', async () => Promise.reject(error))()).rejects.toBe(error)
  })

  test('keeps the class of a promise', () => {
    if (hasSdk) startSdk()
    class Task<Value> extends Promise<Value> {}
    expect(signal('x', () => Task.resolve(1))()).toBeInstanceOf(Task)
  })

  test('leaves a thenable alone, which may do its work only when it is awaited', async () => {
    if (hasSdk) startSdk()
    let starts = 0
    const query = {
      // oxlint-disable-next-line unicorn/no-thenable
      then(resolve: (rows: number[]) => void) {
        starts += 1
        resolve([1])
      },
    }
    const result = signal('x', () => query)()
    expect(result).toBe(query)
    expect(starts).toBe(0)
    expect(await (result as PromiseLike<number[]>)).toEqual([1])
    expect(starts).toBe(1)
  })

  test('may call itself and others', () => {
    if (hasSdk) startSdk()
    const factorial = signal('factorial', (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1)))
    expect(factorial(10)).toBe(3_628_800)
  })
})

test.each([
  ['undefined', undefined],
  ['string', 'fn'],
  ['object', {}],
])('what is no function is refused by name: %s', (type, value) => {
  expect(() => signal('molsys.select', value as never)).toThrow(
    new TypeError(`The signal "molsys.select" needs a function, not ${type}.`),
  )
})

test.each<[string, () => unknown, string]>([
  ['after a name', () => signal('molsys.Loader', Loader as never), 'molsys.Loader'],
  ['alone', () => signal(Loader as never), 'Loader'],
])('a class is refused with what to write instead, %s', (_, wrap, name) => {
  expect(wrap).toThrow(
    new TypeError(`The signal "${name}" needs a function, not the class Loader. Write @signal() above it.`),
  )
})

class Loader {
  level = 1
}

function fail(): never {
  throw new Error('It was awaited.')
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
