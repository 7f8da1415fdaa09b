import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { startOtlpServer } from '../../helpers/otlp-server.ts'
import { runNode, runSmonitor } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeProgram } from '../../helpers/write-program.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const urlOf = (name: string): string =>
  pathToFileURL(createRequire(join(ROOT, 'package.json')).resolve(name)).href
const register = pathToFileURL(join(ROOT, 'dist/src/setup/register.js')).href
const OTEL = `
  import api from '${urlOf('@opentelemetry/api')}'
  import sdkNode from '${urlOf('@opentelemetry/sdk-node')}'
  import sdkTrace from '${urlOf('@opentelemetry/sdk-trace')}'
  import sdkLogs from '${urlOf('@opentelemetry/sdk-logs')}'
  const { context, diag, logs, metrics, propagation, trace } = api
  const spans = new sdkTrace.InMemorySpanExporter()
  const records = new sdkLogs.InMemoryLogRecordExporter()
  const config = {
    spanProcessors: [new sdkTrace.SimpleSpanProcessor({ exporter: spans })],
    logRecordProcessors: [new sdkLogs.SimpleLogRecordProcessor({ exporter: records })],
    metricReaders: [],
  }
  // They wait for the resource.
  const flush = () => Promise.all([...config.spanProcessors, ...config.logRecordProcessors].map((one) => one.forceFlush()))
  const sent = async () => (await flush(), [spans.getFinishedSpans().map(({ name }) => name), records.getFinishedLogRecords().map(({ body }) => body)])
`

async function run(
  source: string,
  { preload = [register], env = {} }: { preload?: string[]; env?: Record<string, string> } = {},
) {
  const folder = tempFolder()
  const path = writeProgram(folder, `${OTEL}${source}`)
  const args = preload.flatMap((one) => ['--import', one])
  const ended = await runNode([...args, path], { cwd: folder, env: { SMONITOR_PROFILE: 'qa', ...env } })
  return { ...ended, folder }
}

const told = (stderr: string): string[] => stderr.match(/missing title id=\w+|SMON-\w+/g) ?? []

