import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

/** A request, as an endpoint got it. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
  readonly atMs: number
}

/** What an endpoint says to a request; `cut` closes the connection without a word. */
export type Reply =
  | 'cut'
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }

/** Starts an OTLP endpoint that answers as a test wants; it is closed when the running test has finished. */
export async function startAnsweringOtlp(
  reply: (path: string, count: number) => Reply = () => ({ status: 200 }),
): Promise<{ readonly endpoint: string; readonly received: readonly Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const data = Buffer.concat(chunks)
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(data) : data
      const path = request.url ?? ''
      received.push({
        path,
        headers: request.headers,
        body: JSON.parse(text.toString()) as Received['body'],
        atMs: Date.now(),
      })
      const answer = reply(path, received.length)
      if (answer === 'cut') return request.socket.destroy()
      response
        .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
        .end(answer.body ?? '{}')
      return undefined
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}
