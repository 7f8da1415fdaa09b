import { readFileSync } from 'node:fs'
import type { Environment } from '../../setup/environment.ts'
import { showAddress } from '../../setup/show-address.ts'

/** The signals that are probed. */
export type Signal = 'traces' | 'logs'

/** How OTLP is spoken. */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc'

/** Where and how the telemetry of a signal is sent. */
export interface OtlpTarget {
  readonly signal: Signal
  readonly url: URL
  readonly protocol: OtlpProtocol
  /** The variable that names the endpoint; `undefined` for the default. */
  readonly setBy: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly isGzip: boolean
  readonly timeoutMs: number
  readonly tls: { readonly ca?: Buffer; readonly key?: Buffer; readonly cert?: Buffer }
}

/** The protocols that there are. */
export const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json', 'grpc']

const DEFAULT_TIMEOUT_MS = 10_000

/**
 * Reads where OTel's own exporters would send a signal to, from OTel's variables.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/ (v1.60)
 *
 * @returns `undefined` where the address is none; the examination of the variables tells of it.
 */
export function otlpTargetFromEnv(signal: Signal, env: Environment): OtlpTarget | undefined {
  const own = (name: string): string => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`
  const said = (name: string): string | undefined =>
    env[own(name)]?.trim() || env[`OTEL_EXPORTER_OTLP_${name}`]?.trim() || undefined
  const asked = said('PROTOCOL') ?? 'http/protobuf'
  const protocol = PROTOCOLS.find((one) => one === asked) ?? 'http/protobuf'
  const url = endpointOf(signal, protocol, env)
  if (url === undefined) return undefined
  const setBy = [own('ENDPOINT'), 'OTEL_EXPORTER_OTLP_ENDPOINT'].find((name) => env[name]?.trim())
  const timeout = Number(said('TIMEOUT') ?? DEFAULT_TIMEOUT_MS)
  return {
    signal,
    url,
    protocol,
    setBy,
    headers: {
      ...parseHeaders(env['OTEL_EXPORTER_OTLP_HEADERS']),
      ...parseHeaders(env[own('HEADERS')]),
    },
    isGzip: said('COMPRESSION') === 'gzip',
    timeoutMs: Number.isFinite(timeout) && timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS,
    tls: {
      ...fileOf('ca', said('CERTIFICATE')),
      ...fileOf('key', said('CLIENT_KEY')),
      ...fileOf('cert', said('CLIENT_CERTIFICATE')),
    },
  }
}

/** Parses `name=value,name=value`, values percent-encoded. */
export function parseHeaders(text: string | undefined): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').map((pair) => pair.trim())
  return Object.fromEntries(
    pairs
      .filter((pair) => pair.indexOf('=') > 0)
      .map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at).trim().toLowerCase(), decode(pair.slice(at + 1).trim())]
      }),
  )
}

/** An address without what must not be shown: user information, and what follows `?`. */
export function showUrl(url: URL | string): string {
  return showAddress(String(url)).replace(/(?<!\/)\/$/, '')
}

/** The address of one signal is taken as it is; that of all has the path of the signal added. */
function endpointOf(signal: Signal, protocol: OtlpProtocol, env: Environment): URL | undefined {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]?.trim()
  const shared = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim()
  if (protocol === 'grpc') {
    const named = own || shared || 'http://localhost:4317'
    const isInsecure = env['OTEL_EXPORTER_OTLP_INSECURE']?.trim().toLowerCase() === 'true'
    return parseUrl(/^[a-z]+:\/\//i.test(named) ? named : `${isInsecure ? 'http' : 'https'}://${named}`)
  }
  if (own) return parseUrl(own)
  const base = parseUrl(shared || 'http://localhost:4318')
  if (base !== undefined) base.pathname = `${base.pathname.replace(/\/$/, '')}/v1/${signal}`
  return base
}

function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What cannot be read is left out: the handshake then fails, and says what it misses. */
function fileOf(key: 'ca' | 'key' | 'cert', path: string | undefined): Partial<OtlpTarget['tls']> {
  if (path === undefined) return {}
  try {
    return { [key]: readFileSync(path) }
  } catch {
    return {}
  }
}
