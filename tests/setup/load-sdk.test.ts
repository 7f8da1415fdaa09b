import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('without @opentelemetry/sdk-node', () => {
  /** A project that has smonitor installed with what it depends on, and no SDK. */
  function createProject(): string {
    const folder = tempFolder()
    const modules = join(folder, 'node_modules')
    mkdirSync(join(modules, '@opentelemetry'), { recursive: true })
    for (const name of ['@opentelemetry/api', 'commander']) {
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
