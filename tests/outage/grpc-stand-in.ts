import { once } from 'node:events'
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { readGrpcLogs } from './read-grpc-logs.ts'
import type { Behaviour, StandIn } from './stand-in.ts'

/** UNAVAILABLE and RESOURCE_EXHAUSTED. https://grpc.io/docs/guides/status-codes/ */
const STATUS: Readonly<Record<string, string>> = { '503': '14', '429': '8', 'retry-after': '14' }
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export'
const PREFIX_LENGTH = 5

/** Starts an endpoint as `startStandIn` does, which speaks OTLP over gRPC without compression. */
export async function startGrpcStandIn(): Promise<StandIn> {
  let behaviour: Behaviour = 'up'
  const asked: number[] = []
  const bodies: string[] = []
  const sessions = new Set<ServerHttp2Session>()
  const server = createServer().listen(0, '127.0.0.1')
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session)).on('error', () => undefined)
  })
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('error', () => undefined)
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('end', () => {
      const isLogs = headers[constants.HTTP2_HEADER_PATH] === LOGS
      if (isLogs) asked.push(performance.now())
      if (behaviour === 'cut') return stream.session?.destroy()
      if (behaviour === 'slow') return undefined
      if (behaviour !== 'up') return answer(stream, STATUS[behaviour] ?? '14')
      if (isLogs) bodies.push(readGrpcLogs(Buffer.concat(chunks).subarray(PREFIX_LENGTH)))
      return answer(stream, '0')
    })
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    behave: (next) => void (behaviour = next),
    asked,
    taken: () => bodies.join('\n'),
    async stop() {
      for (const session of sessions) session.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** An empty message, and the status behind it. */
function answer(stream: ServerHttp2Stream, status: string): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
  if (status === '0') stream.end(Buffer.alloc(PREFIX_LENGTH))
  else stream.end()
}
