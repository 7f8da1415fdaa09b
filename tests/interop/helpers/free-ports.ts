import { once } from 'node:events'
import { createServer } from 'node:net'

const TRIES = 3

/**
 * Starts something that listens on ports of loopback that nothing else listens on, and starts it again on others when
 * somebody was quicker.
 */
export async function withFreePorts<T>(
  count: number,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await findPorts(count)
    try {
      return await start(ports)
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes('address already in use')
      if (!isTaken || attempt === TRIES) throw error
    }
  }
}

/** All different, since they are held until the last is found. */
async function findPorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    return address.port
  })
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
  return ports
}
