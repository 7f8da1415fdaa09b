import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request that an endpoint got. */
export interface SeenRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An endpoint of a test, and what came to it. */
export interface AnsweringServer {
  readonly url: string
  readonly port: number
  readonly requests: readonly SeenRequest[]
}

/** Starts an endpoint that answers each request as it is told; it is closed when the running test has finished. */
export async function answerHttp(
  answer: (path: string, response: ServerResponse) => void,
): Promise<AnsweringServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const path = request.url ?? ''
      requests.push({ path, headers: request.headers, body: Buffer.concat(chunks) })
      answer(path, response)
    })
  })
  onTestFinished(() => server.closeAllConnections())
  return { ...(await listen(server)), requests }
}

/** Starts an endpoint that speaks gRPC, and ends each call with a status and a message. */
export async function answerGrpc(
  statusOf: (path: string) => readonly [status: number, message: string, body?: Buffer],
): Promise<AnsweringServer> {
  const requests: SeenRequest[] = []
  const server = createHttp2()
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('end', () => {
      const path = String(headers[':path'])
      requests.push({ path, headers, body: Buffer.concat(chunks) })
      const [status, message, body = Buffer.alloc(0)] = statusOf(path)
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.once('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) }),
      )
      const frame = Buffer.alloc(5)
      frame.writeUInt32BE(body.length, 1)
      stream.end(status === 0 ? Buffer.concat([frame, body]) : undefined)
    })
  })
  return { ...(await listen(server)), requests }
}

/** Starts something that takes connections and never says a word. */
export async function answerNothing(): Promise<AnsweringServer> {
  const server = createTcp((socket) => {
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
  })
  return { ...(await listen(server)), requests: [] }
}

/** Finds a port on which nothing listens. */
export async function findClosedPort(): Promise<number> {
  const server = createTcp()
  const { port } = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listen(
  server: Pick<Server, 'listen' | 'address' | 'close'>,
): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port }
}
