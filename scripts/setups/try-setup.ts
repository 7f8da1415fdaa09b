import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Checks } from '../checks.ts'
import { describeTelemetry } from './describe-telemetry.ts'
import type { OtlpReceiver, Telemetry } from './otlp-receiver.ts'
import { toObject } from './otlp-receiver.ts'
import type { Setup, Way } from './setups.ts'

/** Where a set-up is tried. */
export interface Place {
  readonly project: string
  /** The path of a Node. */
  readonly node: string
  readonly label: string
  readonly receiver: OtlpReceiver
}

interface Run extends Telemetry {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** Tries a set-up without smonitor and in each way with it, and compares what was sent. */
export async function trySetup({ check }: Checks, setup: Setup, place: Place): Promise<void> {
  const bare = setup.bare === undefined ? undefined : await run(place, setup.bare)
  if (bare !== undefined) {
    const { line, version } = sdkOf(bare)
    check(
      `${place.label}: the program sends by SDK ${version}`,
      line === setup.line && bare.code === 0,
      bare.stderr,
    )
  }
  for (const way of setup.ways) {
    const found = await run(place, way)
    const label = `${place.label}, ${way.name}`
    const { line, version } = sdkOf(found)
    check(`${label}: it ends well, on SDK ${version}`, found.code === 0 && line === setup.line, found.stderr)
    if (bare !== undefined) {
      const [before, after] = [describeTelemetry(bare), describeTelemetry(found)]
      check(
        `${label}: what the program sends is as it was (${after.length} items)`,
        before.length > 0 && before.join('\n') === after.join('\n'),
        difference(before, after),
      )
    }
    tryOurs(check, label, found)
    check(
      `${label}: its runs are${way.lacks?.includes('spool') ? ' not' : ''} on disk`,
      existsSync(join(place.project, '.smonitor')) !== (way.lacks?.includes('spool') ?? false),
    )
  }
}

/** https://github.com/open-telemetry/opentelemetry-proto: `SPAN_KIND_SERVER` */
const SERVER = 2
const CODES = ['SHOP-W001', 'SHOP-E002']

function tryOurs(check: Checks['check'], label: string, { spans, logs, events, stdout, stderr }: Run): void {
  const codes = events.map(({ code }) => code)
  check(
    `${label}: each diagnostic is in the file once, with its trace`,
    same(codes, CODES) && events.every((event) => /^[0-9a-f]{32}$/.test(String(event['trace_id']))),
    JSON.stringify(events),
  )
  const printed = stderr.split('\n').filter((line) => line.includes('SHOP-'))
  check(
    `${label}: and on the terminal once`,
    printed.length === CODES.length && CODES.every((code) => printed.some((line) => line.includes(code))),
    stderr,
  )
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].filter((line) => line !== '')
  check(`${label}: no line is printed twice`, new Set(lines).size === lines.length, lines.join('\n'))
  const sent = logs.map(({ attributes }) => attributes['smonitor.code']).filter((code) => code !== undefined)
  check(`${label}: and sent once as a log record`, same(sent, CODES), JSON.stringify(sent))
  const servers = spans.filter(({ item }) => item['kind'] === SERVER)
  const tagged = servers.length > 0 ? servers : spans.filter(({ item }) => !item['parentSpanId'])
  const tags = tagged
    .map(({ attributes }) => attributes['smonitor.code'])
    .filter((code) => code !== undefined)
  check(`${label}: the outermost spans have the codes to search by`, same(tags, CODES), JSON.stringify(tags))
  const bridged = spans.flatMap(
    ({ item }) => (item['events'] ?? []) as { name: string; attributes: never[] }[],
  )
  const names = bridged.filter(({ attributes }) => toObject(attributes)['smonitor.code'] === 'SHOP-W001')
  check(`${label}: the diagnostic is an event of its span once`, names.length === 1, JSON.stringify(bridged))
  const exceptions = spans.map(
    ({ item }) =>
      ((item['events'] ?? []) as { name: string }[]).filter(({ name }) => name === 'exception').length,
  )
  check(
    `${label}: no exception is on a span twice`,
    exceptions.every((count) => count <= 1),
    JSON.stringify(exceptions),
  )
  const logged = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  if (logged.some((line) => 'level' in line)) tryLogger(check, label, logged, logs.length)
}

/** Of a logger of the program: its lines have what joins them, and are sent by its instrumentation alone. */
function tryLogger(
  check: Checks['check'],
  label: string,
  lines: readonly Readonly<Record<string, unknown>>[],
  sent: number,
): void {
  const ours = lines.filter((line) => /order/.test(String(line['msg'] ?? line['message'])))
  check(
    `${label}: the lines of the logger have a trace id`,
    ours.length === 4 && ours.every((line) => typeof line['trace_id'] === 'string'),
    JSON.stringify(lines),
  )
  check(
    `${label}: and the one with the error its key`,
    ours.filter((line) => String(line['triage_key']).startsWith('tk1_')).length === 1,
    JSON.stringify(lines),
  )
  check(
    `${label}: and each is sent once`,
    sent === lines.length + CODES.length,
    `${sent} log records, ${lines.length} lines`,
  )
}

async function run({ project, node, receiver }: Place, { args, env = {} }: Way): Promise<Run> {
  rmSync(join(project, '.smonitor'), { recursive: true, force: true })
  rmSync(join(project, 'out.jsonl'), { force: true })
  receiver.take()
  const child = spawn(node, args, {
    cwd: project,
    env: { ...environment(receiver.endpoint), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  const file = join(project, 'out.jsonl')
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : ''
  const events =
    text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
  return { ...receiver.take(), code, stdout, stderr, events }
}

/** Without what the machine says of OTel or Node, so that the programs run everywhere alike. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$|npm_)/.test(name),
  )
  return { ...Object.fromEntries(own), NO_COLOR: '1' }
}

function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...ownEnvironment(),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    SMONITOR_PROFILE: 'qa',
    SMONITOR_JSON: 'out.jsonl',
  }
}

function sdkOf({ spans }: Telemetry): { readonly line: number; readonly version: string } {
  const told = spans[0]?.resource['telemetry.sdk.version']
  const version = typeof told === 'string' ? told : 'none'
  return { line: Number(version.split('.')[0]), version }
}

function same(found: readonly unknown[], expected: readonly string[]): boolean {
  return found.map(String).toSorted().join() === expected.toSorted().join()
}

function difference(before: readonly string[], after: readonly string[]): string {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    `${before.length} before, ${after.length} now`,
  ].join('\n')
}
