import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { startOtlpServer, type OtlpItem } from '../helpers/otlp-server.ts'
import { runSmonitor, type RunProcessOptions } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const MODULES = resolve(import.meta.dirname, '../../node_modules')

/** A program with spans of its own around signals of a library, in both of which something is said. */
const PROGRAM = `
  import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
  const tracer = trace.getTracer('shop', '3.1.0', { schemaUrl: 'https://shop.example/schema' })
  metrics.getMeter('shop').createCounter('shop.requests').add(3, { route: '/films' })
  const row = signal('films.row', (id) => {
    films.emit('MOV-W010', { id }, { tags: ['import'], extra: { rate: 0.5, form: 'csv' } })
    if (id === 7) throw films.error('MOV-E001', { id, known: ['1'] }, { cause: new TypeError('No row.') })
  })
  const load = signal('films.load', async (ids) => {
    for (const id of ids) row(id)
  })
  await tracer.startActiveSpan('GET /films', { attributes: { 'http.route': '/films', sizes: [1, 2.5] } }, async (span) => {
    span.addEvent('begun', { at: 1 })
    span.addLink({ context: tracer.startSpan('other').spanContext(), attributes: { why: 'retry' } })
    await load([1, 7]).catch(() => span.setStatus({ code: SpanStatusCode.ERROR, message: 'No film.' }))
    span.end()
  })
  emit('fatal', 'The store is lost.')
`

async function run(source: string, options: RunProcessOptions = {}, program = 'node app.mjs') {
  const folder = tempFolder()
  symlinkSync(MODULES, join(folder, 'node_modules'))
  writeProgram(folder, source)
  const { code, stderr } = await runSmonitor(
    ['run', '--out', 'bundle', '--redact', 'none', '--', ...program.split(' ')],
    { ...options, cwd: folder, env: { TMPDIR: folder, ...options.env } },
  )
  const documentsIn = (name: string): OtlpDocument[] =>
    existsSync(join(folder, 'bundle', name))
      ? readFileSync(join(folder, 'bundle', name), 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as OtlpDocument)
      : []
  return { folder, code, stderr, documentsIn, bundle: readBundle(join(folder, 'bundle')) }
}

interface Scoped {
  readonly scope: { readonly name: string }
  readonly schemaUrl?: string
  readonly spans?: readonly Item[]
  readonly logRecords?: readonly Item[]
  readonly metrics?: readonly { readonly name: string }[]
}
interface Resourced {
  readonly resource: { readonly attributes: readonly Attribute[] }
  readonly scopeSpans?: readonly Scoped[]
  readonly scopeLogs?: readonly Scoped[]
  readonly scopeMetrics?: readonly Scoped[]
}
interface OtlpDocument {
  readonly resourceSpans?: readonly Resourced[]
  readonly resourceLogs?: readonly Resourced[]
  readonly resourceMetrics?: readonly Resourced[]
}
interface Attribute {
  readonly key: string
}
type Item = Readonly<Record<string, unknown>>

/** As Jaeger's UI reads a file: each line by itself, down to the spans. */
function spansIn(documents: readonly OtlpDocument[]): Item[] {
  return documents.flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans)),
  )
}

function recordsIn(documents: readonly OtlpDocument[]): Item[] {
  return documents.flatMap(({ resourceLogs = [] }) =>
    resourceLogs.flatMap(({ scopeLogs = [] }) => scopeLogs.flatMap(({ logRecords = [] }) => logRecords)),
  )
}

function metricsIn(documents: readonly OtlpDocument[]): string[] {
  return documents.flatMap(({ resourceMetrics = [] }) =>
    resourceMetrics.flatMap(({ scopeMetrics = [] }) =>
      scopeMetrics.flatMap(({ metrics = [] }) => metrics.map(({ name }) => name)),
    ),
  )
}

/** In an order that is the same on both sides: neither that of items nor that of attributes means anything. */
function inOrder(items: readonly Item[], key: string): unknown[] {
  const byKey = (one: Attribute, other: Attribute): number => (one.key < other.key ? -1 : 1)
  return items
    .map((item): Item => ({ ...item, attributes: (item['attributes'] as Attribute[]).toSorted(byKey) }))
    .toSorted((one, other) => (textOf(one[key]) < textOf(other[key]) ? -1 : 1))
}

function namesOf(items: readonly Item[]): string[] {
  return items.map(({ name }) => String(name)).toSorted((one, other) => (one < other ? -1 : 1))
}

function textOf(value: unknown): string {
  return JSON.stringify(value)
}

