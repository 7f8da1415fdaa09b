import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createConsoleSink } from '../../exporters/console/console-sink.ts'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import { defineCatalog } from '../../src/index.ts'
import { logs } from '@opentelemetry/api'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const PRINTERS = Symbol.for('smonitor.printing.v1')

const shop = defineCatalog({
  name: 'warn-shop',
  codes: {
    'SHOP-W001': { level: 'warn', message: 'The item {item} is gone.', hint: 'Order {item} again.' },
    'SHOP-W002': { level: 'warn', message: 'Bare.', warning: 'DeprecationWarning' },
  },
})

type Warn = (message: string, options: Record<string, unknown>) => void

describe('warn', () => {
  const emitWarning = vi.fn<Warn>()
  beforeEach(() => {
    emitWarning.mockClear()
    vi.spyOn(process, 'emitWarning').mockImplementation(emitWarning as never)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    Reflect.deleteProperty(globalThis, PRINTERS)
    stopSdk()
  })

  test('makes the record that emit makes, and a process warning with code and hint', () => {
    const { records } = startSdk()
    shop.emit('SHOP-W001', { item: 'cup' })
    shop.warn('SHOP-W001', { item: 'cup' })
    expect(records()).toHaveLength(2)
    expect(records()[1]?.attributes).toEqual(records()[0]?.attributes)
    expect(records()[1]?.body).toBe('The item cup is gone.')
    expect(emitWarning.mock.calls).toEqual([
      [
        'The item cup is gone.',
        { type: 'Warning', code: 'SHOP-W001', detail: 'Order cup again.', ctor: expect.any(Function) },
      ],
    ])
  })

  test('has the type that the code asks for, no detail without a hint, and the hint of the call', () => {
    shop.warn('SHOP-W002')
    shop.warn('SHOP-W002', {}, { hint: 'Do this.' })
    expect(emitWarning.mock.calls.map(([, options]) => options)).toEqual([
      { type: 'DeprecationWarning', code: 'SHOP-W002', ctor: expect.any(Function) },
      { type: 'DeprecationWarning', code: 'SHOP-W002', detail: 'Do this.', ctor: expect.any(Function) },
    ])
  })

  test('keeps control characters of its params off the terminal', () => {
    shop.warn('SHOP-W001', { item: '\u001b[2J\nforged' })
    expect(emitWarning.mock.calls[0]?.[0]).toBe('The item \\u001b[2J\\nforged is gone.')
    expect(emitWarning.mock.calls[0]?.[1]).toMatchObject({ detail: 'Order \\u001b[2J\\nforged again.' })
  })

  test.each([
    ['no process', undefined],
    ['a process that has no warnings', { env: {} }],
  ])('makes just the record where there is %s, as in a browser', (_what, stub) => {
    const { records } = startSdk()
    vi.stubGlobal('process', stub)
    shop.warn('SHOP-W001', { item: 'cup' })
    vi.unstubAllGlobals()
    expect(records()).toHaveLength(1)
    expect(emitWarning).not.toHaveBeenCalled()
  })

  test('leaves the terminal to a console sink from its first record on, until the sink is closed', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const sink = createConsoleSink()
    useSink(sink)
    shop.warn('SHOP-W001', { item: 'cup' })
    expect(emitWarning).not.toHaveBeenCalled()
    expect(stderr).toHaveBeenCalledOnce()
    logs.disable()
    sink.close?.()
    shop.warn('SHOP-W001', { item: 'cup' })
    expect(emitWarning).toHaveBeenCalledOnce()
  })

  test('does not count a sink that writes somewhere else, or that gets no records', () => {
    const lines: string[] = []
    createConsoleSink()
    useSink(createConsoleSink({ stream: { write: (line: string) => lines.push(line) } }))
    shop.warn('SHOP-W001', { item: 'cup' })
    expect(lines).toHaveLength(1)
    expect(emitWarning).toHaveBeenCalledOnce()
  })

  test('throws nothing of its own, whatever the params do', () => {
    const bad = {
      get item(): string {
        throw new Error('no')
      },
    }
    expect(() => shop.warn('SHOP-W001', bad)).not.toThrow()
    expect(emitWarning).toHaveBeenCalledOnce()
  })
})

