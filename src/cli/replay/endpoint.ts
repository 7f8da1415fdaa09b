import type { Environment } from '../../setup/environment.ts'
import type { Signal } from './signals.ts'

/** Where telemetry is sent to. */
export interface Endpoint {
  /** The address of a signal. */
  urlOf(signal: Signal): string
  /** What goes along; may hold secrets. */
  headersOf(signal: Signal): Readonly<Record<string, string>>
  /** The address without what must not be shown or kept: user information, and what follows `?`. */
  readonly shown: string
}

/** What is wrong with what somebody wrote; a sentence. */
export interface Refusal {
  readonly reason: string
}

/**
 * Reads where to send to and what goes along: what the command line says, over OTel's variables for all exporters.
 *
 * @param address - As in OTEL_EXPORTER_OTLP_ENDPOINT: without `/v1/logs`, which is taken off.
 * @param headers - `name=value` or `name: value`, each.
 * @returns `undefined` where nobody says where to.
 */
export function readEndpoint(
  address: string | undefined,
  headers: readonly string[],
  env: Environment,
): Endpoint | Refusal | undefined {
  const given = address ?? (env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim() || undefined)
  if (given === undefined) return undefined
  const url = URL.canParse(given) ? new URL(given) : undefined
  const source = address === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : '--otlp'
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const way = suggest(given)
    const advice = way === undefined ? ', such as http://localhost:4318' : `; write ${way}`
    return { reason: `${source} is "${show(given)}", which is no address of OTLP over HTTP${advice}.` }
  }
  const own: Record<string, string> = {}
  for (const header of headers) {
    const parsed = parseHeader(header)
    if (parsed === undefined) return { reason: 'A --header is no header: write it as name=value.' }
    own[parsed[0]] = parsed[1]
  }
  const authorization = takeUser(url)
  url.pathname = url.pathname.replace(/\/(?:v1\/(?:logs|traces|metrics)\/?)?$/, '')
  url.hash = ''
  return {
    urlOf(signal) {
      const one = new URL(url)
      one.pathname = `${one.pathname.replace(/\/$/, '')}/v1/${signal}`
      return one.href
    },
    headersOf: (signal) => ({
      ...authorization,
      ...parseList(env['OTEL_EXPORTER_OTLP_HEADERS']),
      ...parseList(env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]),
      ...own,
    }),
    shown: `${url.origin}${url.pathname.replace(/\/$/, '')}`,
  }
}

/** Without what may be a password: user information, and what follows `?`. */
function show(address: string): string {
  return address.replace(/^(\w+:\/\/)?.*@/s, '$1').replace(/[?#].*$/s, '')
}

/** What was meant, as far as that can be told: the same address by HTTP. */
function suggest(address: string): string | undefined {
  const shown = show(address)
  const way = `http://${shown.replace(/^[a-z][\w+.-]*:\/\//i, '')}`
  return shown !== '' && !/\s/.test(shown) && URL.canParse(way) && new URL(way).hostname !== ''
    ? way
    : undefined
}

/** `fetch` takes no address with a name and a password in it. */
function takeUser(url: URL): Readonly<Record<string, string>> {
  const { username, password } = url
  if (username === '' && password === '') return {}
  url.username = ''
  url.password = ''
  const pair = `${decode(username)}:${decode(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/ (v1.60): as W3C Baggage, values percent-encoded. */
function parseList(text: string | undefined): Readonly<Record<string, string>> {
  const parsed = (text ?? '').split(',').map((pair) => {
    const at = pair.indexOf('=')
    return at < 1 ? undefined : checkHeader(pair.slice(0, at), decode(pair.slice(at + 1).trim()))
  })
  return Object.fromEntries(parsed.filter((pair) => pair !== undefined))
}

function parseHeader(text: string): readonly [name: string, value: string] | undefined {
  const [, name, value] = /^([^:=]+)[:=](.*)$/s.exec(text) ?? []
  return name === undefined || value === undefined ? undefined : checkHeader(name, value.trim())
}

function checkHeader(name: string, value: string): readonly [name: string, value: string] | undefined {
  try {
    const lower = name.trim().toLowerCase()
    void new Headers([[lower, value]])
    return [lower, value]
  } catch {
    return undefined
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
