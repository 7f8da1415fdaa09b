import type { NextStep } from './finding.ts'
import { exportersOf } from './describe-provider.ts'
import type { Observation } from './inside/observation.ts'
import { showUrl, type OtlpTarget, type Signal } from './otlp-target.ts'
import type { Answer } from './probe-endpoint.ts'

type HttpAnswer = Extract<Answer, { readonly kind: 'http' }>
type FailedAnswer = Extract<Answer, { readonly kind: 'failed' }>

/** What to do about a status of HTTP that refuses. */
export function remedyOfStatus(
  target: OtlpTarget,
  { status, location, body }: HttpAnswer,
): readonly [string, NextStep] {
  const variable = endpointVariable(target)
  if (status === 401 || status === 403 || status === 407) {
    const has = Object.keys(target.headers).length > 0
    return [
      has
        ? 'Correct the token in OTEL_EXPORTER_OTLP_HEADERS; its value is percent-encoded'
        : 'Give it the header that it asks for, in OTEL_EXPORTER_OTLP_HEADERS',
      { kind: 'set', text: 'OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20…' },
    ]
  }
  if (status === 404 || status === 405) {
    const path = `/v1/${target.signal}`
    if (!target.url.pathname.endsWith(path)) {
      const url = `${showUrl(target.url)}${path}`
      return [`Add the path: ${variable} is taken as it stands`, { kind: 'set', text: `${variable}=${url}` }]
    }
    const twice = /^(.*)\/v1\/(?:traces|logs|metrics)\/v1\/\w+$/.exec(showUrl(target.url))?.[1]
    if (twice !== undefined) {
      return [
        `Take the path of a signal off ${variable}, to which each signal adds its own`,
        { kind: 'set', text: `${variable}=${twice}` },
      ]
    }
    return [
      'Correct the address: the path of OTLP is not served there',
      { kind: 'set', text: 'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318' },
    ]
  }
  if (status >= 300 && status < 400) {
    const to = location === undefined ? 'the address that it names' : showUrl(location)
    return [
      `Send to ${to}: exporters follow no redirection`,
      { kind: 'set', text: `${variable}=${location === undefined ? '…' : addressFor(target, to)}` },
    ]
  }
  // So say Go and nginx.
  if (status === 400 && /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(body.toString())) {
    const url = addressFor(target, showUrl(target.url).replace(/^http:/, 'https:'))
    return [
      'Use https:// in place of http://: what listens there wants TLS',
      { kind: 'set', text: `${variable}=${url}` },
    ]
  }
  if (status === 415 || status === 400) {
    const other = target.protocol === 'http/json' ? 'http/protobuf' : 'http/json'
    return [
      'Try the other encoding, or look into its log',
      { kind: 'set', text: `OTEL_EXPORTER_OTLP_PROTOCOL=${other}` },
    ]
  }
  return ['Look into its own log for the reason', check(target)]
}

/** What to do about a connection that failed. */
export function remedyOfFailure(
  target: OtlpTarget,
  { code, reason }: FailedAnswer,
): readonly [string, NextStep] {
  const variable = endpointVariable(target)
  const { hostname, port } = target.url
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return [
      `Correct the name ${hostname}, which is not known here`,
      { kind: 'set', text: `${variable}=http://localhost:4318` },
    ]
  }
  if (isWithoutTls({ code, reason })) {
    return [
      'Use http:// in place of https://: what listens there has no TLS',
      {
        kind: 'set',
        text: `${variable}=${addressFor(target, showUrl(target.url).replace(/^https:/, 'http:'))}`,
      },
    ]
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|certificate/i.test(`${code} ${reason}`)) {
    return [
      'Name the certificate that signs its own, or correct the name in the address',
      { kind: 'set', text: 'OTEL_EXPORTER_OTLP_CERTIFICATE=/path/to/ca.pem' },
    ]
  }
  if (code === 'ECONNREFUSED') {
    return [
      'Start a collector or backend there, or correct the address',
      {
        kind: 'check',
        text: `that something listens at ${hostname}:${port || (target.url.protocol === 'https:' ? '443' : '80')}`,
      },
    ]
  }
  return ['Look whether it is up, and whether something between cuts the connection', check(target)]
}

/** What to do about an export that failed in the program; `unsupported` where others were taken at the same place. */
export function remedyOfExport(
  signal: Signal | 'metrics',
  url: string | null,
  isUnsupported: boolean,
): readonly [string, NextStep] {
  if (url === null) return ['Look at the exporter', { kind: 'check', text: 'the exporter' }]
  const place = showUrl(url)
  if (!isUnsupported)
    return [
      `Look what listens at ${place}, and with which protocol`,
      { kind: 'check', text: `what listens at ${place}` },
    ]
  const setting = `OTEL_${signal.toUpperCase()}_EXPORTER=none`
  return [
    `The backend takes traces and no ${signal}, as Jaeger does: set ${setting}, or send them elsewhere by a collector`,
    { kind: 'set', text: setting },
  ]
}

/** Tells whether nobody takes a signal where traces are taken. */
export function isUnsupported(
  reasons: readonly string[],
  { providers }: Pick<Observation, 'providers'>,
): boolean {
  const takesTraces = providers
    .filter(({ signal }) => signal === 'traces')
    .flatMap(exportersOf)
    .some(({ kind, exported, exportedByFlush }) => kind === 'otlp' && exported + exportedByFlush > 0)
  return takesTraces && reasons.some((reason) => /^(?:404|405|501|12)\b|UNIMPLEMENTED|Not Found/.test(reason))
}

/** Why a connection failed, in a few words. */
export function reasonOf({ code, reason }: FailedAnswer): string {
  // OpenSSL says where in its sources it was.
  const [, short] = /error:\w+:SSL routines:[^:]*:([^:]+):/.exec(reason) ?? []
  const text = short ?? reason
  return code === '' || text.includes(code) ? text : `${text} (${code})`
}

/** What listens there answers to a handshake of TLS as if it were anything else. */
export function isWithoutTls({ code, reason }: Pick<FailedAnswer, 'code' | 'reason'>): boolean {
  return code === 'EPROTO' || /wrong version number|packet length too long/i.test(reason)
}

/** The step that is left where nothing better is known. */
export function check({ url }: OtlpTarget): NextStep {
  return { kind: 'check', text: `what listens at ${showUrl(url)}` }
}

/** The setting of an endpoint, and its address with another port. */
export function portOf(
  target: OtlpTarget,
  port: string,
): { readonly setting: string; readonly address: string } {
  const url = new URL(target.url)
  url.port = port
  return { setting: endpointVariable(target), address: addressFor(target, showUrl(url)) }
}

/** The variable for all signals is without the path of one. */
function addressFor({ signal, setBy }: OtlpTarget, url: string): string {
  return setBy === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? url.replace(new RegExp(`/v1/${signal}$`), '') : url
}

function endpointVariable({ signal, setBy }: OtlpTarget): string {
  return setBy ?? `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`
}
