import { randomBytes } from 'node:crypto'
import { VERSION } from '../../record/version.ts'
import type { OtlpProtocol, Signal } from './otlp-target.ts'

// The messages of opentelemetry-proto 1.x that one span and one log record take; the numbers are those of its fields.
// https://github.com/open-telemetry/opentelemetry-proto/tree/v1.10.0/opentelemetry/proto

/** What identifies a probe, so that it is found in the backend. */
export interface ProbeIdentity {
  readonly traceId: string
  readonly spanId: string
  readonly timeUnixNano: bigint
}

/** The service that a probe says it comes from. */
export const PROBE_SERVICE = 'smonitor-doctor'
/** The name of the span, and what the log record says. */
export const PROBE_NAME = 'smonitor doctor probe'

/** Creates what identifies a probe. */
export function createProbeIdentity(): ProbeIdentity {
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    timeUnixNano: BigInt(Date.now()) * 1_000_000n,
  }
}

/** Writes one span or one log record as a request of OTLP. */
export function writeProbe(signal: Signal, protocol: OtlpProtocol, identity: ProbeIdentity): Buffer {
  if (protocol === 'http/json') return Buffer.from(JSON.stringify(toJson(signal, identity)))
  return toProtobuf(signal, identity)
}

function toJson(signal: Signal, { traceId, spanId, timeUnixNano }: ProbeIdentity): object {
  const attributes = [{ key: 'service.name', value: { stringValue: PROBE_SERVICE } }]
  const scope = { name: 'smonitor', version: VERSION }
  const time = String(timeUnixNano)
  if (signal === 'traces') {
    const span = {
      traceId,
      spanId,
      name: PROBE_NAME,
      kind: 1,
      startTimeUnixNano: time,
      endTimeUnixNano: time,
    }
    return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans: [span] }] }] }
  }
  const record = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: PROBE_NAME },
    traceId,
    spanId,
  }
  return { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope, logRecords: [record] }] }] }
}

function toProtobuf(signal: Signal, { traceId, spanId, timeUnixNano }: ProbeIdentity): Buffer {
  const resource = message(
    bytes(1, message(text(1, 'service.name'), bytes(2, message(text(1, PROBE_SERVICE))))),
  )
  const scope = message(text(1, 'smonitor'), text(2, VERSION))
  const trace = Buffer.from(traceId, 'hex')
  const span = Buffer.from(spanId, 'hex')
  const item =
    signal === 'traces'
      ? message(
          bytes(1, trace),
          bytes(2, span),
          text(5, PROBE_NAME),
          varint(6, 1),
          fixed64(7, timeUnixNano),
          fixed64(8, timeUnixNano),
        )
      : message(
          fixed64(1, timeUnixNano),
          varint(2, 9),
          text(3, 'INFO'),
          bytes(5, message(text(1, PROBE_NAME))),
          bytes(9, trace),
          bytes(10, span),
          fixed64(11, timeUnixNano),
        )
  return message(bytes(1, message(bytes(1, resource), bytes(2, message(bytes(1, scope), bytes(2, item))))))
}

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields)
}

function text(number: number, value: string): Buffer {
  return bytes(number, Buffer.from(value))
}

function bytes(number: number, value: Buffer): Buffer {
  return Buffer.concat([tag(number, 2), writeVarint(value.length), value])
}

function varint(number: number, value: number): Buffer {
  return Buffer.concat([tag(number, 0), writeVarint(value)])
}

function fixed64(number: number, value: bigint): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(value)
  return Buffer.concat([tag(number, 1), buffer])
}

function tag(number: number, wireType: number): Buffer {
  return writeVarint(number * 8 + wireType)
}

function writeVarint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128)
  return Buffer.from([...out, rest])
}
