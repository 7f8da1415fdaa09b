import { subscribe, unsubscribe } from 'node:diagnostics_channel'

interface Finished {
  readonly request?: { readonly path?: unknown; getHeader?(name: string): unknown }
  readonly response?: {
    readonly statusCode?: unknown
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  }
}

const CHANNEL = 'http.client.response.finish'

/** What the exporters of OTel keep to themselves of an answer. */
export interface WatchedAnswer {
  /** How long the endpoint asks to be left alone, in milliseconds: it may be longer than their own patience. */
  readonly retryAfterMs: number | undefined
  /** Whether it answered with success and a page for people: whoever does so has taken nothing. */
  readonly isWebPage: boolean
}

/**
 * Looks at the answers of an endpoint while a request of ours is under way, and no longer.
 *
 * @param endpoint - Of OTLP over HTTP.
 * @returns What ends it, and tells what was seen.
 */
export function watchAnswer(endpoint: string): () => WatchedAnswer {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  let waitMs: number | undefined
  let isWebPage = false
  const look = (message: unknown): void => {
    const { request, response } = message as Finished
    // By the header: it has the port too, and an address of IPv6 as the URL has it.
    const isOurs = request?.getHeader?.('host') === url?.host && String(request?.path).includes('/logs')
    if (!isOurs) return
    const { statusCode, headers } = response ?? {}
    isWebPage = statusCode === 200 && /^text\/html\b/i.test(String(headers?.['content-type']))
    if (statusCode === 429 || statusCode === 503) waitMs = parseRetryAfter(headers?.['retry-after'])
  }
  subscribe(CHANNEL, look)
  return () => {
    unsubscribe(CHANNEL, look)
    return { retryAfterMs: waitMs, isWebPage }
  }
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function parseRetryAfter(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
