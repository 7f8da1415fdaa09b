import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { startOtlpServer } from '../helpers/otlp-server.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const SOURCE = `
  const smonitor = startSmonitor({ bundle: 'bundle', serviceName: 'shop' })
  const load = films.signal('films.load', () => {
    films.emit('MOV-W010', { id: 'f1' })
    throw films.error('MOV-E001', { id: 'f1', known: ['a'] })
  })
  try { load() } catch {}
  console.log(smonitor.runId)`

async function run(env: Record<string, string>, source = SOURCE) {
  const folder = tempFolder()
  const ended = await runNode([writeProgram(folder, source)], { cwd: folder, env })
  return { ...ended, events: () => [...readBundle(join(folder, 'bundle')).events()] }
}

describe('with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  test('logs and spans arrive at the natural end, as what was emitted', async () => {
    const server = await startOtlpServer()
    const { code, stdout, events } = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    })
    expect(code).toBe(0)
    // The SDK measures its own work, and the variables ask for metrics unless they say otherwise.
    expect(new Set(server.paths)).toEqual(new Set(['/v1/logs', '/v1/traces', '/v1/metrics']))

    const [warning, failure, ...others] = server.logs()
    expect(others).toEqual([])
    expect(warning).toMatchObject({
      scope: 'films',
      resource: {
        'service.name': 'shop',
        'deployment.environment.name': 'test',
        'smonitor.run.id': stdout.trim(),
        'smonitor.profile': 'user',
      },
      attributes: {
        'smonitor.code': 'MOV-W010',
        'smonitor.source': 'films.load',
        'smonitor.hint': 'Add a title to f1.',
        'smonitor.param.id': 'f1',
        'smonitor.triage_key': events()[0]?.triage_key,
      },
      item: {
        eventName: 'smonitor.diagnostic',
        severityText: 'WARN',
        severityNumber: 13,
        body: { stringValue: 'The film f1 has no title.' },
      },
    })
    expect(failure).toMatchObject({
      attributes: {
        'smonitor.code': 'MOV-E001',
        'exception.type': 'DiagnosticError',
        'error.type': 'MOV-E001',
      },
      item: { severityText: 'ERROR' },
    })

    expect(server.spans()).toMatchObject([
      {
        scope: 'films',
        attributes: { 'smonitor.signal': 'films.load', 'smonitor.code': 'MOV-E001' },
        item: { name: 'films.load', traceId: warning?.item['traceId'], spanId: warning?.item['spanId'] },
      },
    ])
    expect(events().map(({ trace_id }) => trace_id)).toEqual([
      warning?.item['traceId'],
      failure?.item['traceId'],
    ])
  })

  test('shutdown() sends what is buffered', async () => {
    const server = await startOtlpServer()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
    const { code } = await run(env, `${SOURCE}\nawait smonitor.shutdown()\nprocess.exit(3)`)
    expect(code).toBe(3)
    expect(server.logs().map(({ attributes }) => attributes['smonitor.code'])).toEqual([
      'MOV-W010',
      'MOV-E001',
    ])
    expect(server.spans()).toHaveLength(1)
  })

  test.each([
    ['OTEL_SDK_DISABLED', 'true', [], []],
    ['OTEL_LOGS_EXPORTER', 'none', [], ['films.load']],
    ['OTEL_TRACES_EXPORTER', 'none', ['MOV-W010', 'MOV-E001'], []],
  ])(
    '%s=%s sends only what it leaves, and prints and bundles all the same',
    async (name, value, logs, spans) => {
      const server = await startOtlpServer()
      const { code, stderr, events } = await run({
        OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        [name]: value,
      })
      expect(code).toBe(0)
      expect(server.logs().map(({ attributes }) => attributes['smonitor.code'])).toEqual(logs)
      expect(server.spans().map(({ item }) => item['name'])).toEqual(spans)
      expect(stderr).toContain('Warning: The film f1 has no title. (MOV-W010)')
      expect(events()).toMatchObject([
        { code: 'MOV-W010', context: { chain: ['films.load'] } },
        { code: 'MOV-E001' },
      ])
    },
  )

  test('that nobody listens to, the program is told once for each of logs and traces and what is left, and ends as it would', async () => {
    // A port that was free a moment ago: nothing listens there.
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))

    const { code, stderr, events } = await run(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:sec@ret@127.0.0.1:${port}`,
        // The official exporters try again for ten seconds otherwise.
        OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      },
      `${SOURCE}\nprocess.exitCode = 3`,
    )
    expect(code).toBe(3)
    expect(stderr.match(/\(SMON-W202\)/g)).toHaveLength(2)
    expect(stderr).toMatch(
      new RegExp(
        `Warning: The OTLP endpoint http://127.0.0.1:${port} did not take the logs of this program: connect ECONNREFUSED 127.0.0.1:${port}\\. \\(SMON-W202\\)`,
      ),
    )
    expect(stderr).not.toContain('secret')
    expect(events().map(({ code }) => code)).toEqual([
      'MOV-W010',
      'MOV-E001',
      'SMON-W202',
      'SMON-W202',
      'SMON-W230',
    ])
  })
})

describe('a variable of OTel that is not valid', () => {
  test.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'smtp' },
      'OTEL_EXPORTER_OTLP_PROTOCOL is "smtp", which is not valid.',
      'Use http/protobuf, http/json, grpc.',
    ],
    [
      { OTEL_LOGS_EXPORTER: 'otlp,jaeger' },
      'OTEL_LOGS_EXPORTER is "jaeger", which is not valid.',
      'Use otlp, console or none.',
    ],
  ])('is refused with its name, itself and what is allowed', async (env, message, hint) => {
    const { code, stderr } = await run(env)
    expect(code).toBe(1)
    expect(stderr).toContain(`DiagnosticError: ${message}`)
    expect(stderr).toContain(`hint: '${hint}'`)
  })
})
