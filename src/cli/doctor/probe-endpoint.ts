import { request as requestHttp, type IncomingMessage } from 'node:http'
import { connect, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2'
import { request as requestHttps } from 'node:https'
import { gzipSync } from 'node:zlib'
import { VERSION } from '../../record/version.ts'
import type { OtlpTarget } from './otlp-target.ts'
import { createProbeIdentity, writeProbe, type ProbeIdentity } from './probe-payload.ts'

/** What came of a probe. */
export type Answer =
  | {
      readonly kind: 'http'
      readonly status: number
      readonly statusText: string
      readonly contentType: string
      readonly retryAfter: string | undefined
      readonly location: string | undefined
      readonly body: Buffer
    }
  | { readonly kind: 'grpc'; readonly status: number; readonly statusText: string; readonly body: Buffer }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  | { readonly kind: 'silent'; readonly timeoutMs: number }

/** A probe that was sent. */
export interface Probe {
  readonly identity: ProbeIdentity
  readonly answer: Answer
}

const MOST_BYTES = 64 * 1024

/** Sends one span or log record where the exporters would send it, once, and tells what came back. */
export async function probeEndpoint(target: OtlpTarget, limitMs: number): Promise<Probe> {
  const identity = createProbeIdentity()
  const body = writeProbe(target.signal, target.protocol, identity)
  const timeoutMs = Math.min(target.timeoutMs, limitMs)
  const answer = await new Promise<Answer>((resolve) => {
    const send = target.protocol === 'grpc' ? sendByGrpc : sendByHttp
    const stop = send(target, body, (given) => {
      clearTimeout(timer)
      resolve(given)
    })
    const timer = setTimeout(() => {
      // First, since what is cut off has an answer to that, too.
      resolve({ kind: 'silent', timeoutMs })
      stop()
    }, timeoutMs)
  })
  return { identity, answer }
}

type Send = (target: OtlpTarget, body: Buffer, done: (answer: Answer) => void) => () => void

const sendByHttp: Send = ({ url, protocol, headers, isGzip, tls }, body, done) => {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
    url,
    {
      method: 'POST',
      ...tls,
      // One connection for one probe: nothing must keep the process.
      agent: false,
      headers: {
        'user-agent': `smonitor-doctor/${VERSION}`,
        ...headers,
        'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
        ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
      },
    },
    (response) => collect(response, done),
  )
  request.on('error', (error) => done(failureOf(error)))
  request.end(isGzip ? gzipSync(body) : body)
  return () => request.destroy()
}

function collect(response: IncomingMessage, done: (answer: Answer) => void): void {
  const { statusCode = 0, statusMessage = '', headers } = response
  const chunks: Buffer[] = []
  let size = 0
  const finish = (): void =>
    done({
      kind: 'http',
      status: statusCode,
      statusText: statusMessage,
      contentType: headers['content-type'] ?? '',
      retryAfter: headers['retry-after'],
      location: headers.location,
      body: Buffer.concat(chunks),
    })
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size <= MOST_BYTES) return
    finish()
    response.destroy()
  })
  response.once('end', finish)
  response.once('error', (error) => done(failureOf(error)))
}

const SERVICES = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
}

const sendByGrpc: Send = ({ url, signal, headers, tls }, body, done) => {
  const session = connect(url.origin, tls)
  let isDone = false
  const finish = (answer: Answer): void => {
    if (isDone) return
    isDone = true
    session.destroy()
    done(answer)
  }
  session.on('error', (error) => finish(failureOf(error)))
  session.once('close', () => finish({ kind: 'failed', code: 'ECLOSED', reason: 'it closed the connection' }))
  const stream = session.request({
    ...headers,
    ':method': 'POST',
    ':path': SERVICES[signal],
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': `smonitor-doctor/${VERSION}`,
  })
  listen(stream, finish)
  const frame = Buffer.alloc(5)
  frame.writeUInt32BE(body.length, 1)
  stream.end(Buffer.concat([frame, body]))
  return () => finish({ kind: 'failed', code: 'ETIMEDOUT', reason: 'no answer in time' })
}

/** The status stands in the trailers, or in the headers of an answer that has nothing else. */
function listen(stream: ClientHttp2Stream, done: (answer: Answer) => void): void {
  let all: IncomingHttpHeaders & { readonly [name: string]: unknown } = {}
  const chunks: Buffer[] = []
  stream.on('response', (headers) => (all = { ...all, ...headers }))
  stream.on('trailers', (trailers) => (all = { ...all, ...trailers }))
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.once('error', (error) => done(failureOf(error)))
  stream.once('end', () => {
    // Trailers are told of in the same turn, before or after.
    setImmediate(() => {
      const status = all['grpc-status']
      if (status === undefined) {
        const code = all[':status']
        done({
          kind: 'http',
          status: Number(code ?? 0),
          statusText: '',
          contentType: String(all['content-type'] ?? ''),
          retryAfter: undefined,
          location: undefined,
          body: Buffer.concat(chunks),
        })
        return
      }
      const statusText = decodeURIComponentSafely(String(all['grpc-message'] ?? ''))
      done({ kind: 'grpc', status: Number(status), statusText, body: Buffer.concat(chunks).subarray(5) })
    })
  })
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Where several addresses failed, the message is empty and each has its own. */
function failureOf(error: Error & { readonly code?: unknown }): Answer {
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined
  const reason = (error.message || first?.message || error.name).replace(/\.$/, '')
  return { kind: 'failed', code: typeof error.code === 'string' ? error.code : '', reason }
}
