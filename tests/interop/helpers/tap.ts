import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'

/** A request that went through a tap. */
export interface Tapped {
  readonly path: string
  readonly contentType: string
  /** `none` when there was no such header. */
  readonly contentEncoding: string
  /** What the target answered. */
  readonly status: number
}

/** A server before another one, that tells what went through it. */
export interface Tap {
  readonly endpoint: string
  readonly seen: readonly Tapped[]
  readonly stop: () => Promise<void>
}

/** Starts a server on loopback that hands each request on, as it is, and each answer back. */
export async function startTap(target: string): Promise<Tap> {
  const seen: Tapped[] = []
  const server: Server = createServer((incoming, outgoing) => {
    const { method, url: path = '/', headers } = incoming
    const onward = request(new URL(path, target), { method, headers }, (answer) => {
      const { statusCode: status = 0 } = answer
      const { 'content-type': contentType = '', 'content-encoding': contentEncoding = 'none' } = headers
      seen.push({ path, contentType, contentEncoding, status })
      outgoing.writeHead(status, answer.headers)
      answer.pipe(outgoing)
    })
    // As a client of the target itself would see it: the connection is gone.
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tap has no port.')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen,
    async stop() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}