function useSink(sink: ReturnType<typeof createConsoleSink>): void {
  const processor = createSinkProcessor({
    sinks: () => [sink],
    run: { runId: 'r1', sessionId: 's1' },
    onSinkError: (_sink, error) => {
      throw error
    },
  })
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }))
}

describe('the terminal of a program whose library warns', () => {
  const WARN = `function useFilm() { films.warn('MOV-W010', { id: 'f1' }) }\nuseFilm()`
  const OLD = `
    const old = defineCatalog({ name: 'old', codes: {
      'OLD-W001': { level: 'warn', warning: 'DeprecationWarning', message: 'open() is old.' } } })
    process.on('exit', () => console.log('ended'))
    old.warn('OLD-W001')`
  const NODE_LINE = /^\(node:\d+\) \[MOV-W010\] Warning: The film f1 has no title\.\nAdd a title to f1\.\n/
  const OUR_LINE = 'Warning: The film f1 has no title. (MOV-W010)\n  What to do: Add a title to f1.\n'

  async function run(source: string, flags: readonly string[] = [], env: Record<string, string> = {}) {
    const folder = tempFolder()
    return runNode([...flags, writeProgram(folder, source)], { cwd: folder, env })
  }

  test("has Node's own line with the code when the library is alone", async () => {
    const { stderr, code } = await run(WARN)
    expect(stderr).toMatch(NODE_LINE)
    expect(stderr.match(/has no title/g)).toHaveLength(1)
    expect(code).toBe(0)
  })

  test.each<[string, readonly string[], Record<string, string>]>([
    ['--no-warnings', ['--no-warnings'], {}],
    ['NODE_NO_WARNINGS', [], { NODE_NO_WARNINGS: '1' }],
    ['--disable-warning=MOV-W010', ['--disable-warning=MOV-W010'], {}],
  ])('has nothing with %s', async (_what, flags, env) => {
    expect((await run(WARN, flags, env)).stderr).toBe('')
  })

  test('shows the line of the caller with --trace-warnings', async () => {
    const { stderr } = await run(WARN, ['--trace-warnings'])
    expect(stderr).toMatch(/\[MOV-W010\] Warning: The film f1 has no title\./)
    expect(/^ +at .*$/m.exec(stderr)?.[0]).toMatch(/^ +at useFilm \(.*app\.mjs:\d+:\d+\)$/)
  })

  test.each([[[]], [['--no-warnings']], [['--trace-warnings']]])(
    'has exactly one message, the one of smonitor, when it runs (%j)',
    async (flags) => {
      expect((await run(`startSmonitor()\n${WARN}`, flags)).stderr).toBe(OUR_LINE)
    },
  )

  test("has no line of Node's for what the level of the profile keeps off it", async () => {
    expect((await run(`startSmonitor({ level: 'error' })\n${WARN}`)).stderr).toBe('')
  })

  test('has one message for each warning while the profile is changed and after smonitor was shut down', async () => {
    const { stderr } = await run(`
      const smonitor = startSmonitor()
      startSmonitor({ profile: 'agent' })
      films.warn('MOV-W010', { id: 'f1' })
      await smonitor.shutdown()
      films.warn('MOV-W010', { id: 'f2' })`)
    expect(stderr.match(/The film f1 has no title/g)).toHaveLength(1)
    expect(stderr).toMatch(/\(node:\d+\) \[MOV-W010\] Warning: The film f2 has no title\./)
  })

  test("has Node's line when smonitor is switched off", async () => {
    const { stderr } = await run(`startSmonitor()\n${WARN}`, [], { SMONITOR_ENABLED: 'false' })
    expect(stderr).toMatch(NODE_LINE)
  })

  test('shows a deprecation under its type, and nothing of it with --no-deprecation', async () => {
    expect((await run(OLD)).stderr).toMatch(/\[OLD-W001\] DeprecationWarning: open\(\) is old\./)
    expect((await run(OLD, ['--no-deprecation'])).stderr).toBe('')
  })

  test.each([
    ['alone', OLD],
    ['with smonitor', `startSmonitor()\n${OLD}`],
  ])('ends with the deprecation that --throw-deprecation throws, %s', async (_what, source) => {
    const { code, stderr } = await run(source, ['--throw-deprecation'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/DeprecationWarning: open\(\) is old\.\n +at .*app\.mjs/)
  })
})