describe('the bundle of a program under smonitor run', () => {
  test('has the spans and log records that the exporters of OTel sent, field for field', async () => {
    const server = await startOtlpServer()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRIC_EXPORT_INTERVAL: '100',
    }
    const source = `${PROGRAM}\nawait new Promise((done) => setTimeout(done, 500))`
    const { code, documentsIn } = await run(source, { env })
    expect(code).toBe(0)
    const sent = (items: readonly OtlpItem[]): Item[] => items.map(({ item }) => item)

    const spans = spansIn(documentsIn('traces.jsonl'))
    expect(namesOf(spans)).toEqual(['GET /films', 'films.load', 'films.row', 'films.row'])
    expect(inOrder(spans, 'spanId')).toEqual(inOrder(sent(server.spans()), 'spanId'))

    const records = recordsIn(documentsIn('logs.jsonl'))
    expect(records.length).toBe(4)
    expect(inOrder(records, 'body')).toEqual(inOrder(sent(server.logs()), 'body'))
    const traceIds = new Set(spans.map(({ traceId }) => traceId))
    expect(records.filter(({ traceId }) => traceIds.has(traceId)).length).toBe(3)

    // The reader of the environment is there beside ours.
    expect(server.paths).toContain('/v1/metrics')
    expect(metricsIn(documentsIn('metrics.jsonl'))).toEqual(
      expect.arrayContaining(['shop.requests', 'smonitor.events', 'smonitor.signal.duration']),
    )
  })

  test('says of its spans and of its log records that they come from the same resource', async () => {
    const { documentsIn } = await run(PROGRAM)
    const keysOf = (resources: readonly Resourced[] = []): string[] =>
      resources.flatMap(({ resource }) => resource.attributes.map(({ key }) => key)).toSorted()
    const [traces] = documentsIn('traces.jsonl')
    const [logs] = documentsIn('logs.jsonl')
    expect(keysOf(logs?.resourceLogs)).toEqual(keysOf(traces?.resourceSpans))
    expect(keysOf(logs?.resourceLogs)).toEqual(
      expect.arrayContaining(['service.name', 'smonitor.run.id', 'process.pid']),
    )
  })

  test.each([
    ['process.exit()', 'process.exit(3)', 3],
    ['an uncaught error', 'throw new Error("No.")', 1],
    [
      'a signal',
      'process.kill(process.pid, "SIGTERM"); await new Promise((done) => setTimeout(done, 10_000))',
      143,
    ],
  ])('has the spans of a program that ends by %s', async (_, end, code) => {
    const ended = await run(`signal('films.load', () => {})()\n${end}`)
    expect(ended.code).toBe(code)
    expect(spansIn(ended.documentsIn('traces.jsonl')).map(({ name }) => name)).toEqual(['films.load'])
  })

  test('has what a killed program left by then, and readable lines only', async () => {
    const { code, documentsIn, bundle } = await run(
      `for (let at = 0; at < 3000; at += 1) signal('films.load', () => {})()
      await new Promise((done) => setTimeout(done, 1500))
      signal('films.late', () => {})()
      process.kill(process.pid, 'SIGKILL')`,
    )
    expect(code).toBe(137)
    expect(spansIn(documentsIn('traces.jsonl')).length).toBe(3000)
    expect(metricsIn(documentsIn('metrics.jsonl'))).toContain('smonitor.signal.duration')
    expect(bundle.manifest.telemetry).toBeUndefined()
  })

  test('has those of its child processes and worker threads', async () => {
    const { documentsIn } = await run(
      `import { spawnSync } from 'node:child_process'
      import { Worker } from 'node:worker_threads'
      const kind = process.argv[2]
      signal('films.' + kind, () => {})()
      if (kind === 'main') {
        spawnSync(process.execPath, [process.argv[1], 'child'])
        const worker = new Worker(new URL(import.meta.url), { argv: ['thread'] })
        await new Promise((done) => worker.once('exit', done))
      }`,
      {},
      'node app.mjs main',
    )
    expect(namesOf(spansIn(documentsIn('traces.jsonl')))).toEqual([
      'films.child',
      'films.main',
      'films.thread',
    ])
  })

  test('has no spans and metrics where a setting says so, and diagnostics and log records all the same', async () => {
    const env = { SMONITOR_SPOOL_TELEMETRY: 'false' }
    const { documentsIn, bundle } = await run(PROGRAM, { env })
    expect([documentsIn('traces.jsonl'), documentsIn('metrics.jsonl')]).toEqual([[], []])
    expect(recordsIn(documentsIn('logs.jsonl')).length).toBe(bundle.manifest.events.total)
    expect(bundle.manifest.events.total).toBe(4)
  })
})
