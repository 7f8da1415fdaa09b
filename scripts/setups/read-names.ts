/** The names of spans and the texts of log records in a request. */
export interface SentNames {
  readonly spans: readonly string[]
  readonly logs: readonly string[]
}

/** Reads the version of the SDK out of whatever names it: OTLP, Zipkin, or what is printed. */
export function readSdkVersion(text: string): string | undefined {
  return /telemetry\.sdk\.version[^\d]{1,40}(\d+\.\d+\.\d+)/.exec(text)?.[1]
}

/** Reads the names of what a request of OTLP or Zipkin has, whatever the encoding. */
export function readNames(by: string, path: string, body: Buffer): SentNames {
  if (by === 'zipkin') {
    const spans = JSON.parse(body.toString()) as readonly { readonly name: string }[]
    return { spans: spans.map(({ name }) => name), logs: [] }
  }
  const isTraces = /traces|TraceService/.test(path)
  const names = by === 'http/json' ? inJson(body, isTraces) : inProtobuf(body, isTraces)
  return isTraces ? { spans: names, logs: [] } : { spans: [], logs: names }
}

interface Scoped {
  readonly spans?: readonly { readonly name: string }[]
  readonly logRecords?: readonly { readonly body?: { readonly stringValue?: string } }[]
}
interface Payload {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly Scoped[] }[]
  readonly resourceLogs?: readonly { readonly scopeLogs: readonly Scoped[] }[]
}

function inJson(body: Buffer, isTraces: boolean): string[] {
  const { resourceSpans = [], resourceLogs = [] } = JSON.parse(body.toString()) as Payload
  return isTraces
    ? resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans = [] }) => spans.map(({ name }) => name)),
      )
    : resourceLogs.flatMap(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords = [] }) => logRecords.map((one) => one.body?.stringValue ?? '')),
      )
}

/**
 * By the numbers of the fields: those of a resource, a scope and a span or record in it, and of its name or its body.
 * https://github.com/open-telemetry/opentelemetry-proto/tree/v1.10.0/opentelemetry/proto
 */
function inProtobuf(body: Buffer, isTraces: boolean): string[] {
  return fieldsAt(body, isTraces ? [1, 2, 2, 5] : [1, 2, 2, 5, 1]).map((name) => name.toString())
}

function fieldsAt(message: Buffer, [number, ...rest]: readonly number[]): Buffer[] {
  if (number === undefined) return [message]
  return bytesOf(message, number).flatMap((inner) => fieldsAt(inner, rest))
}

/** The values of a field whose kind is that of texts and messages. */
function bytesOf(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = []
  let at = 0
  function varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0
      value += (byte % 128) * factor
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const key = varint()
    const kind = key % 8
    if (kind === 0) varint()
    else if (kind === 1) at += 8
    else if (kind === 5) at += 4
    else {
      const length = varint()
      if (Math.floor(key / 8) === wanted) found.push(message.subarray(at, at + length))
      at += length
    }
  }
  return found
}
