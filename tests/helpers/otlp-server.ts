import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the exporters of OTel sent, as OTLP's JSON. */
export interface OtlpServer {
  readonly endpoint: string
  /** All log records, with the attributes as a plain object. */
  logs(): OtlpItem[]
  /** All spans, with the attributes as a plain object. */
  spans(): OtlpItem[]
  /** The paths that were posted to, in order. */
  readonly paths: readonly string[]
}

/** A log record or span. */
export interface OtlpItem {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly resource: Readonly<Record<string, unknown>>
  readonly scope: string
  readonly item: Readonly<Record<string, unknown>>
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface Scoped {
  readonly scope: { readonly name: string }
  readonly logRecords?: readonly Record<string, unknown>[]
  readonly spans?: readonly Record<string, unknown>[]
}
interface Payload {
  readonly resourceLogs?: readonly { resource: { attributes: KeyValue[] }; scopeLogs: Scoped[] }[]
  readonly resourceSpans?: readonly { resource: { attributes: KeyValue[] }; scopeSpans: Scoped[] }[]
}

/** Starts a local OTLP/HTTP endpoint; it is closed when the running test has finished. */
export async function startOtlpServer(): Promise<OtlpServer> {
  const paths: string[] = []
  const payloads: Payload[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.once('end', () => {
      paths.push(request.url ?? '')
      payloads.push(JSON.parse(body) as Payload)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    logs: () =>
      payloads
        .flatMap(({ resourceLogs = [] }) => resourceLogs)
        .flatMap(({ resource, scopeLogs }) =>
          scopeLogs.flatMap((scoped) =>
            (scoped.logRecords ?? []).map((item) => toItem(item, resource, scoped)),
          ),
        ),
    spans: () =>
      payloads
        .flatMap(({ resourceSpans = [] }) => resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans.flatMap((scoped) => (scoped.spans ?? []).map((item) => toItem(item, resource, scoped))),
        ),
  }
}

function toItem(
  item: Record<string, unknown>,
  resource: { attributes: KeyValue[] },
  { scope }: Scoped,
): OtlpItem {
  return {
    attributes: toObject((item['attributes'] ?? []) as KeyValue[]),
    resource: toObject(resource.attributes),
    scope: scope.name,
    item,
  }
}

function toObject(pairs: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
}
