import { SCHEMA_URL } from '../../../semconv/semconv.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import type { OtelScopeDetails } from '../../record/otel-details.ts'
import { toKeyValues } from '../../record/otel-value.ts'
import { createLogRecordWriter } from './log-record-text.ts'
import type { OtlpResource } from './otlp-resource.ts'

/** Makes lines of OTLP JSON of events, one after the other. */
export interface LogLines {
  /** Adds an event. @returns A line, when it is full. */
  add(event: DiagnosticEvent): string | undefined
  /** @returns The last line, if there is anything in it. */
  end(): string | undefined
}

/**
 * A line ends when it has so many records, or so many UTF-16 code units: the collector's receiver cuts lines at 1 MiB,
 * unless it is told otherwise.
 */
const MAX_RECORDS = 512
const MAX_LENGTH = 262_144

/** Creates what makes lines of log records again of events, which were redacted before, as the resource was. */
export function createLogLines(resource: OtlpResource): LogLines {
  const write = createLogRecordWriter()
  const scopes = new Map<string, ScopeRecords>()
  let last: ScopeRecords | undefined
  let records = 0
  let length = 0

  function scopeOf({ library, otel }: DiagnosticEvent): ScopeRecords {
    const { name, version } = library
    const details = otel?.scope
    if (last?.name === name && last.version === version && last.details === details) return last
    const key = JSON.stringify([name, version, details])
    const found = scopes.get(key) ?? { name, version, details, pieces: [] }
    scopes.set(key, found)
    last = found
    return found
  }

  function takeLine(): string | undefined {
    if (records === 0) return undefined
    const scopeLogs = [...scopes.values()].map(toText).join(',')
    const line = `{"resourceLogs":[{"resource":${JSON.stringify(resource)},"scopeLogs":[${scopeLogs}]${schemaOf(resource.schemaUrl)}}]}`
    scopes.clear()
    last = undefined
    records = 0
    length = 0
    return line
  }

  return {
    add(event) {
      const { pieces } = scopeOf(event)
      let at = pieces.length
      if (at > 0) pieces.push(',')
      write(event, pieces)
      for (; at < pieces.length; at += 1) length += pieces[at]?.length ?? 0
      records += 1
      return records === MAX_RECORDS || length >= MAX_LENGTH ? takeLine() : undefined
    },
    end: takeLine,
  }
}

interface ScopeRecords {
  readonly name: string
  readonly version: string | null
  readonly details: OtelScopeDetails | undefined
  readonly pieces: string[]
}

function toText({ name, version, details, pieces }: ScopeRecords): string {
  const { schema_url = SCHEMA_URL, attributes, dropped_attributes_count = 0 } = details ?? {}
  const scope = {
    name,
    ...(version === null ? {} : { version }),
    ...(attributes === undefined
      ? {}
      : { attributes: toKeyValues(attributes), droppedAttributesCount: dropped_attributes_count }),
  }
  return `{"scope":${JSON.stringify(scope)},"logRecords":[${pieces.join('')}]${schemaOf(schema_url)}}`
}

function schemaOf(url: string | null | undefined): string {
  return url === null || url === undefined ? '' : `,"schemaUrl":${JSON.stringify(url)}`
}
