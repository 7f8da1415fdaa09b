import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span or log record that was received. */
export interface Received {
  readonly scope: string
  readonly resource: Readonly<Record<string, unknown>>
  readonly attributes: Readonly<Record<string, unknown>>
  /** As it came, in the JSON of OTLP. */
  readonly item: Readonly<Record<string, unknown>>
}

/** What a program has sent. */
export interface Telemetry {
  readonly spans: readonly Received[]
  readonly logs: readonly Received[]
}

/** An endpoint for OTLP/HTTP with JSON. */
export interface OtlpReceiver {
  readonly endpoint: string
  /** Hands over what has come since it was asked last. */
  take(): Telemetry
  close(): void
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface Scoped {
  readonly scope?: { readonly name?: string }
  readonly spans?: readonly Record<string, unknown>[]
  readonly logRecords?: readonly Record<string, unknown>[]
}
interface Payload {
  readonly resourceSpans?: readonly { resource: { attributes: KeyValue[] }; scopeSpans: Scoped[] }[]
  readonly resourceLogs?: readonly { resource: { attributes: KeyValue[] }; scopeLogs: Scoped[] }[]
}

/** Starts an endpoint on a free port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let spans: Received[] = []
  let logs: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.once('end', () => {
      const { resourceSpans = [], resourceLogs = [] } = JSON.parse(body) as Payload
      for (const { resource, scopeSpans } of resourceSpans)
        for (const scoped of scopeSpans)
          spans.push(...(scoped.spans ?? []).map((item) => toReceived(item, resource, scoped)))
      for (const { resource, scopeLogs } of resourceLogs)
        for (const scoped of scopeLogs)
          logs.push(...(scoped.logRecords ?? []).map((item) => toReceived(item, resource, scoped)))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = { spans, logs }
      spans = []
      logs = []
      return taken
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function toReceived(
  item: Readonly<Record<string, unknown>>,
  resource: { readonly attributes: readonly KeyValue[] },
  { scope }: Scoped,
): Received {
  return {
    scope: scope?.name ?? '',
    resource: toObject(resource.attributes),
    attributes: toObject((item['attributes'] ?? []) as readonly KeyValue[]),
    item,
  }
}

/** Makes an object of OTLP's list of attributes. */
export function toObject(pairs: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
}
