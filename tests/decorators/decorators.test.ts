import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPackedProject } from '../helpers/packed-project.ts'
import { runNode } from '../helpers/run-process.ts'

// Neither Node nor Vitest runs standard decorators, so these programs go through tsc, as those of users do, against
// the packed build.

const TSC = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
const PRELUDE = `
import { context, diag, logs, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { defineCatalog, emit, signal } from 'smonitor'

const logExporter = new InMemoryLogRecordExporter()
const spanExporter = new InMemorySpanExporter()
function startSdk(): void {
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logExporter })] }))
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
}
const told: unknown[] = []
const tell = (...args: unknown[]): void => void told.push(args[0])
diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} })
const names = (): string[] => spanExporter.getFinishedSpans().map(({ name }) => name)
const records = () => logExporter.getFinishedLogRecords().map(({ attributes, severityText }) => ({ severityText, attributes }))
const diagnostics = defineCatalog({ name: 'molsys', version: '2.1.0', codes: {} })
function failure(run: () => unknown): unknown {
  try { return run() } catch (error) { return error instanceof Error ? error.message : error }
}
const print = (value: unknown): void => console.log(JSON.stringify(value))
`

let project: string
beforeAll(() => (project = createPackedProject()))
afterAll(() => rmSync(project, { recursive: true, force: true }))

let count = 0

