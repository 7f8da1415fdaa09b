import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { answerHttp, type AnsweringServer } from '../helpers/answering-server.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'
import { runSmonitor, type RunProcessOptions } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const DIST = pathToFileURL(join(ROOT, 'dist/src/')).href

interface FindingJson {
  readonly code: string
  readonly level: string
  readonly message: string
  readonly fix: string
  readonly next_step: string
  readonly evidence: readonly string[]
}
interface DoctorJson {
  readonly schema: string
  readonly is_healthy: boolean
  readonly command: readonly string[] | null
  readonly findings: readonly FindingJson[]
  readonly notes: readonly { readonly state: string; readonly text: string }[]
}

/** A folder with a program and the packages of this repository, which are of SDK 3. */
function project(files: Readonly<Record<string, unknown>>): string {
  const folder = tempFolder()
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFiles(folder, { '.git/HEAD': '', ...files })
  return folder
}

interface Examination extends RunProcessOptions {
  readonly flags?: readonly string[]
  /** The arguments of Node before the program. */
  readonly node?: readonly string[]
  readonly files?: Readonly<Record<string, unknown>>
}

/** Runs `smonitor doctor --json -- node app.mjs`. */
async function examine(source: string, { flags = [], node = [], files = {}, ...options }: Examination = {}) {
  const cwd = project({ 'app.mjs': source, ...files })
  const args = ['doctor', '--json', ...flags, '--', 'node', ...node, 'app.mjs']
  const { code, stdout, stderr } = await runSmonitor(args, { cwd, ...options })
  const json = JSON.parse(stdout) as DoctorJson
  for (const { message, fix } of json.findings) expect(`${message} ${fix}`).not.toMatch(/\{\w+\}/)
  return {
    code,
    stderr,
    json,
    codes: json.findings.map((one) => one.code),
    notes: json.notes.map(({ text }) => text),
  }
}

/** Runs a program that has modules by the names of packages, and the API. */
async function examineFakes(source: string) {
  const cwd = tempFolder()
  const fake = (name: string, text: string): Readonly<Record<string, unknown>> => ({
    [`node_modules/${name}/package.json`]: { name, version: '1.0.0', type: 'module', exports: './index.js' },
    [`node_modules/${name}/index.js`]: text,
  })
  writeFiles(cwd, {
    '.git/HEAD': '',
    ...fake('@grpc/grpc-js', ''),
    ...fake('@opentelemetry/otlp-grpc-exporter-base', `import '@grpc/grpc-js'`),
    ...fake('@opentelemetry/instrumentation-grpc', ''),
    'app.mjs': source,
  })
  const { stdout } = await runSmonitor(['doctor', '--json', '--', 'node', 'app.mjs'], { cwd })
  const json = JSON.parse(stdout) as DoctorJson
  return { json, codes: json.findings.map((one) => one.code) }
}

const GRPC = `
import '@opentelemetry/instrumentation-grpc'
import '@opentelemetry/otlp-grpc-exporter-base'
`
const SDK = `
import { logs, SeverityNumber, trace } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
const emitAll = () => {
  trace.getTracer('films').startActiveSpan('films.load', (span) => {
    logs.getLogger('films').emit({ body: 'loaded', severityNumber: SeverityNumber.INFO })
    span.end()
  })
}
`
const takesAll = (): Promise<AnsweringServer> => answerHttp((_path, response) => response.end())

