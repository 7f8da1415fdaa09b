import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Checks } from '../checks.ts'
import type { RawReceiver, Sink } from './raw-receiver.ts'
import { readSdkVersion } from './read-names.ts'
import type { Setup, Way } from './setups.ts'
import { ownEnvironment } from './try-setup.ts'

/** Where a set-up is tried. */
export interface ExporterPlace {
  readonly project: string
  /** The path of a Node. */
  readonly node: string
  readonly label: string
  readonly receiver: RawReceiver
}

interface Case {
  readonly name: string
  readonly env: (receiver: RawReceiver) => Readonly<Record<string, string>>
  /** By which ways spans and log records come. */
  readonly spansBy: readonly string[]
  readonly logsBy: readonly string[]
}

const otlp = (protocol: string, endpoint: 'http' | 'grpc'): Case => ({
  name: protocol,
  env: (receiver) => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver[endpoint],
  }),
  spansBy: [protocol],
  logsBy: [protocol],
})

/** What the variables can ask of `NodeSDK`. */
const CASES: readonly Case[] = [
  otlp('grpc', 'grpc'),
  otlp('http/protobuf', 'http'),
  otlp('http/json', 'http'),
  {
    name: 'traces by zipkin, no logs',
    env: ({ http }) => ({
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${http}/api/v2/spans`,
    }),
    spansBy: ['zipkin'],
    logsBy: [],
  },
  {
    name: 'otlp and console',
    env: ({ http }) => ({
      OTEL_TRACES_EXPORTER: 'otlp,console',
      OTEL_LOGS_EXPORTER: 'otlp,console',
      OTEL_EXPORTER_OTLP_ENDPOINT: http,
    }),
    spansBy: ['console', 'http/protobuf'],
    logsBy: ['console', 'http/protobuf'],
  },
  {
    name: 'console alone',
    env: () => ({ OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'console' }),
    spansBy: ['console'],
    logsBy: ['console'],
  },
]

interface Arrived {
  readonly spans: Readonly<Record<string, readonly string[]>>
  readonly logs: Readonly<Record<string, readonly string[]>>
  /** Of the SDK, as what arrived says. */
  readonly version: string
  readonly failure: string
}

/**
 * Tries one program with each exporter that the variables can ask for: what arrives by which way has to be the same with
 * smonitor as without. The diagnostics are among the log records in both.
 */
export async function tryExporters({ check }: Checks, setup: Setup, place: ExporterPlace): Promise<void> {
  for (const one of CASES) {
    const label = `${place.label}, exporters ${one.name}`
    const bare = setup.bare === undefined ? undefined : await run(place, one, setup.bare)
    if (bare === undefined) continue
    check(
      `${label}: the program sends by ${[...new Set([...one.spansBy, ...one.logsBy])].join(' and ')}, on SDK ${bare.version}`,
      bare.failure === '' &&
        bare.version.startsWith(`${setup.line}.`) &&
        same(Object.keys(bare.spans), one.spansBy) &&
        same(Object.keys(bare.logs), one.logsBy),
      JSON.stringify(bare, undefined, 2),
    )
    for (const way of setup.ways) {
      const found = await run(place, one, way)
      const isSame =
        found.failure === '' &&
        JSON.stringify(found.spans) === JSON.stringify(bare.spans) &&
        JSON.stringify(found.logs) === JSON.stringify(bare.logs)
      check(
        `${label}, ${way.name}: the same arrives in the same ways, on SDK ${found.version}`,
        isSame && found.version === bare.version,
        JSON.stringify({ bare, found }, undefined, 2),
      )
    }
  }
}

async function run({ project, node, receiver }: ExporterPlace, one: Case, way: Way): Promise<Arrived> {
  rmSync(join(project, '.smonitor'), { recursive: true, force: true })
  receiver.take()
  const child = spawn(node, way.args, {
    cwd: project,
    env: { ...ownEnvironment(), OTEL_METRICS_EXPORTER: 'none', ...one.env(receiver), ...way.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  const sinks = [...receiver.take(), onConsole(stdout)]
  return {
    spans: grouped(sinks, ({ spans }) => spans),
    logs: grouped(sinks, ({ logs }) => logs),
    version: sinks.map(({ version }) => version).find((version) => version !== undefined) ?? 'none',
    failure: code === 0 ? '' : `exit code ${code}\n${stderr}`,
  }
}

/** What the console exporters of OTel print: objects, whose own fields are two columns in. */
function onConsole(stdout: string): Sink {
  const texts = (field: string): string[] =>
    [...stdout.matchAll(new RegExp(`^ {2}${field}: (['"])(.*)\\1,$`, 'gm'))].map(([, , text = '']) => text)
  return { by: 'console', version: readSdkVersion(stdout), spans: texts('name'), logs: texts('body') }
}

function grouped(
  sinks: readonly Sink[],
  namesOf: (sink: Sink) => readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const all = new Map<string, string[]>()
  for (const sink of sinks) {
    const names = namesOf(sink)
    if (names.length > 0) all.set(sink.by, [...(all.get(sink.by) ?? []), ...names].toSorted())
  }
  return Object.fromEntries([...all].toSorted(([one], [other]) => one.localeCompare(other)))
}

function same(found: readonly string[], expected: readonly string[]): boolean {
  return found.toSorted().join() === expected.toSorted().join()
}
