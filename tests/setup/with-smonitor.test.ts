import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startOtlpServer } from '../helpers/otlp-server.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const ROOT = join(import.meta.dirname, '../..')
const urlOf = (name: string): string =>
  pathToFileURL(createRequire(join(ROOT, 'package.json')).resolve(name)).href
const IMPORTS = `
  import { getSmonitor, withSmonitor } from '${pathToFileURL(join(ROOT, 'dist/src/setup/index.js')).href}'
  import { NodeSDK } from '${urlOf('@opentelemetry/sdk-node')}'
  import { InMemorySpanExporter } from '${urlOf('@opentelemetry/sdk-trace')}'
  import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '${urlOf('@opentelemetry/sdk-logs')}'
`
const WORK = `
  const load = films.signal('films.load', () => films.emit('MOV-W010', { id: 'f1' }))
  load()
`

async function run(source: string, env: Record<string, string> = {}) {
  const folder = tempFolder()
  const path = writeProgram(folder, `${IMPORTS}${source}`)
  const ended = await runNode([path], { cwd: folder, env })
  return { ...ended, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

describe('new NodeSDK(withSmonitor(…))', () => {
  test('keeps the exporters of the environment, and prints nothing unless a profile is set', async () => {
    const server = await startOtlpServer()
    const { code, stderr, stdout, read } = await run(
      `const sdk = new NodeSDK(withSmonitor({ serviceName: 'shop' }, { json: 'log.jsonl' }))
      sdk.start()
      ${WORK}
      console.log(JSON.stringify(getSmonitor().report()))
      await sdk.shutdown()`,
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_METRICS_EXPORTER: 'none',
      },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(server.logs()).toMatchObject([
      {
        attributes: { 'smonitor.code': 'MOV-W010' },
        resource: { 'service.name': 'shop', 'smonitor.run.id': expect.any(String) as string },
      },
    ])
    expect(server.spans()).toMatchObject([{ attributes: { 'smonitor.signal': 'films.load' } }])
    expect(JSON.parse(read('log.jsonl'))).toMatchObject({
      code: 'MOV-W010',
      context: { chain: ['films.load'] },
    })
    expect(JSON.parse(stdout)).toMatchObject({ events_total: 1, timings: { 'films.load': { count: 1 } } })
  })

  test('sends to the default endpoint where no variable says otherwise, as NodeSDK does', async () => {
    const { code, stderr } = await run(
      `const sdk = new NodeSDK(withSmonitor({}, { profile: 'user' }))
      sdk.start()
      ${WORK}
      await getSmonitor().flush()
      // It rejects, as without smonitor: nobody listens there.
      await sdk.shutdown().catch(() => undefined)`,
      { OTEL_METRICS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_TIMEOUT: '300' },
    )
    expect(code).toBe(0)
    expect(stderr).toContain('Warning: The film f1 has no title.')
    expect(stderr).toMatch(/SMON-W202/)
    expect(stderr).toContain('http://localhost:4318')
  })

  test('keeps the exporters and processors that the configuration names, and keeps from them what is silenced', async () => {
    const { code, stdout, stderr } = await run(
      `const spans = new InMemorySpanExporter()
      const logs = new InMemoryLogRecordExporter()
      const config = { traceExporter: spans, logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: logs })] }
      const before = JSON.stringify(Object.keys(config))
      const sdk = new NodeSDK(withSmonitor(config, { silence: ['noisy'], correlationId: 'job-7' }))
      sdk.start()
      ${WORK}
      emit('warn', 'Never seen.', { source: 'noisy.part' })
      await getSmonitor().flush()
      console.log(JSON.stringify({
        isUnchanged: before === JSON.stringify(Object.keys(config)),
        spans: spans.getFinishedSpans().map((span) => span.name),
        logs: logs.getFinishedLogRecords().map(({ body, attributes }) => [body, attributes['smonitor.correlation_id']]),
        events: getSmonitor().recentEvents().map((event) => event.message),
      }))
      await sdk.shutdown()`,
      { OTEL_METRICS_EXPORTER: 'none' },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      isUnchanged: true,
      spans: ['films.load'],
      logs: [['The film f1 has no title.', 'job-7']],
      events: ['The film f1 has no title.'],
    })
  })

  test('puts the policy before every exporter that OTEL_TRACES_EXPORTER names, and leaves out what nobody knows', async () => {
    const { createServer } = await import('node:http')
    const bodies: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (part) => bodies.push(String(part))).on('end', () => response.writeHead(202).end())
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const { code, stdout } = await run(
      `const policy = [{ on: 'span', when: { 'span.name': 'idle' }, drop: true }, { redact: { patterns: ['CANARY'] } }]
      const config = withSmonitor({}, { policy })
      const sdk = new NodeSDK(config)
      sdk.start()
      span('idle', () => undefined)
      span('work CANARY', () => undefined)
      await getSmonitor().flush()
      console.log(config.spanProcessors.length)
      await sdk.shutdown()`,
      {
        OTEL_TRACES_EXPORTER: 'zipkin,jaeger',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
      },
    )
    await new Promise((done) => server.close(done))
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2\n' })
    expect(bodies.join('')).toContain('"name":"work [REDACTED]"')
    expect(bodies.join('')).not.toMatch(/idle|CANARY/)
  })

  test.each([
    ['none,console', 1],
    ['console,none', 2],
  ])('reads "none" beside others in OTEL_TRACES_EXPORTER as NodeSDK does: %s', async (names, count) => {
    const { stdout, stderr } = await run(
      `console.log(withSmonitor({}).spanProcessors.length)
      process.exit(0)`,
      { OTEL_TRACES_EXPORTER: names, OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    )
    expect({ stdout, stderr }).toEqual({ stdout: `${count}\n`, stderr: '' })
  })

  test('goes on where a variable names what does not exist, as NodeSDK does, and says so through diag', async () => {
    const { code, stdout, stderr } = await run(
      `console.log(withSmonitor({}).spanProcessors.length)
      process.exit(0)`,
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'htp/json',
        OTEL_LOGS_EXPORTER: 'otpl',
        OTEL_METRICS_EXPORTER: 'none',
      },
    )
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '2\n', stderr: '' })
  })

  test('hands a traceExporter on with the limits that the variables name', async () => {
    const { code, stdout } = await run(
      `const batches = []
      const traceExporter = {
        export: (spans, done) => { batches.push(spans.length); done({ code: 0 }) },
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      }
      const sdk = new NodeSDK(withSmonitor({ traceExporter }))
      sdk.start()
      for (let at = 0; at < 4; at += 1) span('work', () => undefined)
      await getSmonitor().flush()
      console.log(batches.join())
      await sdk.shutdown()`,
      { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2,2\n' })
  })

  test('prints what the variables send to the console at once, as NodeSDK does', async () => {
    const { code, stdout } = await run(
      `const sdk = new NodeSDK(withSmonitor({ resourceDetectors: [] }))
      sdk.start()
      ${WORK}
      await new Promise(setImmediate)
      console.log('later')
      await sdk.shutdown()`,
      { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' },
    )
    const [before = '', after = ''] = stdout.split('later')
    expect(code).toBe(0)
    expect(before).toContain(`name: 'films.load'`)
    expect(before).toContain(`eventName: 'smonitor.diagnostic'`)
    expect(after.trim()).toBe('')
  })

  test('passes options of SDK 2 by on SDK 3, which does the same', async () => {
    const { stdout } = await run(
      `const theirs = { name: 'theirs' }
      const config = { spanProcessor: theirs, logRecordProcessor: theirs, metricReader: theirs }
      const all = withSmonitor(config)
      console.log([all.spanProcessors, all.logRecordProcessors, all.metricReaders].map((list = []) => list.includes(theirs)).join())`,
      { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    )
    expect(stdout).toBe('false,false,false\n')
  })

  test('refuses a setting that is not valid before anything is set up', async () => {
    const { code, stderr } = await run(`new NodeSDK(withSmonitor({}, { profile: 'prod' }))`)
    expect(code).toBe(1)
    expect(stderr).toContain('SMON-E102')
    expect(stderr).toContain('Use one of: user, dev, qa, agent, debug.')
  })

  test('gives the configuration back as it is where smonitor is switched off', async () => {
    const { stdout } = await run(
      `const config = { serviceName: 'shop' }
      console.log(withSmonitor(config) === config, getSmonitor() === undefined)`,
      { SMONITOR_ENABLED: 'false' },
    )
    expect(stdout).toBe('true true\n')
  })
})
