import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Checks } from '../../scripts/checks.ts'
import { startCollector, type Collector } from './helpers/collector.ts'
import { eventually } from './helpers/eventually.ts'
import type { Jaeger } from './helpers/jaeger.ts'
import type { OtlpLog, OtlpSpan } from './helpers/otlp-lines.ts'

/** Where peers and files are. */
export interface Place {
  readonly binary: string
  readonly folder: string
}

const PROGRAM = join(import.meta.dirname, 'programs/bridged.mjs')
const COMMAND = join(import.meta.dirname, '../../dist/src/cli/main.js')
const SERVICE = 'films-bridged'

/**
 * Runs `tests/interop/programs/bridged.mjs`, which sends what it says and writes a bundle of it, and asserts that the
 * bundle says the same as what was sent: to a collector that reads its files, and to one that gets it by
 * `smonitor replay`.
 */
export async function tryBundle(
  { attempt }: Checks,
  { binary, folder }: Place,
  collector: Collector,
): Promise<void> {
  const bundle = join(folder, 'bridged')
  const sent = { logs: [] as readonly OtlpLog[], spans: [] as readonly OtlpSpan[] }
  await attempt('a program whose OTel smonitor sets up delivers its diagnostics and spans', async () => {
    await runBridged([SERVICE, bundle], folder, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint })
    sent.logs = await eventually(
      () => collector.logs().filter(isOf(SERVICE)),
      ({ length }) => length === 2,
      { what: `two log records of ${SERVICE}` },
    )
    sent.spans = await eventually(
      () => collector.spans().filter(isOf(SERVICE)),
      ({ length }) => length === 2,
      { what: `two spans of ${SERVICE}` },
    )
  })
  await attempt('a collector reads the files of a bundle as what was sent', async () => {
    const reader = await startCollector({
      binary,
      folder: join(folder, 'bundle-files'),
      receivers: {
        otlpjsonfile: {
          include: [join(bundle, 'logs.jsonl'), join(bundle, 'traces.jsonl')],
          start_at: 'beginning',
        },
      },
    })
    try {
      await checkSame(reader, sent)
    } finally {
      await reader.stop()
    }
  })
  await attempt('smonitor replay sends a bundle to a collector as what was sent', async () => {
    const target = await startCollector({ binary, folder: join(folder, 'bundle-replayed') })
    try {
      const { code, stdout } = await replay([bundle, '--otlp', target.endpoint], folder)
      assert.equal(code, 0)
      assert.match(stdout, /2 log records sent\n {2}2 spans sent\n/)
      await checkSame(target, sent)
      const again = await replay([bundle, '--otlp', target.endpoint], folder)
      assert.match(again.stdout, /2 log records sent before\n {2}2 spans sent before\n/)
      assert.equal(target.logs().length, 2)
    } finally {
      await target.stop()
    }
  })
}

/** Asserts what Jaeger has of diagnostics that were emitted only, and that `smonitor replay` brings it a bundle. */
export async function tryBridge(
  { attempt }: Checks,
  { folder }: Pick<Place, 'folder'>,
  jaeger: Jaeger,
): Promise<void> {
  const bundle = join(folder, 'replayed-to-jaeger')
  const service = 'films-replayed'
  await attempt(
    'smonitor replay brings the spans of a bundle to Jaeger, and says that it takes no logs',
    async () => {
      await runBridged([service, bundle], folder, {})
      const { code, stdout } = await replay([bundle, '--otlp', jaeger.endpoint], folder)
      assert.equal(code, 3)
      assert.match(stdout, /2 log records not sent\n {4}it takes no logs: it answered (?:404|501)/)
      assert.match(stdout, /2 spans sent/)
    },
  )
  await attempt('Jaeger takes what smonitor sends to it while it runs', async () => {
    await runBridged([SERVICE, join(folder, 'jaeger-direct')], folder, {
      OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.endpoint,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
    })
  })
  for (const one of [SERVICE, service]) {
    await attempt(`Jaeger shows the diagnostics of ${one} as logs of their span`, async () => {
      const [trace] = await eventually(
        () => jaeger.findTraces({ service: one, tags: { 'smonitor.code': 'FILM-W001' } }),
        ([found]) => found?.spans.length === 2,
        { what: `a trace of ${one} with the code FILM-W001` },
      )
      const logs = trace?.spans.flatMap((span) => span.logs.map((fields) => ({ span: span.name, fields })))
      assert.deepEqual(
        logs?.map(({ span, fields }) => [
          span,
          fields['event'],
          fields['smonitor.code'],
          fields['smonitor.message'],
        ]),
        [
          ['films.read', 'smonitor.diagnostic', 'FILM-W001', 'Ascenseur pour l’échafaud is dated 2958.'],
          ['films.read', 'smonitor.diagnostic', 'FILM-I003', 'Read 7 rows.'],
        ],
      )
    })
    await attempt(`Jaeger finds ${one} by the worst code and the count on its spans`, async () => {
      const [trace] = await jaeger.findTraces({
        service: one,
        operation: 'films.load',
        tags: { 'smonitor.code': 'FILM-W001', 'smonitor.diagnostics.count': '2' },
      })
      // The tags are on every span around what was emitted; a log of a span would not do for the outer one.
      const outer = trace?.spans.find(({ name }) => name === 'films.load')
      assert.equal(outer?.tags['smonitor.code'], 'FILM-W001')
      assert.equal(outer.tags['smonitor.diagnostics.count'], 2)
      assert.equal(outer.tags['error'], undefined)
    })
  }
}

function isOf(service: string): (one: OtlpLog | OtlpSpan) => boolean {
  return ({ resource }) => resource['service.name'] === service
}

async function checkSame(
  collector: Collector,
  sent: { readonly logs: readonly OtlpLog[]; readonly spans: readonly OtlpSpan[] },
): Promise<void> {
  assert.ok(sent.logs.length > 0 && sent.spans.length > 0)
  const isAll = ({ length }: readonly unknown[], expected: readonly unknown[]) => length >= expected.length
  await eventually(collector.logs, (all) => isAll(all, sent.logs), { what: 'the log records of the bundle' })
  await eventually(collector.spans, (all) => isAll(all, sent.spans), { what: 'the spans of the bundle' })
  assert.deepEqual(byTime(collector.logs()), byTime(sent.logs))
  assert.deepEqual(bySpan(collector.spans()), bySpan(sent.spans))
}

function byTime(logs: readonly OtlpLog[]): readonly OtlpLog[] {
  return logs.toSorted((one, other) => JSON.stringify(one.body).localeCompare(JSON.stringify(other.body)))
}

function bySpan(spans: readonly OtlpSpan[]): readonly OtlpSpan[] {
  return spans.toSorted((one, other) => one.spanId.localeCompare(other.spanId))
}

async function runBridged(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd, env: { ...clean(), ...env } })
}

/** How `smonitor replay` ended, whatever its exit code. */
function replay(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly stdout: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMMAND, 'replay', ...args],
      { cwd, env: clean(), encoding: 'utf8' },
      (error, stdout) => resolve({ code: error === null ? 0 : Number(error.code), stdout }),
    )
  })
}

/** Without what the machine says of OTel, which would have its word in what is exported. */
function clean(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name)),
  )
}
