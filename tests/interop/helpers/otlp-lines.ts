import { readFileSync } from 'node:fs'

/** A value of OTLP JSON, as plain JavaScript. Integers become numbers. */
export type OtlpValue =
  | string
  | number
  | boolean
  | null
  | readonly OtlpValue[]
  | { readonly [key: string]: OtlpValue }

/** Attributes by their keys. */
export type OtlpAttributes = Readonly<Record<string, OtlpValue>>

/** What a record or a span stands in. */
export interface OtlpOrigin {
  readonly resource: OtlpAttributes
  readonly scope: { readonly name: string; readonly version: string; readonly schemaUrl: string }
}

/** A log record, as it was written. */
export interface OtlpLog extends OtlpOrigin {
  readonly eventName: string
  readonly body: OtlpValue
  readonly severityNumber: number
  readonly severityText: string
  readonly timeUnixNano: string
  readonly traceId: string
  readonly spanId: string
  readonly attributes: OtlpAttributes
}

/** A span, as it was written. */
export interface OtlpSpan extends OtlpOrigin {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  /** 1 is OK, 2 is an error. */
  readonly status: number
  readonly attributes: OtlpAttributes
  readonly events: readonly { readonly name: string; readonly attributes: OtlpAttributes }[]
}

/** Reads the log records of a file in the format of the OTLP File Exporter: none when there is no such file yet. */
export function readLogs(path: string): readonly OtlpLog[] {
  return readLines(path).flatMap(({ resourceLogs = [] }) =>
    resourceLogs.flatMap(({ resource, scopeLogs = [] }) =>
      scopeLogs.flatMap((scope) =>
        (scope.logRecords ?? []).map((one) => ({
          ...toOrigin(resource, scope),
          eventName: one.eventName ?? '',
          body: toValue(one.body),
          severityNumber: one.severityNumber ?? 0,
          severityText: one.severityText ?? '',
          timeUnixNano: one.timeUnixNano ?? '',
          traceId: one.traceId ?? '',
          spanId: one.spanId ?? '',
          attributes: toAttributes(one.attributes),
        })),
      ),
    ),
  )
}

/** Reads the spans of a file in the format of the OTLP File Exporter: none when there is no such file yet. */
export function readSpans(path: string): readonly OtlpSpan[] {
  return readLines(path).flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ resource, scopeSpans = [] }) =>
      scopeSpans.flatMap((scope) =>
        (scope.spans ?? []).map((one) => ({
          ...toOrigin(resource, scope),
          name: one.name ?? '',
          traceId: one.traceId ?? '',
          spanId: one.spanId ?? '',
          parentSpanId: one.parentSpanId ?? '',
          status: one.status?.code ?? 0,
          attributes: toAttributes(one.attributes),
          events: (one.events ?? []).map(({ name = '', attributes }) => ({
            name,
            attributes: toAttributes(attributes),
          })),
        })),
      ),
    ),
  )
}

/** The last line may be half written: it is left for the next read. */
function readLines(path: string): readonly WireLine[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as WireLine)
}

function toOrigin(resource: WireResource | undefined, { scope, schemaUrl = '' }: WireScope): OtlpOrigin {
  const { name = '', version = '' } = scope ?? {}
  return { resource: toAttributes(resource?.attributes), scope: { name, version, schemaUrl } }
}

function toAttributes(attributes: readonly WireAttribute[] = []): OtlpAttributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toValue(value)]))
}

function toValue(value: WireValue | undefined): OtlpValue {
  if (value?.stringValue !== undefined) return value.stringValue
  if (value?.boolValue !== undefined) return value.boolValue
  if (value?.intValue !== undefined) return Number(value.intValue)
  if (value?.doubleValue !== undefined) return value.doubleValue
  if (value?.bytesValue !== undefined) return value.bytesValue
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(toValue)
  if (value?.kvlistValue !== undefined) return toAttributes(value.kvlistValue.values)
  return null
}

interface WireValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: string | number
  readonly doubleValue?: number
  readonly bytesValue?: string
  readonly arrayValue?: { readonly values?: readonly WireValue[] }
  readonly kvlistValue?: { readonly values?: readonly WireAttribute[] }
}

interface WireAttribute {
  readonly key: string
  readonly value?: WireValue
}

interface WireResource {
  readonly attributes?: readonly WireAttribute[]
}

interface WireScope {
  readonly scope?: { readonly name?: string; readonly version?: string }
  readonly schemaUrl?: string
}

interface WireLog {
  readonly eventName?: string
  readonly body?: WireValue
  readonly severityNumber?: number
  readonly severityText?: string
  readonly timeUnixNano?: string
  readonly traceId?: string
  readonly spanId?: string
  readonly attributes?: readonly WireAttribute[]
}

interface WireSpan {
  readonly name?: string
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly status?: { readonly code?: number }
  readonly attributes?: readonly WireAttribute[]
  readonly events?: readonly { readonly name?: string; readonly attributes?: readonly WireAttribute[] }[]
}

interface WireLine {
  readonly resourceLogs?: readonly {
    readonly resource?: WireResource
    readonly scopeLogs?: readonly (WireScope & { readonly logRecords?: readonly WireLog[] })[]
  }[]
  readonly resourceSpans?: readonly {
    readonly resource?: WireResource
    readonly scopeSpans?: readonly (WireScope & { readonly spans?: readonly WireSpan[] })[]
  }[]
}
