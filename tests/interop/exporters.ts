import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Checks } from '../../scripts/checks.ts'
import type { Line } from '../../scripts/line-project.ts'
import type { Collector } from './helpers/collector.ts'
import { eventually } from './helpers/eventually.ts'
import type { OtlpLog, OtlpSpan } from './helpers/otlp-lines.ts'
import { startTap, type Tapped } from './helpers/tap.ts'

/** What the program that emitted has told of itself, and what a collector has of it. */
export interface Sent {
  readonly service: string
  readonly traceId: string
}

/** Where a program runs. */
export interface Project {
  readonly folder: string
  readonly line: Line
}

const CONTENT_TYPES = { json: 'application/json', protobuf: 'application/x-protobuf' } as const

/**
 * Runs `tests/interop/programs/films.mjs` with each of the official exporters over HTTP, with gzip and without, and
 * asserts what the collector has written of it.
 *
 * @returns The services that it was run as, for those who ask other peers.
 */
export async function tryExporters(
  { attempt }: Checks,
  { folder, line }: Project,
  collector: Collector,
): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  for (const encoding of ['json', 'protobuf'] as const)
    for (const compression of ['none', 'gzip'] as const) {
      const label = `${line}, ${encoding}, ${compression === 'gzip' ? 'gzip' : 'not compressed'}`
      const service = `films-${line}-${encoding}-${compression}`
      await attempt(`${label}: the official exporters deliver it`, async () => {
        const tap = await startTap(collector.endpoint)
        const traceId = await runFilms(folder, [encoding, compression, tap.endpoint, service]).finally(
          tap.stop,
        )
        sent.push({ service, traceId })
        checkWire(tap.seen, { contentType: CONTENT_TYPES[encoding], contentEncoding: compression })
      })
      // What did not leave cannot arrive: no waiting for it.
      if (sent.at(-1)?.service !== service) continue
      const ofIt = ({ resource }: OtlpLog | OtlpSpan) => resource['service.name'] === service
      await attempt(`${label}: the collector has the spans, each below its parent`, async () => {
        const spans = await eventually(
          () => collector.spans().filter(ofIt),
          ({ length }) => length === 3,
          { what: `three spans of ${service}` },
        )
        checkSpans(spans, sent.at(-1)?.traceId ?? '')
      })
      await attempt(`${label}: the collector has the records, whole`, async () => {
        const logs = await eventually(
          () => collector.logs().filter(ofIt),
          ({ length }) => length === 2,
          { what: `two log records of ${service}` },
        )
        checkLogs(logs, collector.spans().filter(ofIt))
      })
    }
  return sent
}

/** Runs the program in its project and returns the id of its trace. */
export async function runFilms(project: string, args: readonly string[]): Promise<string> {
  copyFileSync(join(import.meta.dirname, 'programs/films.mjs'), join(project, 'films.mjs'))
  // Without what the machine says of OTel, which would have its word in what is exported.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name)),
  )
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['films.mjs', ...args], {
    cwd: project,
    env,
  })
  assert.equal(stderr, '')
  return (JSON.parse(stdout) as { readonly traceId: string }).traceId
}

function checkWire(
  seen: readonly Tapped[],
  expected: { readonly contentType: string; readonly contentEncoding: string },
): void {
  assert.deepEqual(new Set(seen.map(({ path }) => path)), new Set(['/v1/logs', '/v1/traces']))
  for (const { contentType, contentEncoding, status } of seen)
    assert.deepEqual({ contentType, contentEncoding, status }, { ...expected, status: 200 })
}

function checkSpans(spans: readonly OtlpSpan[], traceId: string): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const parents = spans.map(({ name, parentSpanId }) => [name, byId.get(parentSpanId)?.name])
  assert.deepEqual(new Map(parents as [string, string | undefined][]), new Map(EXPECTED_PARENTS))
  for (const { name, traceId: own, scope, resource, status, attributes } of spans) {
    assert.equal(own, traceId)
    // The outermost signal is the application's own, of no catalog.
    assert.equal(scope.name, name === 'films.load' ? 'smonitor' : 'films')
    if (name !== 'films.load') assert.equal(scope.version, '1.2.0')
    assert.equal(resource['service.version'], '2.0.0')
    assert.equal(attributes['smonitor.signal'], name)
    const failed = name !== 'films.check'
    assert.equal(status, failed ? 2 : 0)
    assert.equal(attributes['error.type'], failed ? 'FILM-E002' : undefined)
  }
  const thrown = spans.flatMap(({ name, events }) => events.map((event) => [name, event.name]))
  assert.deepEqual(thrown, [['films.store', 'exception']])
}

const EXPECTED_PARENTS: readonly (readonly [string, string | undefined])[] = [
  ['films.check', 'films.load'],
  ['films.store', 'films.load'],
  ['films.load', undefined],
]

function checkLogs(logs: readonly OtlpLog[], spans: readonly OtlpSpan[]): void {
  const [warning, error] = logs
  assert.ok(warning !== undefined && error !== undefined)
  for (const { scope, resource, eventName, timeUnixNano } of logs) {
    assert.deepEqual([scope.name, scope.version], ['films', '1.2.0'])
    assert.match(scope.schemaUrl, /^https:\/\/smonitor\.dev\/schemas\//)
    assert.equal(resource['service.version'], '2.0.0')
    assert.equal(eventName, 'smonitor.diagnostic')
    assert.ok(Math.abs(Number(BigInt(timeUnixNano) / 1_000_000n) - Date.now()) < 600_000)
  }
  const emittedIn = (log: OtlpLog) =>
    spans.find(({ spanId, traceId }) => spanId === log.spanId && traceId === log.traceId)?.name
  assert.deepEqual(logs.map(emittedIn), ['films.check', 'films.store'])

  assert.deepEqual([warning.severityNumber, warning.severityText], [13, 'WARN'])
  assert.equal(warning.body, 'Ascenseur pour l’échafaud is dated 2958.')
  const { 'smonitor.code': code, 'smonitor.tags': tags, 'smonitor.context.chain': chain } = warning.attributes
  assert.deepEqual([code, tags, chain], ['FILM-W001', ['import', 'films'], ['films.load', 'films.check']])
  // One of each type that OTLP has.
  assert.equal(warning.attributes['smonitor.param.title'], 'Ascenseur pour l’échafaud')
  assert.equal(warning.attributes['smonitor.param.year'], 2958)
  assert.equal(warning.attributes['smonitor.param.ratio'], 0.5)
  assert.equal(warning.attributes['smonitor.param.isSilent'], true)

  assert.deepEqual([error.severityNumber, error.severityText], [17, 'ERROR'])
  assert.equal(error.body, 'Row 7 has no title.')
  assert.equal(error.attributes['smonitor.code'], 'FILM-E002')
  assert.equal(error.attributes['exception.type'], 'DiagnosticError')
  const { 'exception.stacktrace': stack } = error.attributes
  assert.ok(typeof stack === 'string')
  assert.match(stack, /^DiagnosticError: Row 7 has no title\.\n/)
}
