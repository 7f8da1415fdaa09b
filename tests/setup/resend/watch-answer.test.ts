import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { watchAnswer } from '../../../src/setup/resend/watch-answer.ts'

// Containers often have none.
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)

/** An endpoint that answers with a status and the time for which it asks. */
async function startBusy(host: string, status: number, retryAfter?: string): Promise<string> {
  return startAnswering(host, status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
}

async function startAnswering(
  host: string,
  status: number,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1/logs`
}

/** Sends something as the exporters do, and waits for the answer. */
function post(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(new URL(url), { method: 'POST' }, (response) => {
      response.resume().once('end', resolve)
    })
      .once('error', reject)
      .end('{}')
  })
}

describe('the time for which an endpoint asks to be left alone', () => {
  test.each<[host: string, status: number, retryAfter: string | undefined, waitMs: number | undefined]>([
    ['127.0.0.1', 429, '7', 7000],
    ['127.0.0.1', 503, '7', 7000],
    ...(hasIpv6 ? [['::1', 503, '7', 7000] as [string, number, string, number]] : []),
    ['127.0.0.1', 503, undefined, undefined],
    ['127.0.0.1', 503, 'soon', undefined],
    ['127.0.0.1', 503, 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['127.0.0.1', 500, '7', undefined],
  ])('is learnt from %s and an answer %s with %s: %s ms', async (host, status, retryAfter, waitMs) => {
    const url = await startBusy(host, status, retryAfter)
    const unwatch = watchAnswer(url)
    await post(url)
    expect(unwatch().retryAfterMs).toBe(waitMs)
  })

  test('is that of this endpoint and of no other one on the same machine, and not looked for any more then', async () => {
    const [own, other] = [await startBusy('127.0.0.1', 503, '7'), await startBusy('127.0.0.1', 503, '600')]
    const unwatch = watchAnswer(own)
    await post(own)
    await post(other)
    await post(own.replace('/logs', '/traces'))
    expect(unwatch().retryAfterMs).toBe(7000)
    const again = watchAnswer(own)
    again()
    await post(own)
    expect(again().retryAfterMs).toBeUndefined()
  })

  test('is not known of an address that is no URL, as gRPC has', async () => {
    const url = await startBusy('127.0.0.1', 503, '7')
    const unwatch = watchAnswer(new URL(url).host)
    await post(url)
    expect(unwatch().retryAfterMs).toBeUndefined()
  })
})

describe('an answer of success', () => {
  test.each([
    ['text/html; charset=utf-8', 200, true],
    ['text/html', 404, false],
    ['application/x-protobuf', 200, false],
  ])('of type %s and status %s: it is a web page is %s', async (type, status, isWebPage) => {
    const url = await startAnswering('127.0.0.1', status, { 'content-type': type })
    const unwatch = watchAnswer(url)
    await post(url)
    expect(unwatch().isWebPage).toBe(isWebPage)
  })
})
