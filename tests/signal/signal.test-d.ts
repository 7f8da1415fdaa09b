// The compiler is the judge: each @ts-expect-error is an assertion.
// oxlint-disable vitest/expect-expect
import { expectTypeOf, test } from 'vitest'
import { defineCatalog, signal } from '../../src/index.ts'

const diagnostics = defineCatalog({ name: 'molsys', codes: {} })

test('a decorator keeps the types of what it decorates', () => {
  @signal
  class Loader {
    @signal() open(path: string, retries?: number): Promise<string> {
      return Promise.resolve(path + String(retries))
    }
    @signal('molsys.first') first<Item>(items: readonly Item[]): Item | undefined {
      return items[0]
    }
    @signal({ tags: ['io'], extra: ([path]) => ({ path }), args: true }) *lines(
      path: string,
    ): Generator<string> {
      yield path
    }
    @diagnostics.signal() async *pages(): AsyncGenerator<number> {
      yield 1
    }
    @signal get size(): number {
      return 1
    }
    @signal() set size(value: number) {
      this.level = value
    }
    // Vitest cannot parse `accessor`; tests/decorators compiles one.
    level = 1
    @signal() onDone = (text: string): number => text.length
    @signal onFail = (): void => {}
    @diagnostics.signal optional: (() => void) | (() => number) = () => {}
    @signal static parse(text: string): Loader {
      return new Loader(text)
    }
    @signal() #secret(): number {
      return 1
    }
    readonly path: string
    constructor(path: string) {
      this.path = `${path}${this.#secret()}`
    }
  }
  const loader = Loader.parse('x')
  expectTypeOf(loader).toEqualTypeOf<Loader>()
  expectTypeOf<Loader['open']>().toEqualTypeOf<(path: string, retries?: number) => Promise<string>>()
  expectTypeOf(loader.first(['a'])).toEqualTypeOf<string | undefined>()
  expectTypeOf(loader.lines('x')).toEqualTypeOf<Generator<string>>()
  expectTypeOf(loader.level).toEqualTypeOf<number>()
  expectTypeOf(loader.onDone).toEqualTypeOf<(text: string) => number>()
})

test('a class of any kind can be decorated', () => {
  @signal()
  abstract class Shape {
    abstract area(): number
  }
  @diagnostics.signal('molsys.Box')
  class Box<Item> extends Shape {
    readonly item: Item
    private constructor(item: Item) {
      super()
      this.item = item
    }
    area(): number {
      return 1
    }
    static of<Item>(item: Item): Box<Item> {
      return new Box(item)
    }
  }
  expectTypeOf(Box.of('a').item).toEqualTypeOf<string>()
})

test('a field that holds no function does not compile', () => {
  class Loader {
    // @ts-expect-error a number cannot be called
    @signal() count = 1
    // @ts-expect-error a text cannot be called
    @signal text = 'a'
    // @ts-expect-error a number cannot be called
    @diagnostics.signal('x') total = 1
  }
  expectTypeOf<Loader>().toHaveProperty('count')
})

test('a class without @ does not compile', () => {
  class Loader {
    level = 1
  }
  // @ts-expect-error a class is no function
  signal(Loader)
  // @ts-expect-error a class is no function
  signal('molsys.Loader', Loader)
})

test('options are checked', () => {
  // @ts-expect-error no such level
  signal({ exceptionLevel: 'loud' })
  // @ts-expect-error tags are a list
  signal(() => 1, { tags: 'io' })
  // @ts-expect-error no such option
  signal({ tag: ['io'] })
  // @ts-expect-error the name of a function is the first argument
  signal(() => 1, { name: 'x' })
  // @ts-expect-error extra is an object, at once
  signal(() => 1, { extra: async () => ({ a: 1 }) })
})

test('extra gets the arguments of the function', () => {
  signal('molsys.open', (path: string, retries: number) => path.repeat(retries), {
    extra: ([path, retries]) => {
      expectTypeOf(path).toEqualTypeOf<string>()
      expectTypeOf(retries).toEqualTypeOf<number>()
      return { path, retries }
    },
  })
  expectTypeOf(signal(Object.assign(() => 1, { extra: 5 })).extra).toEqualTypeOf<number>()
})