describe('smonitor doctor, in a folder', () => {
  test('finds nothing wrong with what is installed here', async () => {
    const { url } = await takesAll()
    const { code, stdout, stderr } = await runSmonitor(['doctor'], {
      cwd: project({}),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: url },
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ok {4}OpenTelemetry SDK 3: /)
    expect(stdout).toContain('ok    @opentelemetry/api 1.10.0: one copy.')
    expect(stdout.endsWith('\nNothing is wrong.\n')).toBe(true)
  })

  test('finds that no SDK is installed, and says what installs one', async () => {
    const { code, stdout } = await runSmonitor(['doctor'], { cwd: tempFolder() })
    expect(code).toBe(3)
    expect(stdout).toContain('Error: No OpenTelemetry SDK installed (SMON-E301)')
    expect(stdout).toContain('Next:       run npm install @opentelemetry/api @opentelemetry/sdk-node')
  })

  test('finds settings of smonitor that are not valid', async () => {
    const { code, stdout } = await runSmonitor(['doctor', '--json'], {
      cwd: project({ 'smonitor.config.json': { level: 'loud', levle: 'info' } }),
    })
    expect(code).toBe(3)
    const { findings } = JSON.parse(stdout) as DoctorJson
    expect(findings.map((one) => one.code)).toEqual(['SMON-E102', 'SMON-W203'])
  })

  test.each([
    ['is not there', undefined, /no such file/],
    ['cannot be parsed', 'file_format: "1.0"\ntracer_provider: [', /line 2/],
    [
      'names a processor that there is not',
      'file_format: "1.0"\nlogger_provider:\n  processors:\n    - smonitor: {}\n',
      /smonitor/,
    ],
  ])('finds an OTEL_CONFIG_FILE that %s', async (_name, yaml, reason) => {
    const { code, stdout } = await runSmonitor(['doctor', '--json'], {
      cwd: project(yaml === undefined ? {} : { 'otel.yaml': yaml }),
      env: { OTEL_CONFIG_FILE: 'otel.yaml' },
    })
    expect(code).toBe(3)
    const { findings } = JSON.parse(stdout) as DoctorJson
    expect(findings).toMatchObject([
      { code: 'SMON-E306', message: expect.stringMatching(reason) as string, next_step: 'edit otel.yaml' },
    ])
  })

  test('tries an OTEL_CONFIG_FILE that is right', async () => {
    const { code, stdout } = await runSmonitor(['doctor'], {
      cwd: project({ 'otel.yaml': YAML }),
      env: { OTEL_CONFIG_FILE: 'otel.yaml' },
    })
    expect(stdout).toContain('ok    OTEL_CONFIG_FILE=otel.yaml: @opentelemetry/sdk-node starts with it.')
    expect(code).toBe(0)
  })
})

const YAML = `file_format: "1.0"
tracer_provider:
  processors:
    - simple:
        exporter:
          console: {}
`

