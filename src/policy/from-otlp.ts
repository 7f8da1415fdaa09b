import { isPlainObject } from './check-condition.ts'
import type { ScopeLike } from '../record/log-record.ts'
import type { PolicyLogRecord, ResourceLike, SpanLike, TraceLike } from './policy-item.ts'

/** What a line of OTLP/JSON holds that rules are about. */
export interface OtlpItems {
  readonly records: readonly PolicyLogRecord[]
  readonly spans: readonly SpanLike[]
}

type Data = Readonly<Record<string, unknown>>

/**
 * Reads a line of OTLP/JSON, as the OTLP file exporter writes them: logs or traces.
 *
 * @returns `undefined` when it is neither.
 */
export function readOtlp(value: unknown): OtlpItems | undefined {
  if (!isPlainObject(value)) return undefined
  const { resourceLogs, resourceSpans } = value
  if (!Array.isArray(resourceLogs) && !Array.isArray(resourceSpans)) return undefined
  return {
    records: inScopes(resourceLogs, 'scopeLogs', 'logRecords', toRecord),
    spans: inScopes(resourceSpans, 'scopeSpans', 'spans', toSpan),
  }
}

function inScopes<Item>(
  resources: unknown,
  scopesKey: string,
  itemsKey: string,
  convert: (data: Data, resource: ResourceLike, scope: ScopeLike) => Item,
): Item[] {
  return listOf(resources).flatMap((one) => {
    const resource = { attributes: toAttributes(objectOf(one['resource'])['attributes']) }
    return listOf(one[scopesKey]).flatMap((inScope) => {
      const { name, version, attributes } = objectOf(inScope['scope'])
      const scope = {
        name: textOf(name) ?? '',
        version: textOf(version),
        attributes: toAttributes(attributes),
      }
      return listOf(inScope[itemsKey]).map((data) => convert(data, resource, scope))
    })
  })
}

function toRecord(data: Data, resource: ResourceLike, scope: ScopeLike): PolicyLogRecord {
  const time = toTime(data['timeUnixNano'])
  return {
    hrTime: time,
    hrTimeObserved: toTime(data['observedTimeUnixNano'] ?? data['timeUnixNano']),
    eventName: textOf(data['eventName']),
    severityNumber: Number(data['severityNumber'] ?? 0),
    severityText: textOf(data['severityText']),
    body: toValue(data['body']),
    attributes: toAttributes(data['attributes']),
    resource,
    instrumentationScope: scope,
    spanContext: toTrace(data),
    droppedAttributesCount: 0,
  }
}

function toSpan(data: Data, resource: ResourceLike, scope: ScopeLike): SpanLike {
  const status = objectOf(data['status'])
  const context = toTrace(data) ?? { traceId: '', spanId: '' }
  return {
    name: textOf(data['name']) ?? '',
    // OTLP counts from 1, for a kind that is not said; the API from 0.
    kind: Math.max(0, Number(data['kind'] ?? 1) - 1),
    status: { code: Number(status['code'] ?? 0), message: textOf(status['message']) },
    attributes: toAttributes(data['attributes']),
    events: listOf(data['events']).map((event) => ({
      name: textOf(event['name']) ?? '',
      attributes: toAttributes(event['attributes']),
    })),
    resource,
    instrumentationScope: scope,
    spanContext: () => context,
  }
}

function toTrace({ traceId, spanId, flags, traceState }: Data): TraceLike | undefined {
  const trace = textOf(traceId)
  if (trace === undefined || trace === '') return undefined
  const members = new Map(
    (textOf(traceState) ?? '').split(',').map((member): [string, string] => {
      const [key = '', ...rest] = member.trim().split('=')
      return [key, rest.join('=')]
    }),
  )
  return {
    traceId: trace,
    spanId: textOf(spanId) ?? '',
    traceFlags: typeof flags === 'number' ? flags & 0xff : undefined,
    traceState: { get: (key) => members.get(key) },
  }
}

function toTime(nanoseconds: unknown): readonly [number, number] {
  const text = typeof nanoseconds === 'number' ? String(nanoseconds) : (textOf(nanoseconds) ?? '0')
  const padded = text.padStart(10, '0')
  return [Number(padded.slice(0, -9)) || 0, Number(padded.slice(-9)) || 0]
}

function toAttributes(list: unknown): Record<string, unknown> {
  return Object.fromEntries(listOf(list).map(({ key, value }) => [String(key), toValue(value)]))
}

/** The value within an AnyValue: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function toValue(value: unknown): unknown {
  const [[kind, inner] = ['', undefined]] = Object.entries(objectOf(value))
  switch (kind) {
    case 'intValue':
      return Number(inner)
    case 'arrayValue':
      return listOf(objectOf(inner)['values']).map(toValue)
    case 'kvlistValue':
      return toAttributes(objectOf(inner)['values'])
    default:
      return inner
  }
}

function listOf(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : []
}

function objectOf(value: unknown): Data {
  return isPlainObject(value) ? value : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
