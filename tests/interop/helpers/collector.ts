import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { withFreePorts } from './free-ports.ts'
import { readLogs, readSpans, type OtlpLog, type OtlpSpan } from './otlp-lines.ts'
import { answers, startPeer, type PeerProcess } from './peer-process.ts'

/** Components of the collector by their names, in the order in which a pipeline has them. */
export type Components = Readonly<Record<string, unknown>>

/** How a collector is set up. */
export interface CollectorOptions {
  readonly binary: string
  /** What it writes goes there. One that is started there again appends to what its predecessor wrote. */
  readonly folder: string
  /** Starts it where another one was, for programs that wait for it to come back. @default free ports */
  readonly ports?: CollectorPorts
  /** Stand in both pipelines beside the receiver of OTLP. @default none */
  readonly receivers?: Components
  /** Stand in the pipeline of the logs. @default none */
  readonly logProcessors?: Components
  /** Stand in the pipeline of the spans. @default none */
  readonly spanProcessors?: Components
  /** Where spans go besides, by OTLP over HTTP: the address without `/v1/traces`. @default nowhere */
  readonly forwardSpansTo?: string
}

/** Where a collector listens on loopback. */
export interface CollectorPorts {
  readonly http: number
  readonly grpc: number
}

/** A collector that runs. */
export interface Collector extends PeerProcess {
  readonly ports: CollectorPorts
  /** Where it writes: `logs.jsonl`, `spans.jsonl` and `metrics.jsonl`. */
  readonly folder: string
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` wants, for OTLP over HTTP. */
  readonly endpoint: string
  /** All log records that its file exporter has written so far. */
  readonly logs: () => readonly OtlpLog[]
  /** All spans that its file exporter has written so far. */
  readonly spans: () => readonly OtlpSpan[]
}

/** Starts a collector that writes all that it gets to files, and waits until it takes OTLP. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  if (options.ports !== undefined) return startAt(options, options.ports)
  return withFreePorts(2, ([http = 0, grpc = 0]) => startAt(options, { http, grpc }))
}

async function startAt(options: CollectorOptions, ports: CollectorPorts): Promise<Collector> {
  const { binary, folder } = options
  const endpoint = `http://127.0.0.1:${ports.http}`
  mkdirSync(folder, { recursive: true })
  const peer = await startPeer({
    name: 'otelcol',
    binary,
    folder,
    config: toConfig(options, ports),
    isReady: () => answers(endpoint),
  })
  return {
    ...peer,
    ports,
    folder,
    endpoint,
    logs: () => readLogs(join(folder, 'logs.jsonl')),
    spans: () => readSpans(join(folder, 'spans.jsonl')),
  }
}

function toConfig(options: CollectorOptions, ports: CollectorPorts): unknown {
  const { folder, receivers = {}, logProcessors = {}, spanProcessors = {}, forwardSpansTo } = options
  const file = (name: string) => ({ path: join(folder, name), append: true, flush_interval: '100ms' })
  const forward =
    forwardSpansTo === undefined
      ? {}
      : // The alias of otlp_http that collectors of every age know.
        { otlphttp: { endpoint: forwardSpansTo, sending_queue: { enabled: false } } }
  return {
    receivers: {
      otlp: {
        protocols: {
          http: { endpoint: `127.0.0.1:${ports.http}` },
          grpc: { endpoint: `127.0.0.1:${ports.grpc}` },
        },
      },
      ...receivers,
    },
    processors: { ...logProcessors, ...spanProcessors },
    exporters: {
      'file/logs': file('logs.jsonl'),
      'file/spans': file('spans.jsonl'),
      'file/metrics': file('metrics.jsonl'),
      ...forward,
    },
    service: {
      // Its own metrics would listen on a port that every collector has.
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        logs: {
          receivers: ['otlp', ...Object.keys(receivers)],
          processors: Object.keys(logProcessors),
          exporters: ['file/logs'],
        },
        traces: {
          receivers: ['otlp', ...Object.keys(receivers)],
          processors: Object.keys(spanProcessors),
          exporters: ['file/spans', ...Object.keys(forward)],
        },
        metrics: { receivers: ['otlp'], exporters: ['file/metrics'] },
      },
    },
  }
}
