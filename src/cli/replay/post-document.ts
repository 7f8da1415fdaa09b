import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { VERSION } from '../../record/version.ts'
import { asObject } from '../../bundle/read-fields.ts'
import type { Signal } from './signals.ts'

/** What came of a request. */
export type Answer =
  /** It was taken, but for some. */
  | { readonly kind: 'taken'; readonly rejected: number; readonly reason: string }
  /** It may be taken later: not before so many milliseconds, where the endpoint says so. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs: number | undefined }
  /** The endpoint takes nothing of this signal, as Jaeger takes no log records. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** It will not be taken, and others may be. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing will be taken of whoever asks like this. */
  | { readonly kind: 'forbidden'; readonly reason: string }

/** A request of OTLP over HTTP. */
export interface Post {
  readonly url: string
  readonly signal: Signal
  readonly headers: Readonly<Record<string, string>>
  /** A document of OTLP JSON. */
  readonly body: string
  readonly abort: AbortSignal
  /** How long to wait for the answer. */
  readonly timeoutMs: number
}

const compress = promisify(gzip)

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes (v1.9) */
const RETRYABLE = new Set([408, 429, 502, 503, 504])
/** Nobody is at that address for this signal. */
const UNSUPPORTED = new Set([404, 405, 410, 501])

/** Sends a document, once. Never rejects, but for what aborts it. */
export async function postDocument({ url, signal, headers, body, abort, timeoutMs }: Post): Promise<Answer> {
  const data = await compress(body)
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'user-agent': `smonitor-replay/${VERSION}`,
        ...headers,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: data,
      // Where it would lead is for a person to decide: the headers may hold secrets.
      redirect: 'manual',
      signal: AbortSignal.any([abort, AbortSignal.timeout(timeoutMs)]),
    })
    text = await response.text()
  } catch (error) {
    abort.throwIfAborted()
    const deadEnd = deadEndIn(error)
    if (deadEnd !== undefined) return { kind: 'forbidden', reason: deadEnd }
    return { kind: 'later', reason: reasonOf(error, timeoutMs), retryAfterMs: undefined }
  }
  return judge(response, text, signal)
}

function judge(response: Response, text: string, signal: Signal): Answer {
  const { status, statusText, headers } = response
  const message = messageIn(text)
  const reason = `it answered ${[status, statusText].join(' ').trim()}${message === '' ? '' : `: ${message}`}`
  if (status >= 200 && status < 300) {
    const type = headers.get('content-type') ?? ''
    return isOtlp(type, text)
      ? { kind: 'taken', ...partialSuccessIn(text) }
      : { kind: 'forbidden', reason: `${reason} with ${notOtlp(type)}` }
  }
  // The code of gRPC for what a server does not have, which collectors put into the body.
  if (UNSUPPORTED.has(status) || codeIn(text) === UNIMPLEMENTED)
    return { kind: 'unsupported', reason: `it takes no ${signal}: ${reason}` }
  if (RETRYABLE.has(status))
    return { kind: 'later', reason, retryAfterMs: retryAfterMs(headers.get('retry-after')) }
  if (status === 401 || status === 403 || status === 407) return { kind: 'forbidden', reason }
  if (status >= 300 && status < 400)
    return { kind: 'forbidden', reason: `${reason}, which leads elsewhere; name that address` }
  return { kind: 'refused', reason }
}

const UNIMPLEMENTED = 12

/** Whoever takes OTLP answers as the specification says, or says nothing; many a server answers 200 to anything. */
function isOtlp(type: string, text: string): boolean {
  return text.trim() === '' || /json|protobuf|octet-stream/i.test(type) || text.trimStart().startsWith('{')
}

function notOtlp(type: string): string {
  const what = /html/i.test(type)
    ? 'a web page'
    : `something that is no answer of OTLP (${type || 'of no type'})`
  return `${what}, so that it has taken nothing; name the address of OTLP by HTTP, mostly with port 4318`
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

function partialSuccessIn(text: string): { readonly rejected: number; readonly reason: string } {
  const partial = asObject(parse(text)['partialSuccess'])
  const rejected = Number(
    partial['rejectedLogRecords'] ?? partial['rejectedSpans'] ?? partial['rejectedDataPoints'] ?? 0,
  )
  const { errorMessage } = partial
  return {
    rejected: Number.isFinite(rejected) && rejected > 0 ? rejected : 0,
    reason: typeof errorMessage === 'string' ? errorMessage.slice(0, MAX_MESSAGE) : '',
  }
}

const MAX_MESSAGE = 200

/** An answer to JSON is JSON with a message; a proxy answers with a page, of which nothing is shown. */
function messageIn(text: string): string {
  const { message } = parse(text)
  return typeof message === 'string' ? message.slice(0, MAX_MESSAGE) : ''
}

function codeIn(text: string): unknown {
  return parse(text)['code']
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}

/** Why the same address will fail for ever: what listens there speaks something else, or is not to be trusted. */
function deadEndIn(error: unknown): string | undefined {
  const cause = (error as { readonly cause?: unknown }).cause as
    | { readonly name?: string; readonly code?: string; readonly message?: string }
    | undefined
  const { name = '', code = '', message = '' } = cause ?? {}
  if (name === 'HTTPParserError' || code.startsWith('HPE_'))
    return 'what listens there speaks no HTTP/1.1, as that of OTLP by gRPC, mostly with port 4317; name that of OTLP by HTTP, mostly with port 4318'
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/i.test(code))
    return 'what listens there speaks no TLS; write http:// in place of https://'
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(code))
    return `its certificate is not trusted: ${message}; NODE_EXTRA_CA_CERTS names a file with more of those that are`
  return undefined
}

/** What `fetch` says itself is only that it failed. */
function reasonOf(error: unknown, timeoutMs: number): string {
  const { message, name, cause } = error as Error
  if (name === 'TimeoutError')
    return `there was no answer within ${Math.max(1, Math.round(timeoutMs / 1000))} s`
  const { message: deeper = '', code } = (cause ?? {}) as {
    readonly message?: string
    readonly code?: unknown
  }
  return deeper || (typeof code === 'string' ? code : message)
}