/** Compiles a program with tsc, runs it, and returns what it printed as JSON. */
async function run(body: string, options: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const folder = join(project, `program-${(count += 1)}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'app.ts'), `${PRELUDE}\n${body}`)
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'esnext.decorators', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    ...options,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }))
  const { stdout: problems } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' })
  expect(problems).toBe('')
  const { code, stdout, stderr } = await runNode([join(folder, 'app.js')])
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('a decorated method', () => {
  test('is a signal of its class and itself, of every kind', async () => {
    const result = await run(`
      startSdk()
      class Loader {
        level = 3
        @signal() open(path: string): string { return path + this.level }
        @signal() async load(path: string): Promise<string> { await null; return path + this.level }
        @signal() *lines(): Generator<number> { yield this.level }
        @signal() async *pages(): AsyncGenerator<number> { yield this.level }
        @signal() static parse(text: string): string { return text + this.name }
        @signal() #hidden(): number { return this.level }
        @signal() static #secret(): number { return 4 }
        @signal() [Symbol.toPrimitive](): number { return 5 }
        reveal(): number[] { return [this.#hidden(), Loader.#secret()] }
      }
      const loader = new Loader()
      const pages: number[] = []
      const results = [loader.open('a'), await loader.load('b'), [...loader.lines()], Loader.parse('c'), loader.reveal(), +loader]
      for await (const page of loader.pages()) pages.push(page)
      print({ results, pages, names: names(), shape: [loader.open.name, loader.open.length, Object.keys(loader)] })`)
    expect(result).toEqual({
      results: ['a3', 'b3', [3], 'cLoader', [3, 4], 5],
      pages: [3],
      names: [
        'Loader.open',
        'Loader.load',
        'Loader.lines',
        'Loader.parse',
        'Loader.#hidden',
        'Loader.#secret',
        'Loader.[Symbol.toPrimitive]',
        'Loader.pages',
      ],
      shape: ['open', 1, ['level']],
    })
  })

  test('is the same in all spellings, with a name, options, a catalog, or none of them', async () => {
    const result = await run(`
      startSdk()
      class Loader {
        @signal bare(): void {}
        @signal() called(): void {}
        @signal('molsys.open') named(): void {}
        @signal({ attributes: { size: 3 }, tags: ['io'] }) optioned(): void {}
        @signal({ name: 'molsys.both', tags: ['io'] }) both(): void {}
        @diagnostics.signal ours(): void {}
        @diagnostics.signal('molsys.ours') oursNamed(): void {}
      }
      const loader = new Loader()
      loader.bare(); loader.called(); loader.named(); loader.optioned(); loader.both(); loader.ours(); loader.oursNamed()
      print(spanExporter.getFinishedSpans().map(({ attributes, instrumentationScope }) => [instrumentationScope.name, attributes]))`)
    expect(result).toEqual([
      ['smonitor', { 'smonitor.signal': 'Loader.bare' }],
      ['smonitor', { 'smonitor.signal': 'Loader.called' }],
      ['smonitor', { 'smonitor.signal': 'molsys.open' }],
      ['smonitor', { 'smonitor.signal': 'Loader.optioned', 'smonitor.tags': ['io'], size: 3 }],
      ['smonitor', { 'smonitor.signal': 'molsys.both', 'smonitor.tags': ['io'] }],
      ['molsys', { 'smonitor.signal': 'Loader.ours' }],
      ['molsys', { 'smonitor.signal': 'molsys.ours' }],
    ])
  })

  test('has the name of the class of the instance, not of the class that declares it', async () => {
    const result = await run(`
      startSdk()
      class Base {
        @signal() open(): void {}
        @signal('fixed') fixed(): void {}
        @signal() static make(): void {}
        @signal() onDone = (): void => {}
      }
      class Sub extends Base { override open(): void { super.open() } }
      const Mixed = <Class extends new (...args: any[]) => Base>(Parent: Class) => class Mixin extends Parent { @signal() mix(): void {} }
      class Product extends Mixed(Base) {}
      new Base().open(); new Sub().open(); new Product().open(); new Product().mix(); new Sub().fixed()
      Base.make(); Sub.make()
      const { onDone } = new Sub()
      onDone()
      print(names())`)
    expect(result).toEqual([
      'Base.open',
      'Sub.open',
      'Product.open',
      'Product.mix',
      'fixed',
      'Base.make',
      'Sub.make',
      'Sub.onDone',
    ])
  })

  test('runs under its own name where there is no class to tell', async () => {
    const result = await run(`
      startSdk()
      const Anonymous = (() => class { @signal() open(): void {} })()
      class Loader {
        @signal() open(): number { return 1 }
        @signal() static parse(): number { return 2 }
      }
      const { open } = new Loader()
      const { parse } = Loader
      const refusing = new Proxy(new Loader(), { getPrototypeOf() { throw new Error('no') } })
      const results = [open(), parse(), open.call(Object.create(null)), open.call(5 as never), open.call(refusing)]
      new Anonymous().open()
      print({ results, names: names() })`)
    expect(result).toEqual({
      results: [1, 2, 1, 1, 1],
      names: ['open', 'Loader.parse', 'open', 'open', 'open', 'open'],
    })
  })

  test('is a link of the chain, and records its exception once', async () => {
    const result = await run(`
      startSdk()
      class Loader {
        @diagnostics.signal({ tags: ['io'], args: true, extra: ([path]) => ({ path }), exceptionLevel: 'fatal' })
        async open(path: string): Promise<void> { await null; throw new RangeError('No ' + path) }
        @diagnostics.signal() load(path: string): Promise<void> { return this.open(path) }
      }
      const message = await new Loader().load('x').catch((error: Error) => error.message)
      print({ message, records: records() })`)
    expect(result).toMatchObject({
      message: 'No x',
      records: [
        {
          severityText: 'FATAL',
          attributes: {
            'smonitor.source': 'Loader.open',
            'smonitor.context.chain': ['Loader.load', 'Loader.open'],
            'smonitor.tags': ['io'],
            'smonitor.args': ['"x"'],
            'smonitor.param.path': 'x',
          },
        },
      ],
    })
    expect((result as { records: unknown[] }).records).toHaveLength(1)
  })

  test('runs as it is without an SDK', async () => {
    const result = await run(`
      @signal class Loader {
        @signal() open(path: string): string { return path }
        @signal accessor level = 1
        @signal onDone = (): Loader => this
      }
      const loader = new Loader()
      loader.level += 1
      print([loader.open('a'), loader.level, loader.onDone() === loader])`)
    expect(result).toEqual(['a', 2, true])
  })
})

describe('a decorated getter, setter, accessor or field', () => {
  test('is a signal', async () => {
    const result = await run(`
      startSdk()
      class Loader {
        #size = 1
        @signal() get size(): number { return this.#size }
        @signal() set size(value: number) { if (value < 0) throw new RangeError('Too small.'); this.#size = value }
        @signal() accessor level = 5
        @signal('molsys.done') onDone = (text: string): string => text + this.level
        @signal() static onStart = Object.assign(() => 'started', { count: 7 })
      }
      const loader = new Loader()
      loader.size = 4
      loader.level += 1
      const results = [loader.size, loader.onDone('x'), Loader.onStart(), Loader.onStart.count, failure(() => { loader.size = -1 })]
      print({ results, names: names(), sources: records().map(({ attributes }) => attributes['smonitor.source']) })`)
    expect(result).toEqual({
      results: [4, 'x6', 'started', 7, 'Too small.'],
      names: [
        'Loader.size',
        'Loader.level',
        'Loader.level',
        'Loader.size',
        'Loader.level',
        'molsys.done',
        'Loader.onStart',
        'Loader.size',
      ],
      sources: ['Loader.size'],
    })
  })

  test('leaves a function alone that cannot be read, and says so once', async () => {
    const result = await run(`
      startSdk()
      const refusing = new Proxy(() => 5, { ownKeys() { throw new Error('no') } })
      class Loader { @signal() onDone = refusing }
      print({ values: [new Loader().onDone(), new Loader().onDone()], told })`)
    expect(result).toEqual({
      values: [5, 5],
      told: ['smonitor: the function in the field "onDone" cannot be read; it is no signal.'],
    })
  })

  test('leaves a field alone that holds no function after all, and says so once', async () => {
    const result = await run(`
      startSdk()
      class Loader { @signal() onDone = 5 as unknown as () => void }
      print({ values: [new Loader().onDone, new Loader().onDone], told })`)
    expect(result).toEqual({
      values: [5, 5],
      told: ['smonitor: the field "onDone" holds number, not a function; it is no signal.'],
    })
  })
})

describe('a decorated class', () => {
  test('has a signal for each own method and stays what it is', async () => {
    const result = await run(`
      startSdk()
      class Base { inherited(): number { return 1 } }
      @diagnostics.signal()
      class Loader extends Base {
        static Nested = class Nested {}
        static count = 2
        path: string
        constructor(path: string) { super(); this.path = path }
        open(): string { return this.path }
        async load(): Promise<string> { return this.path }
        get size(): number { return 3 }
        @signal('molsys.parse') static parse(text: string): Loader { return new Loader(text) }
        static make(): Loader { return new this('made') }
      }
      class Sub extends Loader {}
      const loader = Loader.parse('a')
      const { make } = Sub
      const results = [loader.open(), await loader.load(), loader.size, loader.inherited(), Sub.make().open(), failure(make)]
      const before = names()
      const facts = [
        Loader.name, Loader.length, Loader.count, new Loader.Nested() instanceof Loader.Nested, loader instanceof Loader,
        loader instanceof Base, loader.constructor === Loader, Object.getPrototypeOf(Loader) === Base, Sub.make() instanceof Sub,
        Object.keys(Loader.prototype), Object.getOwnPropertyNames(Loader.prototype), loader.open.name,
      ]
      print({ results: results.slice(0, -1), names: before, facts })`)
    expect(result).toEqual({
      results: ['a', 'a', 3, 1, 'made'],
      names: ['molsys.parse', 'Loader.open', 'Loader.load', 'Sub.make', 'Sub.open', 'Loader.make'],
      facts: [
        'Loader',
        1,
        2,
        true,
        true,
        true,
        true,
        true,
        true,
        [],
        ['constructor', 'open', 'load', 'size'],
        'open',
      ],
    })
  })

  test('keeps the classes that it holds', async () => {
    const result = await run(
      `
      startSdk()
      class Helper { static of(): Helper { return new this() } }
      const hold = (target: object, _context: ClassDecoratorContext): void => void Object.assign(target, { Helper })
      @signal() @hold class Loader { static Helper: typeof Helper }
      const held = Object.getOwnPropertyDescriptor(Loader, 'Helper')
      print({ isSame: held?.value === Helper, helper: new Helper() instanceof Helper })`,
      { useDefineForClassFields: false },
    )
    expect(result).toEqual({ isSame: true, helper: true })
  })

  test('puts a given name before those of its methods', async () => {
    const result = await run(`
      startSdk()
      @signal('molsys.io') class Loader { open(): void {} static parse(): void {} }
      class Sub extends Loader {}
      new Sub().open(); Loader.parse()
      print(names())`)
    expect(result).toEqual(['molsys.io.open', 'molsys.io.parse'])
  })
})

test('the older decorators of TypeScript are refused with what to do', async () => {
  const result = await run(
    `
    const loose = signal as unknown as (...args: unknown[]) => any
    const bare = failure(() => { class Loader { @(loose as any) open(): void {} } return Loader })
    const called = failure(() => { class Loader { @(loose() as any) open(): void {} } return Loader })
    print([bare, called])`,
    { experimentalDecorators: true },
  )
  const message =
    'The decorator @signal is a standard one. Turn "experimentalDecorators" off, or use signal(name, fn).'
  expect(result).toEqual([message, message])
})
