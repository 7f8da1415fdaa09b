import { mkdirSync } from 'node:fs'
import { withFreePorts } from './free-ports.ts'
import { toTraces, type JaegerTrace, type WireTrace } from './jaeger-traces.ts'
import { answers, startPeer, type PeerProcess } from './peer-process.ts'

/** How Jaeger is set up. */
export interface JaegerOptions {
  readonly binary: string
  /** Where its configuration is written. Its traces are in memory. */
  readonly folder: string
}

/** What to search traces by, as the page of Jaeger does. */
export interface TraceQuery {
  readonly service: string
  /** All of them on one span, or on one of its logs. */
  readonly tags?: Readonly<Record<string, string>>
  /** The name of a span. */
  readonly operation?: string
}

/** A Jaeger that runs. */
export interface Jaeger extends PeerProcess {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` wants, for OTLP over HTTP. */
  readonly endpoint: string
  /** Where its page and its query API are. */
  readonly queryUrl: string
  /** Lists the services that it has spans of, by its API version 3. */
  readonly services: () => Promise<readonly string[]>
  /** Searches traces by the API that the page of Jaeger uses. */
  readonly findTraces: (query: TraceQuery) => Promise<readonly JaegerTrace[]>
}

/** Starts Jaeger with its storage in memory, and waits until it takes spans and answers queries. */
export async function startJaeger(options: JaegerOptions): Promise<Jaeger> {
  return withFreePorts(4, ([otlpHttp = 0, otlpGrpc = 0, queryHttp = 0, queryGrpc = 0]) =>
    startAt(options, { otlpHttp, otlpGrpc, queryHttp, queryGrpc }),
  )
}

interface Ports {
  readonly otlpHttp: number
  readonly otlpGrpc: number
  readonly queryHttp: number
  readonly queryGrpc: number
}

async function startAt({ binary, folder }: JaegerOptions, ports: Ports): Promise<Jaeger> {
  const { otlpHttp, queryHttp } = ports
  const endpoint = `http://127.0.0.1:${otlpHttp}`
  const queryUrl = `http://127.0.0.1:${queryHttp}`
  mkdirSync(folder, { recursive: true })
  const peer = await startPeer({
    name: 'jaeger',
    binary,
    folder,
    config: toConfig(ports),
    isReady: async () => (await answers(endpoint)) && (await answers(`${queryUrl}/api/v3/services`)),
  })
  return {
    ...peer,
    endpoint,
    queryUrl,
    async services() {
      const { services } = await ask<{ readonly services: readonly string[] }>(`${queryUrl}/api/v3/services`)
      return services
    },
    async findTraces({ service, tags = {}, operation }) {
      const query = new URLSearchParams({
        service,
        ...(operation === undefined ? {} : { operation }),
        ...(Object.keys(tags).length === 0 ? {} : { tags: JSON.stringify(tags) }),
        // Microseconds. Without them Jaeger looks at the last two days, by its own clock.
        start: '0',
        end: String((Date.now() + 3_600_000) * 1000),
        limit: '1000',
      })
      const { data } = await ask<{ readonly data: readonly WireTrace[] | null }>(
        `${queryUrl}/api/traces?${query.toString()}`,
      )
      return toTraces(data ?? [])
    },
  }
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url)
  const text = await response.text()
  if (!response.ok) throw new Error(`Jaeger answered ${response.status} to ${url}: ${text.slice(0, 1000)}`)
  return JSON.parse(text) as T
}

function toConfig({ otlpHttp, otlpGrpc, queryHttp, queryGrpc }: Ports): unknown {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` })
  return {
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 100_000 } } } },
      jaeger_query: { storage: { traces: 'memory' }, http: at(queryHttp), grpc: at(queryGrpc) },
    },
    receivers: { otlp: { protocols: { http: at(otlpHttp), grpc: at(otlpGrpc) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
    },
  }
}
