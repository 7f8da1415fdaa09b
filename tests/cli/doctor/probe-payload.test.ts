import { context, trace, SeverityNumber, TraceFlags } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { createProbeIdentity, writeProbe } from '../../../src/cli/doctor/probe-payload.ts'
import { VERSION } from '../../../src/record/version.ts'

interface Serializer {
  serializeRequest(items: readonly object[]): Uint8Array | undefined
}
type Serializers = Readonly<Record<`${'Json' | 'Protobuf'}${'Logs' | 'Trace'}Serializer`, Serializer>>

// It comes with the exporters of the SDK.
const OF_EXPORTERS = '@opentelemetry/otlp-transformer'
const { JsonLogsSerializer, JsonTraceSerializer, ProtobufLogsSerializer, ProtobufTraceSerializer } =
  createRequire(import.meta.url)(OF_EXPORTERS) as Serializers

const IDENTITY = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  timeUnixNano: 1_772_359_200_123_000_000n,
}
const TIME = [1_772_359_200, 123_000_000] as [number, number]
const resource = resourceFromAttributes({ 'service.name': 'smonitor-doctor' })

/** The same span, made and written by the SDK. */
async function spanBySdk() {
  const exporter = new InMemorySpanExporter()
  const idGenerator = { generateTraceId: () => IDENTITY.traceId, generateSpanId: () => IDENTITY.spanId }
  const provider = new TracerProvider({
    resource,
    idGenerator,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  })
  provider.getTracer('smonitor', VERSION).startSpan('smonitor doctor probe', { startTime: TIME }).end(TIME)
  await provider.forceFlush()
  return exporter.getFinishedSpans()
}

/** The same log record, made and written by the SDK. */
async function recordBySdk() {
  const exporter = new InMemoryLogRecordExporter()
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] })
  provider.getLogger('smonitor', VERSION).emit({
    timestamp: TIME,
    observedTimestamp: TIME,
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: 'smonitor doctor probe',
    context: trace.setSpanContext(context.active(), { ...IDENTITY, traceFlags: TraceFlags.NONE }),
  })
  await provider.forceFlush()
  return exporter.getFinishedLogRecords()
}

/** What the doctor leaves out has its default in OTLP; the order of fields is free. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutDefaults)
  if (typeof value !== 'object' || value === null) return value === 0 || value === '' ? undefined : value
  const entries = Object.entries(value).map(([key, item]) => [key, withoutDefaults(item)] as const)
  const set = entries.filter(([key, item]) => item !== undefined && key !== 'flags')
  return set.length === 0 ? undefined : Object.fromEntries(set)
}

describe('a probe', () => {
  test('is the span in JSON that the SDK would write', async () => {
    const bySdk: unknown = JSON.parse(
      Buffer.from(JsonTraceSerializer.serializeRequest(await spanBySdk()) ?? []).toString(),
    )
    const own: unknown = JSON.parse(writeProbe('traces', 'http/json', IDENTITY).toString())
    expect(withoutDefaults(own)).toEqual(withoutDefaults(bySdk))
  })

  test('is the log record in JSON that the SDK would write', async () => {
    const bySdk: unknown = JSON.parse(
      Buffer.from(JsonLogsSerializer.serializeRequest(await recordBySdk()) ?? []).toString(),
    )
    const own: unknown = JSON.parse(writeProbe('logs', 'http/json', IDENTITY).toString())
    expect(withoutDefaults(own)).toEqual(withoutDefaults(bySdk))
  })

  test.each(['traces', 'logs'] as const)(
    'has the %s in protobuf that the SDK would write',
    async (signal) => {
      const bySdk =
        signal === 'traces'
          ? ProtobufTraceSerializer.serializeRequest(await spanBySdk())
          : ProtobufLogsSerializer.serializeRequest(await recordBySdk())
      const known = leavesOf(Buffer.from(bySdk ?? []))
      const own = leavesOf(writeProbe(signal, 'http/protobuf', IDENTITY))
      expect(own.length).toBeGreaterThan(8)
      // Of what the doctor writes, the SDK writes each at the same place, with the same value.
      expect(own.filter((leaf) => !known.includes(leaf))).toEqual([])
      // What the SDK writes besides are flags, and counts and statuses that are 0.
      expect(known.filter((leaf) => !own.includes(leaf)).every((leaf) => /=(?:0|\d+f\w*|)$/.test(leaf))).toBe(
        true,
      )
    },
  )

  test('is written the same for gRPC as for HTTP', () => {
    expect(writeProbe('logs', 'grpc', IDENTITY)).toEqual(writeProbe('logs', 'http/protobuf', IDENTITY))
  })

  test('has ids of its own each time', () => {
    const [one, other] = [createProbeIdentity(), createProbeIdentity()]
    expect(one.traceId).toMatch(/^[\da-f]{32}$/)
    expect(one.spanId).toMatch(/^[\da-f]{16}$/)
    expect(one.traceId).not.toBe(other.traceId)
  })
})

/** Messages of protobuf, by the numbers of the fields that lead to them in the messages of OTLP. */
const MESSAGES = ['1', '1.1', '1.1.1', '1.1.1.2', '1.2', '1.2.1', '1.2.2', '1.2.2.5', '1.2.2.15']

/** Reads protobuf without a schema: `1.2.2.5=text`, each value with the way to it. */
function leavesOf(message: Buffer, path: readonly number[] = []): string[] {
  const leaves: string[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] as number
      value += BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const key = Number(varint())
    const here = [...path, key >> 3]
    const place = here.join('.')
    if ((key & 7) === 0) leaves.push(`${place}=${varint()}`)
    else if ((key & 7) === 1) {
      leaves.push(`${place}=${message.readBigUInt64LE(at)}`)
      at += 8
    } else if ((key & 7) === 5) {
      leaves.push(`${place}=${message.readUInt32LE(at)}f`)
      at += 4
    } else {
      const length = Number(varint())
      const inner = message.subarray(at, at + length)
      at += length
      // The name of a span is at the same place as the body of a record, which is a message.
      const isMessage =
        MESSAGES.includes(place) && !(place === '1.2.2.5' && inner.toString().startsWith('smonitor'))
      if (isMessage) leaves.push(...leavesOf(inner, here))
      else leaves.push(`${place}=${inner.toString('hex')}`)
    }
  }
  return leaves
}
