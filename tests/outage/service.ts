import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A service that runs. */
export interface Service {
  /** The numbers of the diagnostics that were accepted so far. */
  readonly accepted: ReadonlySet<number>
  /** Most memory that it has had so far, in bytes. */
  readonly peakBytes: () => number
  readonly port: Promise<number>
  /** Resolves once it has emitted all. */
  readonly emitted: Promise<unknown>
  readonly ended: Promise<unknown>
  /** What it said of its deliveries at its end. */
  readonly delivery: () => string
  /** What it has printed for people so far. */
  readonly printed: () => string
  readonly pid: number
  /** Has a service that stays end. */
  close(): void
  kill(): void
}

/** How a service is started. */
export interface ServiceOptions {
  readonly mode: Mode
  readonly perSecond: number
  readonly seconds: number
  readonly end: 'natural' | 'exit' | 'sigterm' | 'uncaught' | 'stay'
  readonly cwd: string
  readonly endpoint: string
  readonly protocol: 'http/json' | 'http/protobuf' | 'grpc'
  /** @default that of this process */
  readonly node?: string
  /** What Node is told before the program. @default nothing */
  readonly nodeArgs?: readonly string[]
  /** Stands before the command, such as a limit on what it may write. @default nothing */
  readonly before?: readonly string[]
  /** Further environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>
  /** Where the service is, with the packages that it finds there. @default this folder */
  readonly program?: string
}

/** How a service is set up: by OTel alone, or with smonitor in one of its ways. */
export type Mode = 'otel' | 'with' | 'start' | 'register' | 'handed-in' | 'beside'

/** The program of the service. */
export const SERVICE = join(import.meta.dirname, 'service.mjs')
const LOOK_EVERY_MS = 200

/** Starts `tests/outage/service.mjs`. */
export function startService(options: ServiceOptions): Service {
  const { mode, perSecond, seconds, end, cwd, endpoint, protocol } = options
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  const { node = process.execPath, nodeArgs = [], program = SERVICE, before = [], env = {} } = options
  const [command, ...args] = [...before, node, ...nodeArgs, program]
  const child = spawn(command, [...args, mode, String(perSecond), String(seconds), end], {
    cwd,
    env: {
      ...Object.fromEntries(own),
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_SERVICE_NAME: 'outage',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const accepted = new Set<number>()
  const port = createDeferred<number>()
  const emitted = createDeferred<undefined>()
  let delivery = ''
  let printed = ''
  let rest = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [what = '', value = ''] = line.split(/ (.*)/)
      if (what === 'port') port.resolve(Number(value))
      else if (what === 'rss') emitted.resolve(undefined)
      else if (what === 'delivery') delivery = value
      else accepted.add(Number(what))
    }
  })
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid))), LOOK_EVERY_MS)
  const ended = once(child, 'close').finally(() => clearInterval(timer))
  return {
    accepted,
    peakBytes: () => peak,
    port: port.promise,
    emitted: emitted.promise,
    ended,
    delivery: () => delivery,
    printed: () => printed,
    pid: child.pid ?? 0,
    close: () => void child.stdin.end('\n'),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Of Linux; elsewhere nothing is known. */
function residentBytes(pid = 0): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

/** What Node 20 has no `Promise.withResolvers` for. */
function createDeferred<Value>(): {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
} {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((done) => (resolve = done))
  return { promise, resolve }
}
