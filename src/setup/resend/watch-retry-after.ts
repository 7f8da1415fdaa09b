import { subscribe, unsubscribe } from 'node:diagnostics_channel'

interface Finished {
  readonly request?: { readonly path?: unknown; getHeader?(name: string): unknown }
  readonly response?: {
    readonly statusCode?: unknown
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  }
}

const CHANNEL = 'http.client.response.finish'

/**
 * Learns how long an endpoint asks to be left alone, which the exporters of OTel keep to themselves where it is longer
 * than their own patience. It listens while a request of ours is under way, and no longer.
 *
 * @param endpoint - Of OTLP over HTTP.
 * @returns What ends it, and tells the time in milliseconds, if there was any.
 */
export function watchRetryAfter(endpoint: string): () => number | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  let waitMs: number | undefined
  const look = (message: unknown): void => {
    const { request, response } = message as Finished
    // By the header: it has the port too, and an address of IPv6 as the URL has it.
    const isOurs = request?.getHeader?.('host') === url?.host && String(request?.path).includes('/logs')
    if (!isOurs || (response?.statusCode !== 429 && response?.statusCode !== 503)) return
    waitMs = parseRetryAfter(response.headers?.['retry-after'])
  }
  subscribe(CHANNEL, look)
  return () => {
    unsubscribe(CHANNEL, look)
    return waitMs
  }
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function parseRetryAfter(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
