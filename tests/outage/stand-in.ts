import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

/** How an endpoint behaves. */
export type Behaviour = 'up' | '429' | '503' | 'retry-after' | 'cut' | 'slow'

/** An endpoint that takes nothing, as a collector cannot be asked to. */
export interface StandIn {
  readonly endpoint: string
  behave(behaviour: Behaviour): void
  /** Times at which log records came, in milliseconds of the monotonic clock. */
  readonly asked: readonly number[]
  /** What it has taken: the bodies, as text. */
  readonly taken: () => string
  stop(): Promise<void>
}

/** How long the stand-in asks to be left alone, in seconds. */
export const RETRY_AFTER_S = 4

/** Starts it. It speaks OTLP JSON without compression. */
export async function startStandIn(): Promise<StandIn> {
  let behaviour: Behaviour = 'up'
  const asked: number[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const isLogs = request.url === '/v1/logs'
      if (isLogs) asked.push(performance.now())
      if (behaviour !== 'up') return refuse(response, behaviour)
      if (isLogs) bodies.push(Buffer.concat(chunks).toString())
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    behave: (next) => void (behaviour = next),
    asked,
    taken: () => bodies.join('\n'),
    async stop() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

function refuse(response: ServerResponse, behaviour: Exclude<Behaviour, 'up'>): unknown {
  switch (behaviour) {
    case 'cut':
      return response.socket?.destroy()
    case 'slow':
      // Longer than any exporter waits.
      return undefined
    case 'retry-after':
      return response.writeHead(503, { 'retry-after': String(RETRY_AFTER_S) }).end()
    default:
      return response.writeHead(Number(behaviour)).end()
  }
}
