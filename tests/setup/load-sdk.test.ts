import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A project that has smonitor installed with what it depends on, and other packages. */
function createProject(others: readonly string[] = []): string {
  const folder = tempFolder()
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@opentelemetry'), { recursive: true })
  for (const name of ['@opentelemetry/api', 'commander', ...others]) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  cpSync(join(ROOT, 'dist'), join(modules, 'smonitor/dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(modules, 'smonitor/package.json'))
  writeFileSync(
    join(folder, 'emit.mjs'),
    `import { emit } from 'smonitor'; emit('warn', 'x'); console.log('ran')`,
  )
  writeFileSync(join(folder, 'start.mjs'), `import { startSmonitor } from 'smonitor/sdk'; startSmonitor()`)
  return folder
}

describe('without @opentelemetry/sdk-node', () => {
  const message =
    'The package @opentelemetry/sdk-node is not installed, and smonitor needs it here: the program has no OpenTelemetry set-up of its own.'
  const install = 'Install it with `npm install @opentelemetry/api @opentelemetry/sdk-node`.'

  test('a library that emits runs, and startSmonitor() names the line that installs it', async () => {
    const folder = createProject()
    expect(await runNode(['emit.mjs'], { cwd: folder })).toEqual({
      code: 0,
      signal: null,
      stdout: 'ran\n',
      stderr: '',
    })

    const started = await runNode(['start.mjs'], { cwd: folder })
    expect(started.code).toBe(1)
    expect(started.stderr).toContain(`DiagnosticError: ${message}`)
    expect(started.stderr).toContain(`code: 'SMON-E101'`)
    expect(started.stderr).toContain(install)
  })

  test('smonitor run says so before the program runs, and ends with 125', async () => {
    const folder = createProject()
    const cli = join(folder, 'node_modules/smonitor/dist/src/cli/main.js')
    const ended = await runNode([cli, 'run', '--out', 'bundle', '--', 'node', 'emit.mjs'], { cwd: folder })
    expect(ended).toEqual({
      code: 125,
      signal: null,
      stdout: '',
      stderr: `${message} (SMON-E101)\n  What to do: ${install}\n`,
    })
    expect(existsSync(join(folder, 'bundle'))).toBe(false)
  })
})

describe('with an OpenTelemetry SDK 1', () => {
  test('it is refused by a code, whether it is to be set up or joined', async () => {
    const folder = createProject()
    const old = join(folder, 'node_modules/@opentelemetry/sdk-node')
    mkdirSync(old)
    writeFileSync(
      join(old, 'package.json'),
      JSON.stringify({ name: '@opentelemetry/sdk-node', version: '0.57.2', main: 'index.js' }),
    )
    writeFileSync(join(old, 'index.js'), '')
    const message =
      '@opentelemetry/sdk-node 0.57.2 is of the OpenTelemetry SDK 1, and smonitor works with 2 and 3.'
    writeFileSync(
      join(folder, 'join.mjs'),
      `import { trace } from '@opentelemetry/api'
      import { startSmonitor } from 'smonitor/sdk'
      trace.setGlobalTracerProvider({ getTracer: () => undefined })
      startSmonitor()`,
    )
    for (const args of [['start.mjs'], ['--import', 'smonitor/register', 'emit.mjs'], ['join.mjs']]) {
      const ended = await runNode(args, { cwd: folder })
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toContain(message)
      expect(ended.stderr).toContain('SMON-E115')
    }
  })
})

describe('with parts of an SDK, and no @opentelemetry/sdk-node', () => {
  const PROGRAM = `
    import { trace } from '@opentelemetry/api'
    import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
    import { emit, span } from 'smonitor'
    const ended = []
    const exporter = { export: (spans, done) => { ended.push(...spans); done({ code: 0 }) }, shutdown: async () => undefined }
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    trace.setGlobalTracerProvider(provider)
    span('work', () => emit('warn', 'Disk full.', { source: 'disk' }))
    await provider.forceFlush()
    console.log(ended.map(({ name, events }) => [name, events.map((event) => event.attributes['smonitor.message'])]).flat(2).join())`

  test('diagnostics are on the terminal, in the files and on the spans of the program', async () => {
    const folder = createProject(['@opentelemetry/sdk-trace', '@opentelemetry/context-async-hooks'])
    writeFileSync(
      join(folder, 'app.mjs'),
      PROGRAM.replace(
        'const ended',
        `import { context } from '@opentelemetry/api'
        import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
        context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
        const ended`,
      ),
    )
    const env = { SMONITOR_PROFILE: 'qa', SMONITOR_JSON: 'out.jsonl' }
    const args = ['--import', 'smonitor/register', 'app.mjs']
    const { code, stdout, stderr } = await runNode(args, { cwd: folder, env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'work,Disk full.\n' })
    expect(stderr.match(/Disk full\./g)).toHaveLength(1)
    const [line, ...rest] = readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n')
    expect(rest).toEqual([])
    expect(JSON.parse(line ?? '')).toMatchObject({
      message: 'Disk full.',
      source: 'disk',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
  })
})

describe('with an OpenTelemetry SDK of its own', () => {
  const sdkTrace = pathToFileURL(createRequire(import.meta.url).resolve('@opentelemetry/sdk-trace')).href
  const api = pathToFileURL(createRequire(import.meta.url).resolve('@opentelemetry/api')).href

  const hooks = pathToFileURL(
    createRequire(import.meta.url).resolve('@opentelemetry/context-async-hooks'),
  ).href

  test('a program can start smonitor, which joins it', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      import sdk from '${sdkTrace}'
      import api from '${api}'
      import hooks from '${hooks}'
      api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable())
      const ended = []
      const spanProcessors = [{ onStart() {}, onEnd: (span) => ended.push(span), async forceFlush() {}, async shutdown() {} }]
      api.trace.setGlobalTracerProvider(new sdk.TracerProvider({ spanProcessors }))
      const smonitor = startSmonitor({ level: 'fatal' })
      const ids = span('films.load', () => films.emit('MOV-W010', { id: 'f1' }) && undefined)
      console.log(ended.map((one) => [one.name, one.attributes['smonitor.code'], one.resource.attributes['smonitor.run.id'] === smonitor.runId]))
      console.log(smonitor.recentEvents().map(({ code, trace_id }) => [code, trace_id === ended[0].spanContext().traceId]))`,
    )
    const { code, stdout, stderr } = await runNode([path])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe("[ [ 'films.load', 'MOV-W010', true ] ]\n[ [ 'MOV-W010', true ] ]\n")
  })
})

describe('the release of an SDK', () => {
  /** A project with our sources, and with packages of OTel that say what they are. */
  function createRelease(version: string, dependencies: Readonly<Record<string, string>>): string {
    const folder = tempFolder()
    for (const part of ['src', 'exporters', 'semconv'])
      cpSync(join(ROOT, part), join(folder, 'smonitor', part), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const modules = join(folder, 'node_modules/@opentelemetry')
    mkdirSync(modules, { recursive: true })
    symlinkSync(join(ROOT, 'node_modules/@opentelemetry/api'), join(modules, 'api'))
    const write = (at: string, main: string, fields: object = {}): void => {
      const name = at.split('node_modules/').at(-1)
      mkdirSync(at, { recursive: true })
      writeFileSync(join(at, 'package.json'), JSON.stringify({ name, main: 'index.js', ...fields }))
      writeFileSync(join(at, 'index.js'), main)
    }
    const trace = (name: string): string =>
      `exports.SimpleSpanProcessor = class { constructor(first) { this.is = ['${name}', 'exporter' in first ? 'in an object' : 'first'] } }`
    write(join(modules, 'sdk-node'), '', { version, dependencies })
    // Another package may have brought either of them.
    for (const name of ['sdk-trace', 'sdk-trace-base']) write(join(modules, name), trace(name))
    const node = join(modules, 'sdk-trace-node')
    write(node, '')
    write(
      join(node, 'node_modules/@opentelemetry/context-async-hooks'),
      `exports.AsyncLocalStorageContextManager = 'behind'`,
    )
    writeFileSync(
      join(folder, 'app.ts'),
      `import { loadSdk } from './smonitor/src/setup/load-sdk.ts'
      const sdk = loadSdk()
      const { is } = sdk.trace.createSimpleProcessor({}) as any
      console.log([sdk.line, ...is, sdk.contextManagers.AsyncLocalStorageContextManager].join())`,
    )
    return folder
  }

  const TRACE = { '@opentelemetry/sdk-trace': '2.9.0' }
  test.each([
    ['0.200.0', {}, '2,sdk-trace-base,first,behind'],
    ['0.219.0', {}, '2,sdk-trace-base,first,behind'],
    ['0.220.0', TRACE, '2,sdk-trace,in an object,behind'],
    ['0.300.0', TRACE, '3,sdk-trace,in an object,behind'],
    ['1.0.0', {}, '3,sdk-trace,in an object,behind'],
  ])('%s with %j is told by what it says of itself', async (version, dependencies, said) => {
    const ended = await runNode(['--disable-warning=ExperimentalWarning', 'app.ts'], {
      cwd: createRelease(version, dependencies),
    })
    expect([ended.stdout, ended.code]).toEqual([`${said}\n`, 0])
  })
})
