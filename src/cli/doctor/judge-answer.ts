import { createFinding, type Finding } from './finding.ts'
import { showUrl, type OtlpTarget, type Signal } from './otlp-target.ts'
import type { Answer } from './probe-endpoint.ts'
import { readPartialSuccess } from './read-partial-success.ts'
import { check, isWithoutTls, portOf, reasonOf, remedyOfFailure, remedyOfStatus } from './remedies.ts'

type HttpAnswer = Extract<Answer, { readonly kind: 'http' }>
type GrpcAnswer = Extract<Answer, { readonly kind: 'grpc' }>
type FailedAnswer = Extract<Answer, { readonly kind: 'failed' }>

/** Judges what an endpoint answered to a probe; nothing where it took it. */
export function judgeAnswer(target: OtlpTarget, answer: Answer): Finding | undefined {
  switch (answer.kind) {
    case 'http':
      return judgeHttp(target, answer)
    case 'grpc':
      return judgeGrpc(target, answer)
    case 'silent':
      return createFinding(
        'SMON-E323',
        { ...named(target), timeout: answer.timeoutMs },
        check(target),
        evidenceOf(target, `no answer within ${answer.timeoutMs} ms`),
      )
    case 'failed':
      return judgeFailure(target, answer)
  }
}

/** Says in words what an endpoint answered. */
export function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'http':
      return `HTTP ${[String(answer.status), answer.statusText].filter((part) => part !== '').join(' ')}`
    case 'grpc':
      return answer.status === 0
        ? 'gRPC OK'
        : `gRPC ${GRPC_NAMES[answer.status] ?? answer.status}${answer.statusText === '' ? '' : `, "${answer.statusText}"`}`
    case 'silent':
      return 'no answer'
    case 'failed':
      return reasonOf(answer)
  }
}

function judgeHttp(target: OtlpTarget, answer: HttpAnswer): Finding | undefined {
  const { status, contentType, body, retryAfter, location } = answer
  const text = excerptOf(body, contentType)
  const said = `${describeAnswer(answer)}${text === '' ? '' : `, ${text}`}`
  const evidence = evidenceOf(
    target,
    said,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    ...(location === undefined ? [] : [`Location: ${location}`]),
  )
  if (target.protocol === 'grpc') {
    const reason = `it answered ${describeAnswer(answer)} without a status of gRPC`
    return notOtlp(target, reason, evidence)
  }
  if (status >= 200 && status < 300) {
    if (isHtml(answer)) return webPage(target, evidence)
    const partial = readPartialSuccess(body, /json/.test(contentType))
    if (partial === undefined || partial.rejected === 0) return undefined
    return createFinding(
      'SMON-W325',
      { ...named(target), count: partial.rejected, reason: partial.reason || 'it gave no reason' },
      check(target),
      evidence,
    )
  }
  if (BUSY.includes(status)) {
    const wait =
      retryAfter === undefined
        ? 'Try again later; it does not say when'
        : `Try again after ${retryAfter}${/^\d+$/.test(retryAfter) ? ' seconds' : ''}, as it asks`
    return createFinding(
      'SMON-W322',
      { ...named(target), answer: said, remedy: wait },
      check(target),
      evidence,
    )
  }
  const [remedy, step] = remedyOfStatus(target, answer)
  return createFinding('SMON-E321', { ...named(target), answer: said, remedy }, step, evidence)
}

const BUSY = [429, 502, 503, 504]

function judgeGrpc(target: OtlpTarget, answer: GrpcAnswer): Finding | undefined {
  const { status, body } = answer
  const said = describeAnswer(answer)
  const evidence = evidenceOf(target, said)
  if (status === 0) {
    const partial = readPartialSuccess(body, false)
    if (partial === undefined || partial.rejected === 0) return undefined
    return createFinding(
      'SMON-W325',
      { ...named(target), count: partial.rejected, reason: partial.reason || 'it gave no reason' },
      check(target),
      evidence,
    )
  }
  if (status === UNIMPLEMENTED) {
    const remedy = 'Correct the address: no service of OTLP is there'
    return createFinding('SMON-E321', { ...named(target), answer: said, remedy }, check(target), evidence)
  }
  if (status === 7 || status === 16) {
    const remedy = 'Give it the header that it asks for, in OTEL_EXPORTER_OTLP_HEADERS'
    const step = { kind: 'set', text: 'OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20…' } as const
    return createFinding('SMON-E321', { ...named(target), answer: said, remedy }, step, evidence)
  }
  if ([4, 8, 14].includes(status)) {
    const remedy = 'Try again later'
    return createFinding('SMON-W322', { ...named(target), answer: said, remedy }, check(target), evidence)
  }
  const remedy = 'Look into its own log for the reason'
  return createFinding('SMON-E321', { ...named(target), answer: said, remedy }, check(target), evidence)
}