describe('a program with an SDK of its own, after smonitor/register', () => {
  test('keeps its exporters, also for tracers and loggers that it got before', async () => {
    const { code, stdout, stderr } = await run(`
      const lib = trace.getTracer('lib')
      const log = logs.getLogger('lib')
      lib.startSpan('early').end()
      films.emit('MOV-W010', { id: 'early' })
      const sdk = new sdkNode.NodeSDK(config)
      sdk.start()
      lib.startActiveSpan('late', (span) => { films.emit('MOV-W010', { id: 'late' }); span.end() })
      log.emit({ body: 'plain' })
      console.log(JSON.stringify(await sent()))
      await sdk.shutdown()`)
    expect({ code, told: told(stderr) }).toEqual({
      code: 0,
      told: ['missing title id=early', 'missing title id=late'],
    })
    expect(JSON.parse(stdout)).toEqual([['late'], ['The film late has no title.', 'plain']])
  })

  test('sends what came before where the variables say, and what comes later where it says', async () => {
    const server = await startOtlpServer()
    const { stdout } = await run(
      `span('early', () => films.emit('MOV-W010', { id: 'early' }))
      const sdk = new sdkNode.NodeSDK(config)
      sdk.start()
      span('late', () => films.emit('MOV-W010', { id: 'late' }))
      console.log(JSON.stringify(await sent()))
      await sdk.shutdown()`,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(JSON.parse(stdout)).toEqual([['late'], ['The film late has no title.']])
    expect(server.spans().map(({ item }) => item['name'])).toEqual(['early'])
    expect(server.logs().map(({ attributes }) => attributes['smonitor.param.id'])).toEqual(['early'])
  })

  test('keeps its exporters under smonitor run, which writes the bundle', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `${OTEL}
      const sdk = new sdkNode.NodeSDK(config)
      sdk.start()
      span('work', () => films.emit('MOV-W010', { id: 'f1' }))
      console.log(JSON.stringify(await sent()))
      await sdk.shutdown()`,
    )
    const { code, stdout } = await runSmonitor(['run', '--out', 'bundle', '--', 'node', path], {
      cwd: folder,
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual([['work'], ['The film f1 has no title.']])
    expect([...readBundle(join(folder, 'bundle')).events()].map((event) => event.code)).toEqual(['MOV-W010'])
  })

  test('has what it says after it shut its SDK down in the sinks still', async () => {
    const { code, stderr } = await run(`
      const sdk = new sdkNode.NodeSDK(config)
      sdk.start()
      films.emit('MOV-W010', { id: 'one' })
      await sdk.shutdown()
      films.emit('MOV-W010', { id: 'two' })
      process.on('exit', () => films.emit('MOV-W010', { id: 'three' }))`)
    expect({ code, told: told(stderr) }).toEqual({
      code: 0,
      told: ['missing title id=one', 'missing title id=two', 'missing title id=three'],
    })
  })

  test('that has no logger provider has its diagnostics in the sinks and on its spans', async () => {
    const { stdout, stderr } = await run(`
      const sdk = new sdkNode.NodeSDK({ ...config, logRecordProcessors: undefined })
      process.env.OTEL_LOGS_EXPORTER = 'none'
      sdk.start()
      span('work', () => films.emit('MOV-W010', { id: 'f1' }))
      await flush()
      console.log(JSON.stringify(spans.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes['smonitor.code'], events.length])))
      await sdk.shutdown()`)
    expect(told(stderr)).toEqual(['missing title id=f1'])
    expect(JSON.parse(stdout)).toEqual([['work', 'MOV-W010', 1]])
  })

  test('that has spans alone sends no log records, also where the variables name an endpoint', async () => {
    const server = await startOtlpServer()
    const { stderr } = await run(
      `trace.setGlobalTracerProvider(new sdkTrace.TracerProvider(config))
      span('work', () => films.emit('MOV-W010', { id: 'f1' }))`,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(told(stderr)).toEqual(['missing title id=f1'])
    expect(server.logs()).toEqual([])
  })

  test('that has spans alone is the service that its tracer provider names', async () => {
    const { folder } = await run(
      `const resource = { attributes: { 'service.name': 'theirs' }, getRawAttributes: () => [['service.name', 'theirs']], merge: () => resource }
      trace.setGlobalTracerProvider(new sdkTrace.TracerProvider({ ...config, resource }))
      films.emit('MOV-W010', { id: 'f1' })`,
      { env: { SMONITOR_BUNDLE: 'bundle', OTEL_SERVICE_NAME: 'ours' } },
    )
    expect(readBundle(join(folder, 'bundle')).manifest.otel?.resource).toMatchObject({
      'service.name': 'theirs',
    })
  })

  test('that does without propagation and metrics is given none', async () => {
    const { stdout } = await run(`
      trace.setGlobalTracerProvider(new sdkTrace.TracerProvider(config))
      const carrier = {}
      span('work', () => propagation.inject(context.active(), carrier))
      console.log(JSON.stringify([carrier, metrics.getMeterProvider().constructor.name]))`)
    expect(JSON.parse(stdout)).toEqual([{}, 'NoopMeterProvider'])
  })

  test('of another kind is told what is not reached, and keeps all of its own', async () => {
    const { stdout, stderr } = await run(`
      const got = []
      const tracer = trace.getTracer('none')
      trace.setGlobalTracerProvider({ getTracer: () => tracer })
      logs.setGlobalLoggerProvider({ getLogger: () => ({ emit: ({ body }) => got.push(body) }) })
      await new Promise(setImmediate)
      films.emit('MOV-W010', { id: 'f1' })
      console.log(JSON.stringify(got.filter((body) => body.includes('film'))))`)
    expect(JSON.parse(stdout)).toEqual(['The film f1 has no title.'])
    expect(stderr).toContain('The spans of this program could not be reached')
    expect(stderr).toContain('The log records of others of this program could not be reached')
    expect(told(stderr)).toEqual(['SMON-W225', 'SMON-W225', 'missing title id=f1'])
  })
})

describe('a program without one', () => {
  test('has what its variables ask for, such as a sampler and propagators', async () => {
    const { stdout } = await run(
      `const carrier = {}
      span('work', () => propagation.inject(context.active(), carrier))
      console.log(JSON.stringify([Object.keys(carrier), trace.getTracer('x').startSpan('y').isRecording()]))`,
      { env: { OTEL_PROPAGATORS: 'b3multi', OTEL_TRACES_SAMPLER: 'always_off' } },
    )
    expect(JSON.parse(stdout)).toEqual([['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'], false])
  })

  test('has the propagation and the resource of OTel where they ask for nothing', async () => {
    const { stdout } = await run(
      `const carrier = {}
      span('work', () => propagation.inject(context.active(), carrier))
      const { attributes } = trace.getTracer('x').startSpan('y').resource
      console.log(JSON.stringify([Object.keys(carrier), attributes['service.name'], attributes.team, attributes['process.pid'] > 0]))`,
      { env: { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'team=a' } },
    )
    expect(JSON.parse(stdout)).toEqual([['traceparent'], 'shop', 'a', true])
  })

  test('is refused before it runs for a variable that is not valid', async () => {
    const { code, stdout, stderr } = await run(`console.log('ran')`, {
      env: { OTEL_LOGS_EXPORTER: 'pigeon' },
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('OTEL_LOGS_EXPORTER is "pigeon", which is not valid. (SMON-E102)')
  })

  test('loads no SDK before it is needed where something else may set one up', async () => {
    const folder = tempFolder()
    const other = writeProgram(folder, '', 'other.mjs')
    const path = writeProgram(
      folder,
      `import { createRequire } from 'node:module'
      const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((name) => /sdk-(?:trace|logs|node)/.test(name))
      console.log(isLoaded())
      span('work', () => films.emit('MOV-W010', { id: 'f1' }))
      console.log(isLoaded())`,
    )
    const args = ['--import', register, '--import', pathToFileURL(other).href, path]
    const { stdout, stderr } = await runNode(args, { cwd: folder, env: { SMONITOR_PROFILE: 'qa' } })
    expect({ stdout, told: told(stderr) }).toEqual({ stdout: 'false\ntrue\n', told: ['missing title id=f1'] })
  })
})
