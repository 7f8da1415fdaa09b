import { createServer } from 'node:http'
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { readNames, readSdkVersion, type SentNames } from './read-names.ts'

/** What one exporter has sent, by the way that it came. */
export interface Sink extends SentNames {
  /** `grpc`, `http/protobuf`, `http/json` or `zipkin`. */
  readonly by: string
  /** The version of the SDK, as its resource says. */
  readonly version: string | undefined
}

/** Endpoints that take telemetry as it comes: OTLP by HTTP and by gRPC, and Zipkin. */
export interface RawReceiver {
  readonly http: string
  readonly grpc: string
  /** Hands over what has come since it was asked last. */
  take(): readonly Sink[]
  close(): void
}

/** Starts them on free ports. */
export async function startRawReceiver(): Promise<RawReceiver> {
  let taken: Sink[] = []
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const { url = '', headers } = request
      const whole = Buffer.concat(chunks)
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole
      const isJson = /json/.test(headers['content-type'] ?? '')
      const by = url.startsWith('/api/v2/spans') ? 'zipkin' : isJson ? 'http/json' : 'http/protobuf'
      taken.push({ by, version: readSdkVersion(body.toString('latin1')), ...readNames(by, url, body) })
      response.writeHead(200, { 'content-type': headers['content-type'] ?? '' }).end(isJson ? '{}' : '')
    })
  })
  const grpc = createHttp2()
  grpc.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('end', () => {
      const frame = Buffer.concat(chunks)
      // A byte for the compression and four for the length are before the message.
      const body = frame[0] === 1 ? gunzipSync(frame.subarray(5)) : frame.subarray(5)
      const names = readNames('grpc', headers[':path'] ?? '', body)
      taken.push({ by: 'grpc', version: readSdkVersion(body.toString('latin1')), ...names })
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(Buffer.alloc(5))
    })
  })
  return {
    http: await listen(http),
    grpc: await listen(grpc),
    take() {
      const all = taken
      taken = []
      return all
    },
    close() {
      http.closeAllConnections()
      http.close()
      grpc.close()
    },
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