/** The status of gRPC for a service that is not there, which is how Jaeger answers to logs. */
export const UNIMPLEMENTED = 12

const GRPC_NAMES: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
}

function judgeFailure(target: OtlpTarget, answer: FailedAnswer): Finding {
  const reason = reasonOf(answer)
  const evidence = evidenceOf(target, reason)
  if (!isWithoutTls(answer) && isOtherProtocol(answer)) {
    return notOtlp(
      target,
      target.protocol === 'grpc'
        ? `it does not answer by HTTP/2 (${reason})`
        : `it does not answer by HTTP/1.1 (${reason})`,
      evidence,
    )
  }
  const [remedy, step] = remedyOfFailure(target, answer)
  return createFinding('SMON-E320', { ...named(target), reason, remedy }, step, evidence)
}

/** Node's parsers of HTTP/1.1 and HTTP/2 do not understand the other one. */
function isOtherProtocol({ code, reason }: FailedAnswer): boolean {
  return /^HPE_|^ERR_HTTP2_/.test(code) || /Protocol error|NGHTTP2|Parse Error/i.test(reason)
}

/** At the port of a user interface no protocol helps. */
function webPage(target: OtlpTarget, evidence: readonly string[]): Finding {
  const reason = 'it answered with a web page'
  const remedy =
    'A page for people is at that address, such as that of a user interface. OTLP by HTTP has the port 4318 by default, and by gRPC 4317'
  const { setting, address } = portOf(target, '4318')
  return createFinding(
    'SMON-E324',
    { ...named(target), protocol: target.protocol, reason, remedy },
    { kind: 'set', text: `${setting}=${address}` },
    evidence,
  )
}

/** The port of the other protocol is the most frequent reason. */
function notOtlp(target: OtlpTarget, reason: string, evidence: readonly string[]): Finding {
  const isGrpc = target.protocol === 'grpc'
  const other = isGrpc ? 'http/protobuf' : 'grpc'
  const remedy = isGrpc
    ? 'OTLP by gRPC has the port 4317 by default, and by HTTP 4318. Set the protocol that it speaks, or the other port'
    : 'OTLP by HTTP has the port 4318 by default, and by gRPC 4317. Set the protocol that it speaks, or the other port'
  return createFinding(
    'SMON-E324',
    { ...named(target), protocol: target.protocol, reason, remedy },
    { kind: 'set', text: `OTEL_EXPORTER_OTLP_PROTOCOL=${other}` },
    evidence,
  )
}

/** Where traces are taken and logs are not, it is the backend that knows none. */
export function takesNoLogs(target: OtlpTarget, answer: Answer): Finding | undefined {
  const isUnknown =
    (answer.kind === 'grpc' && answer.status === UNIMPLEMENTED) ||
    (answer.kind === 'http' && (answer.status === 404 || answer.status === 501))
  if (!isUnknown) return undefined
  const said = describeAnswer(answer)
  return createFinding(
    'SMON-W326',
    { endpoint: showUrl(target.url), answer: said },
    { kind: 'set', text: 'OTEL_LOGS_EXPORTER=none' },
    evidenceOf(target, said),
  )
}

function named({ url, signal }: OtlpTarget): { readonly endpoint: string; readonly signal: Signal } {
  return { endpoint: showUrl(url), signal }
}

function evidenceOf({ url, protocol, setBy }: OtlpTarget, ...facts: readonly string[]): string[] {
  const by = setBy === undefined ? 'the default' : setBy
  return [`POST ${showUrl(url)} by ${protocol} (${by})`, ...facts.map((fact) => `answer: ${fact}`)]
}

function isHtml({ contentType, body }: HttpAnswer): boolean {
  return /html/i.test(contentType) || /^\s*<(?:!doctype|html)/i.test(body.subarray(0, 200).toString())
}

/** A body that is meant for people is quoted; of protobuf, the texts in it are. */
function excerptOf(body: Buffer, contentType: string): string {
  const raw = body.subarray(0, 2000).toString()
  const plain = /html/i.test(contentType)
    ? raw.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    : raw
  const text = plain
    .replaceAll(/[\p{Cc}\ufffd]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text === '' ? '' : `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`
}