describe('smonitor doctor, with a program', () => {
  test('finds nothing wrong where all is right', async () => {
    const { url, requests } = await takesAll()
    const { code, json, notes } = await examine(
      `${SDK}
      const sdk = new NodeSDK({ serviceName: 'films' })
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' } },
    )
    expect(json.findings).toEqual([])
    expect(code).toBe(0)
    expect(json).toMatchObject({
      schema: 'smonitor.doctor/1',
      is_healthy: true,
      command: ['node', 'app.mjs'],
    })
    expect(notes).toEqual(
      expect.arrayContaining([
        `traces: TracerProvider with BatchSpanProcessor → OTLPTraceExporter to ${url}/v1/traces, sampler ParentBased{root=AlwaysOnSampler}; 1 made.`,
        `logs: LoggerProvider with BatchLogRecordProcessor → OTLPLogExporter to ${url}/v1/logs; 1 made.`,
        'The live global of logs is that of @opentelemetry/api.',
        'A context manager is registered.',
      ]),
    )
    // Two probes, and what the program sent.
    expect(requests).toHaveLength(4)
  })

  test.each([
    ['and what it sends again', {}],
    ['without a spool', { SMONITOR_SPOOL: 'false' }],
  ])('finds nothing wrong with smonitor/register, %s', async (_name, spool) => {
    const { url } = await takesAll()
    const { code, codes, notes } = await examine(
      `import { emit } from '${DIST}index.js'\nemit('warn', 'cold')`,
      {
        node: ['--import', `${DIST}setup/register.js`],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none', ...spool },
      },
    )
    expect(codes).toEqual([])
    expect(code).toBe(0)
    expect(notes.find((text) => text.startsWith('logs: '))).toContain(
      `OTLPLogExporter to ${url}/v1/logs; 1 made.`,
    )
  })

  test('finds a processor whose exporter was handed over in the wrong way', async () => {
    const { code, json } = await examine(
      `
      import { trace } from '@opentelemetry/api'
      import { NodeSDK } from '@opentelemetry/sdk-node'
      import { BatchSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace'
      new NodeSDK({ spanProcessors: [new BatchSpanProcessor(new InMemorySpanExporter())] }).start()
      trace.getTracer('films').startSpan('films.load').end()`,
      { env: { OTEL_LOGS_EXPORTER: 'none' } },
    )
    expect(code).toBe(3)
    expect(json.findings).toMatchObject([
      { code: 'SMON-E334', level: 'error', next_step: 'edit new BatchSpanProcessor({ exporter })' },
    ])
  })

  test('finds that a list of processors switched OTLP off, and withSmonitor not', async () => {
    const { url } = await takesAll()
    const own = `{ onStart() {}, onEnd() {}, forceFlush: async () => undefined, shutdown: async () => undefined }`
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none', SMONITOR_SPOOL: 'false' }
    const off = await examine(
      `${SDK}
      const sdk = new NodeSDK({ spanProcessors: [${own}] })
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      { env },
    )
    expect(off.codes).toEqual(['SMON-E335'])
    expect(off.json.findings[0]?.evidence).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${url}`)

    const kept = await examine(
      `${SDK}
      import { withSmonitor } from '${DIST}setup/index.js'
      const sdk = new NodeSDK(withSmonitor({}))
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      { env },
    )
    expect(kept.codes).toEqual([])
  })

  test('finds that a signal which is asked for has no provider', async () => {
    const { url } = await takesAll()
    const { codes, json } = await examine(
      `${SDK}
      const sdk = new NodeSDK({ spanProcessors: [] })
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      {
        env: {
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
          OTEL_LOGS_EXPORTER: 'console',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(codes).toEqual(['SMON-E335'])
    expect(json.findings[0]?.message).toContain('no tracer provider is registered')
  })

  test.each([
    ['it loads no SDK', 'console.log(1)', {}],
    ['it loads an SDK, and nothing starts it', `${SDK}\nemitAll()`, {}],
    ['OTEL_SDK_DISABLED is set', `${SDK}\nnew NodeSDK({}).start()`, { OTEL_SDK_DISABLED: 'true' }],
  ])('finds that there is no provider, since %s', async (reason, source, env) => {
    const { code, json } = await examine(source, { env })
    expect(code).toBe(3)
    expect(json.findings.find((one) => one.code === 'SMON-E331')?.message).toContain(`: ${reason}.`)
    expect(json.findings.some((one) => one.code === 'SMON-W307')).toBe('OTEL_SDK_DISABLED' in env)
  })

  test('finds a sampler that takes nothing', async () => {
    const { codes } = await examine(
      `${SDK}
      import { AlwaysOffSampler } from '@opentelemetry/sdk-trace'
      const sdk = new NodeSDK({ sampler: new AlwaysOffSampler() })
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      { env: { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' } },
    )
    expect(codes).toEqual(['SMON-W308'])
  })

  test.each([
    [
      'in words of the SDK',
      'startNodeSdk',
      'file_format: "1.0"\nlogger_provider:\n  processors:\n    - smonitor: {}\n',
      'SMON-E306',
    ],
    ['that nobody reads', 'NodeSDK', YAML, 'SMON-W345'],
  ])('finds an OTEL_CONFIG_FILE that fails, %s', async (_name, start, yaml, expected) => {
    const { codes } = await examine(
      start === 'NodeSDK'
        ? `${SDK}\nnew NodeSDK({}).start()`
        : `import { startNodeSdk } from '@opentelemetry/sdk-node'\nstartNodeSdk()`,
      {
        files: { 'otel.yaml': yaml },
        env: {
          OTEL_CONFIG_FILE: 'otel.yaml',
          OTEL_TRACES_EXPORTER: 'console',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(codes).toEqual([expected])
  })

  test('finds nothing wrong with an OTEL_CONFIG_FILE that is read', async () => {
    const { codes } = await examine(
      `import { startNodeSdk } from '@opentelemetry/sdk-node'
      import { trace } from '@opentelemetry/api'
      const sdk = startNodeSdk()
      trace.getTracer('films').startSpan('films.load').end()
      await sdk.shutdown()`,
      { files: { 'otel.yaml': YAML }, env: { OTEL_CONFIG_FILE: 'otel.yaml' } },
    )
    expect(codes).toEqual([])
  })

  test.each([
    ['itself', '', '1 span in the queue of BatchSpanProcessor'],
    ['process.exit()', 'process.exit(0)', '1 span in the queue of BatchSpanProcessor'],
  ])('finds what is lost when the program ends by %s', async (_name, end, lost) => {
    const { url } = await takesAll()
    const { codes, json } = await examine(
      `${SDK}
      new NodeSDK({}).start()
      trace.getTracer('films').startSpan('films.load').end()
      ${end}`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' } },
    )
    expect(codes).toEqual(['SMON-W341'])
    expect(json.findings[0]?.message).toContain(lost)
  })

  test('counts a span as lost at the end or for want of room, and not as both', async () => {
    const { url } = await takesAll()
    const { json } = await examine(
      `${SDK}
      new NodeSDK({}).start()
      for (let n = 0; n < 20; n += 1) trace.getTracer('films').startSpan('films.load').end()
      process.exit(0)`,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: url,
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_BSP_MAX_QUEUE_SIZE: '5',
          OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5',
        },
      },
    )
    const counts = json.findings.map(({ code, message }) => [code, Number(/\d+/.exec(message)?.[0])])
    expect(counts).toEqual([
      ['SMON-W341', 10],
      ['SMON-W347', 10],
    ])
  })

  test('finds that a set-up comes second', async () => {
    const { codes, json } = await examine(
      `${SDK}\nnew NodeSDK({}).start()\nconst sdk = new NodeSDK({})\nsdk.start()\nemitAll()\nawait sdk.shutdown()`,
      {
        env: {
          SMONITOR_SPOOL: 'false',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'console',
        },
      },
    )
    expect(codes).toContain('SMON-E344')
    expect(json.findings.map(({ message }) => message)).toContain(
      'Two set-ups of OpenTelemetry want the global logs, and the second one gets nothing.',
    )
  })

  test('puts two set-ups before what follows from them, with the places of both', async () => {
    const { url } = await takesAll()
    const { codes, json } = await examine(
      `${SDK}
      import { TracerProvider } from '@opentelemetry/sdk-trace'
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }))
      const sdk = new NodeSDK({})
      sdk.start()
      emitAll()
      await sdk.shutdown()`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' } },
    )
    expect(codes).toEqual(['SMON-E344', 'SMON-E335'])
    const [twice] = json.findings
    expect(twice?.evidence).toEqual([
      expect.stringMatching(/^the first: \/.*\/app\.mjs:12$/),
      expect.stringMatching(/^the second: \/.*\/app\.mjs:14$/),
    ])
    expect(`${twice?.fix} ${twice?.next_step}`).not.toMatch(/withSmonitor|smonitor\/register/)
  })

  test('says that what smonitor makes goes nowhere, where no endpoint is set', async () => {
    const source = `import { emit, span } from '${DIST}index.js'\nspan('films', () => emit('warn', 'cold'))`
    const node = ['--import', `${DIST}setup/register.js`]
    const { codes, json, notes } = await examine(source, { node })
    expect(codes).toEqual(['SMON-W348'])
    expect(json.findings[0]?.message).toContain('The program makes traces and logs')
    const providers = notes.filter((text) => /^(?:traces|logs): /.test(text))
    expect(providers).toHaveLength(2)
    for (const text of providers) expect(text).toMatch(/Provider with smonitor/)
    const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }
    expect((await examine(source, { node, env })).codes).toEqual([])
  })

  test('names the parts of smonitor on the way to an exporter', async () => {
    const { url } = await takesAll()
    const { notes } = await examine(`import { emit } from '${DIST}index.js'\nemit('warn', 'cold')`, {
      node: ['--import', `${DIST}setup/register.js`],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' },
    })
    const way = notes.find((text) => text.startsWith('logs: '))
    expect(way).toMatch(/smonitor \w+ → .*BatchLogRecordProcessor → OTLPLogExporter/)
    expect(notes.join()).not.toMatch(/a processor|failed to look/)
  })

  test('says of a program that waits for its end no more than that it cannot send', async () => {
    const { codes } = await examine(
      `${SDK}
      const sdk = new NodeSDK({})
      sdk.start()
      emitAll()
      await sdk.shutdown().catch(() => undefined)
      process.exit(0)`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_METRICS_EXPORTER: 'none' } },
    )
    // Of the signals one may still be under way when the other has failed.
    expect([...new Set(codes)]).toEqual(['SMON-E320', 'SMON-E342'])
  })

  test('says of a backend of spans alone what it takes not, before what fails by that', async () => {
    const { url } = await answerHttp((path, response) =>
      path === '/v1/traces' ? response.end() : response.writeHead(404).end('404 page\nnot found\n'),
    )
    const { codes, json } = await examine(
      `${SDK}
      import { metrics } from '@opentelemetry/api'
      const sdk = new NodeSDK({})
      sdk.start()
      emitAll()
      metrics.getMeter('films').createCounter('films').add(1)
      await sdk.shutdown().catch(() => undefined)`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } },
    )
    expect(codes).toEqual(['SMON-W326', 'SMON-E342', 'SMON-E342'])
    expect(json.findings.map(({ next_step }) => next_step)).toEqual([
      'set OTEL_LOGS_EXPORTER=none',
      'set OTEL_LOGS_EXPORTER=none',
      'set OTEL_METRICS_EXPORTER=none',
    ])
    expect(JSON.stringify(json.findings)).not.toContain('\\n')
  })

  test('says of a protocol that there is not what the variable tells, once', async () => {
    const { codes } = await examine(
      `${SDK}
      import { diag } from '@opentelemetry/api'
      const sdk = new NodeSDK({})
      sdk.start()
      for (const signal of ['traces', 'logs', 'metrics'])
        diag.warn('Unsupported OTLP ' + signal + ' protocol: "htp/protobuf".')
      await sdk.shutdown()`,
      {
        env: {
          OTEL_EXPORTER_OTLP_PROTOCOL: 'htp/protobuf',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(codes).toEqual(['SMON-W309'])
  })

  test('finds nothing wrong where smonitor/register joins the set-up of the program', async () => {
    const { url } = await takesAll()
    const { codes, notes } = await examine(
      `${SDK}\nconst sdk = new NodeSDK({})\nsdk.start()\nemitAll()\nawait sdk.shutdown()`,
      {
        node: ['--import', `${DIST}setup/register.js`],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' },
      },
    )
    expect(codes).toEqual([])
    expect(notes.filter((text) => /^(?:traces|logs): /.test(text))).toHaveLength(2)
    expect(notes.find((text) => text.startsWith('traces: '))).toMatch(/OTLPTraceExporter to .*; 1 made\.$/)
  })

  test('finds nothing wrong where smonitor/register reads OTEL_CONFIG_FILE', async () => {
    const { codes } = await examine(`import { emit } from '${DIST}index.js'\nemit('warn', 'cold')`, {
      node: ['--import', `${DIST}setup/register.js`],
      files: { 'otel.yaml': YAML },
      env: { OTEL_CONFIG_FILE: 'otel.yaml' },
    })
    expect(codes).toEqual([])
  })

  test('hears what OpenTelemetry says where smonitor holds its globals', async () => {
    const { codes } = await examine(
      `import { diag } from '@opentelemetry/api'
      diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} })
      diag.warn('The films are old.')`,
      { node: ['--import', `${DIST}setup/register.js`] },
    )
    expect(codes).toEqual(['SMON-W339'])
  })

  test('says nothing of a provider that is built in another way', async () => {
    const { url } = await takesAll()
    const { codes } = await examine(
      `import { context, trace } from '@opentelemetry/api'
      import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: () => undefined }) })`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } },
    )
    expect(codes).toEqual([])
  })

  test('finds spans that another copy of the API led nowhere', async () => {
    const { json } = await examine(
      `
      import { createRequire } from 'node:module'
      import { trace } from '@opentelemetry/api'
      const tracer = trace.getTracer('films')
      tracer.startActiveSpan('too early', (span) => span.end())
      const { NodeSDK } = createRequire(import.meta.url)('@opentelemetry/sdk-node')
      const sdk = new NodeSDK({})
      sdk.start()
      tracer.startActiveSpan('still lost', (span) => span.end())
      tracer.startSpan('still lost').end()
      await sdk.shutdown()`,
      { env: { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' } },
    )
    expect(json.findings).toMatchObject([
      {
        code: 'SMON-E343',
        message:
          'Spans that were started through @opentelemetry/api 1.10.0 (ES module) lead nowhere, 3 so far: their tracers were asked for before a provider was registered, and through another copy of the API than that.',
      },
    ])
  })

  test('finds that no context manager is there', async () => {
    const { codes } = await examine(`
      import { trace } from '@opentelemetry/api'
      import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
      const exporter = new InMemorySpanExporter()
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }))
      trace.getTracer('films').startSpan('films.load').end()`)
    expect(codes).toEqual(['SMON-W338'])
  })

  test('tells what OpenTelemetry says to itself alone, without printing it', async () => {
    const { codes, json, stderr } = await examine(
      `${SDK}\nconst sdk = new NodeSDK({})\nsdk.start()\nawait sdk.shutdown()`,
      {
        env: {
          OTEL_PROPAGATORS: 'tracecontxt',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'console',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(codes).toEqual(['SMON-W339'])
    expect(json.findings[0]?.message).toContain('tracecontxt')
    expect(stderr).toBe('')
  })

  test.each([
    ['whose variables ask for nothing', {}],
    ['that asks for what OpenTelemetry says', { OTEL_LOG_LEVEL: 'warn' }],
  ])('makes OpenTelemetry print nothing of its own logger in a program %s', async (_name, env) => {
    const { stderr } = await examine(
      `import { context, diag, DiagConsoleLogger } from '@opentelemetry/api'
      import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
      context.setGlobalContextManager(new AsyncLocalStorageContextManager())
      diag.setLogger(new DiagConsoleLogger(), { logLevel: 50 })`,
      { env },
    )
    expect(stderr).toBe('')
  })

  test('makes OpenTelemetry print nothing of a logger that is there by the doctor alone', async () => {
    const { stderr } = await examine(
      `${SDK}
      import { diag, DiagConsoleLogger } from '@opentelemetry/api'
      new NodeSDK({}).start()
      diag.setLogger(new DiagConsoleLogger(), { logLevel: 50 })`,
      {
        env: {
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(stderr).toBe('')
  })

  test('lets OpenTelemetry print of a logger that takes the place of another one of the program', async () => {
    const { stderr } = await examine(
      `import { diag, DiagConsoleLogger } from '@opentelemetry/api'
      diag.setLogger(new DiagConsoleLogger(), { logLevel: 50 })
      diag.setLogger(new DiagConsoleLogger(), { logLevel: 50 })`,
      { env: { OTEL_LOG_LEVEL: 'warn' } },
    )
    expect(stderr).toContain('Current logger will be overwritten')
  })

  test.each([
    ['the program too', `import '@grpc/grpc-js'\n`, ['SMON-W337']],
    ['the exporters of OpenTelemetry alone', '', []],
  ])('looks at imports of a package that is loaded by %s', async (_name, line, expected) => {
    const { codes, json } = await examineFakes(`${line}${GRPC}`)
    expect(codes.filter((code) => code === 'SMON-W337')).toEqual(expected)
    for (const { fix, next_step } of json.findings.filter(({ code }) => code === 'SMON-W337')) {
      expect(fix).toContain(`register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)`)
      expect(next_step).toBe(
        `edit import { register } from 'node:module'; register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)`,
      )
    }
  })

  test('tells what an endpoint answers to the program, and hides the token that it repeats', async () => {
    const { url } = await answerHttp((_path, response) => response.writeHead(401).end('bad token t0p-s3cret'))
    const { codes, json, stderr } = await examine(
      `${SDK}\nconst sdk = new NodeSDK({})\nsdk.start()\nemitAll()\nawait sdk.shutdown().catch(() => undefined)`,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: url,
          OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t0p-s3cret',
          OTEL_METRICS_EXPORTER: 'none',
        },
      },
    )
    expect(codes).toEqual(['SMON-E321', 'SMON-E321', 'SMON-E342', 'SMON-E342'])
    expect(json.findings[2]?.message).toContain('401')
    expect(JSON.stringify(json)).toContain('bad token [hidden]')
    expect(JSON.stringify(json) + stderr).not.toContain('t0p-s3cret')
  })
})

const SERVER = `${SDK}
new NodeSDK({}).start()
emitAll()
console.log('ready')
setInterval(() => undefined, 1000)`

describe('the metrics of a program', () => {
  const COUNT = `
    import { metrics } from '@opentelemetry/api'
    import { NodeSDK } from '@opentelemetry/sdk-node'
    const sdk = new NodeSDK({})
    sdk.start()
    metrics.getMeter('films').createCounter('loaded').add(1)
    await sdk.shutdown()`
  const quiet = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }

  test('are said to be read and exported, where they are', async () => {
    const { url } = await takesAll()
    const { codes, notes } = await examine(COUNT, { env: { ...quiet, OTEL_EXPORTER_OTLP_ENDPOINT: url } })
    expect(codes).toEqual([])
    expect(notes).toContain(
      `metrics: MeterProvider with PeriodicExportingMetricReader → OTLPMetricExporter to ${url}/v1/metrics, one export.`,
    )
  })

  test('are found to fail, with where they are sent to', async () => {
    const { url } = await answerHttp((_path, response) => response.writeHead(403).end('no'))
    const { json, codes } = await examine(COUNT, { env: { ...quiet, OTEL_EXPORTER_OTLP_ENDPOINT: url } })
    expect(codes).toEqual(['SMON-E342'])
    expect(json.findings[0]?.message).toContain(
      `The OTLPMetricExporter of the program could not send 1 export of metrics to ${url}/v1/metrics: 403`,
    )
  })

  test('are looked for where a variable asks for them', async () => {
    const source = COUNT.replace('NodeSDK({})', 'NodeSDK({ metricReaders: [] })')
    const { codes, json } = await examine(source, {
      env: { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'otlp' },
    })
    expect(codes).toEqual(['SMON-E335'])
    expect(json.findings[0]?.message).toMatch(
      /no OTLP exporter of the metrics is registered: (?:no meter provider is registered|the meter provider has no reader)\./,
    )
  })
})

describe('a worker thread of a program', () => {
  const MAIN = `
    import { Worker } from 'node:worker_threads'
    ${SDK}
    const sdk = new NodeSDK({})
    sdk.start()
    emitAll()
    const worker = new Worker(new URL('./worker.mjs', import.meta.url))
    await new Promise((done) => worker.once('exit', done))
    await sdk.shutdown()`

  test('is looked into, and what it lacks is said to be in it', async () => {
    const { url } = await takesAll()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' }
    const span = `import { trace } from '@opentelemetry/api'\ntrace.getTracer('a').startSpan('b').end()`
    const { codes, json, notes } = await examine(MAIN, { env, files: { 'worker.mjs': span } })
    expect(codes).toEqual(['SMON-E331'])
    expect(json.findings[0]).toMatchObject({
      message:
        'The worker thread 1 registered no provider of OpenTelemetry, so nothing is recorded or sent: it loads no SDK.',
      evidence: [expect.stringMatching(/^in worker thread 1 of .*worker\.mjs$/), 'registered: nothing'],
    })
    expect(notes.join('\n')).toMatch(/one process and one worker thread of Node v\S+ looked into/)
  })

  test('that was ended without a word, and goes on no more, keeps nobody waiting', async () => {
    const { url } = await takesAll()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' }
    const source = MAIN.replace(
      /await new Promise.*\n/,
      'setTimeout(() => void worker.terminate(), 300)\n',
    ).replace('await sdk.shutdown()', 'setInterval(() => emitAll(), 200)')
    const worker = `${SDK}\nnew NodeSDK({}).start()\nemitAll()\nsetInterval(() => undefined, 1000)`
    const { json } = await examine(source, {
      env,
      files: { 'worker.mjs': worker },
      flags: ['--timeout', '3000'],
    })
    expect(json.notes.map(({ text }) => text).join('\n')).toContain('was stopped by the doctor')
    expect(json.findings).toEqual([])
  })
})

describe('a program that does not end', () => {
  test('is stopped when its time is over, and has said all by then', async () => {
    const { url } = await takesAll()
    const { code, codes, notes, stderr } = await examine(SERVER, {
      flags: ['--timeout', '3000'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' },
    })
    expect(codes).toEqual([])
    expect(code).toBe(0)
    expect(notes).toContainEqual(expect.stringContaining('The program was stopped by the doctor'))
    expect(stderr).toBe('ready\n')
  })

  test('is ended by Ctrl-C, has said all by then, and leaves no process behind', async () => {
    const { url, requests } = await takesAll()
    const cwd = project({
      'app.mjs': `import { spawn } from 'node:child_process'
        spawn(process.execPath, ['child.mjs'], { stdio: 'inherit' })
        setInterval(() => undefined, 1000)`,
      'child.mjs': SERVER.replace("console.log('ready')", 'console.log(`ready ${process.pid}`)'),
    })
    const args = [join(ROOT, 'dist/src/cli/main.js'), 'doctor', '--json', '--', 'node', 'app.mjs']
    const env = { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none' }
    // A group of its own, as a shell gives to what it starts: a terminal sends Ctrl-C to all of the group.
    const doctor = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    doctor.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    doctor.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (/ready \d+\n/.test(stderr)) process.kill(-(doctor.pid ?? 0), 'SIGINT')
    })
    const code = await new Promise((done) => void doctor.once('close', done))
    const { findings } = JSON.parse(stdout) as DoctorJson
    expect(findings).toEqual([])
    expect(code).toBe(0)
    // Two probes, and a span and a record that were brought out at the end.
    expect(requests).toHaveLength(4)
    const pid = Number(/ready (\d+)/.exec(stderr)?.[1])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('and takes no signal is killed', async () => {
    const { notes } = await examine(`process.on('SIGTERM', () => undefined)\nfor (;;);`, {
      flags: ['--timeout', '500'],
    })
    expect(notes).toContainEqual(expect.stringContaining('The program was stopped by the doctor'))
  })
})

describe('what smonitor doctor prints', () => {
  test('is a line for each finding with --agent, the same each time', async () => {
    const options = {
      cwd: project({}),
      env: { OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otpl', OTEL_LOGS_EXPORTER: 'none' },
    }
    const [one, other] = [
      await runSmonitor(['doctor', '--agent'], options),
      await runSmonitor(['doctor', '--agent'], options),
    ]
    expect(one.code).toBe(3)
    expect(one.stdout).toBe(other.stdout)
    expect(one.stdout).toMatchInlineSnapshot(`
      "code=SMON-W307 level=WARNING message="OTEL_SDK_DISABLED is true, so OpenTelemetry records and sends nothing." fix="Unset it where telemetry is wanted." next_step="unset OTEL_SDK_DISABLED"
      code=SMON-W309 level=WARNING message="OTEL_TRACES_EXPORTER is otpl, which OpenTelemetry does not know: perhaps otlp is meant." fix="Use otlp, console, none, zipkin, jaeger." next_step="set OTEL_TRACES_EXPORTER=otlp"
      schema=smonitor.doctor/1 healthy=false findings=2
      "
    `)
  })

  test.each([[[]], [['--json']], [['--agent']]])(
    'with %j has no control character of what it found',
    async (flags) => {
      const hostile = Object.values(HOSTILE).join(' ').slice(0, 4000)
      const { url } = await answerHttp((_path, response) => response.writeHead(500).end(hostile))
      const cwd = project({
        'app.mjs': `import { diag, DiagConsoleLogger, trace } from '@opentelemetry/api'
      import { TracerProvider } from '@opentelemetry/sdk-trace'
      trace.setGlobalTracerProvider(new TracerProvider())
      diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} })
      diag.error(${JSON.stringify(hostile)})`,
      })
      const { stdout } = await runSmonitor(['doctor', ...flags, '--', 'node', 'app.mjs'], {
        cwd,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, SMONITOR_X: '\u001b[2J' },
      })
      expect(stdout).toContain('SMON-E321')
      expect(stdout).toContain('SMON-W339')
      expect(findControl(stdout)).toBeUndefined()
    },
  )

  test('is at most as wide as a terminal', async () => {
    const { stdout } = await runSmonitor(['doctor'], {
      cwd: project({}),
      env: { OTEL_SDK_DISABLED: 'true', OTEL_TRACES_SAMPLER: 'always_off' },
    })
    const lines = stdout.split('\n')
    expect(lines.filter((line) => line.length > 80 && !/\/\S{40}/.test(line))).toEqual([])
    expect(lines[0]).toBe('Warning: SDK switched off (SMON-W307)')
  })

  test.each([
    [['--timeout', 'soon'], 2, 'takes a whole number of milliseconds'],
    [['--json', '--agent'], 2, '--json and --agent are both there'],
    [['--nope'], 2, 'unknown option'],
    [['--', 'no-such-program'], 1, '(SMON-E105)'],
    [['--', 'true'], 1, '(SMON-E346)'],
  ])('for %j ends with %i', async (args, expected, said) => {
    const { code, stdout, stderr } = await runSmonitor(['doctor', ...args], { cwd: project({}) })
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).toContain(said)
  })
})

describe('the preload', () => {
  test('brings nothing of OpenTelemetry into a program, and leaves its globals as they were', async () => {
    const { stderr } = await examine(`
      import { createRequire } from 'node:module'
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('opentelemetry'))
      const api = globalThis[Symbol.for('opentelemetry.js.api.1')]
      console.log(JSON.stringify({ loaded, api, keys: Object.keys(globalThis).filter((key) => /smonitor/i.test(key)) }))`)
    expect(JSON.parse(stderr)).toEqual({ loaded: [], keys: [] })
  })

  test('looks into the processes that a program starts', async () => {
    const cwd = project({
      'app.mjs': `import { spawnSync } from 'node:child_process'
        spawnSync(process.execPath, ['child.mjs'], { stdio: 'inherit' })`,
      'child.mjs': `${SDK}\nconst sdk = new NodeSDK({})\nsdk.start()\nemitAll()\nawait sdk.shutdown()`,
    })
    const { stdout } = await runSmonitor(['doctor', '--json', '--', 'node', 'app.mjs'], {
      cwd,
      env: { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    })
    const { findings, notes } = JSON.parse(stdout) as DoctorJson
    expect(findings).toEqual([])
    expect(notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^traces: .*ConsoleSpanExporter.*1 made/),
    )
  })
})
