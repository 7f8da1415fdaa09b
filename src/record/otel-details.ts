import type { OtelValue } from './otel-value.ts'

/**
 * What an OTel log record says besides the fields of its event, so that the record can be made of the event again,
 * whole. An event has it only where the record is not what the fields alone tell.
 */
export interface OtelDetails {
  /** Attributes that no field holds, or none in their own type. They win over what the fields tell. */
  readonly attributes?: Readonly<Record<string, OtelValue>>
  /** Params of which `extra` has only the text, because they are nested, too long, or no number. */
  readonly params?: Readonly<Record<string, OtelValue>>
  /** Names in `extra` that are those of params, although a canonical field has the same. */
  readonly named_params?: readonly string[]
  /** Attributes that the fields tell of and the record has not. */
  readonly absent?: readonly string[]
  /** Where it is not the level's own; `null` where there is none. */
  readonly severity_number?: number | null
  /** Where it is not the level's own; `null` where there is none. */
  readonly severity_text?: string | null
  /** Where it is no text. */
  readonly body?: OtelValue
  /** Only when it is there and empty. */
  readonly event_name?: ''
  /** Nanoseconds since the Unix epoch, where `timestamp` has not all of them. */
  readonly time_unix_nano?: string
  /** Where it was not observed when it happened. */
  readonly observed_time_unix_nano?: string
  /** Where it is not that of a sampled trace, 1. */
  readonly trace_flags?: number
  /** Where there are any. */
  readonly dropped_attributes_count?: number
  /** Where it has more than a name, a version and smonitor's own schema. */
  readonly scope?: OtelScopeDetails
}

/** What an instrumentation scope says besides its name and version. */
export interface OtelScopeDetails {
  /** Where it is not smonitor's; `null` where there is none. */
  readonly schema_url?: string | null
  readonly attributes?: Readonly<Record<string, OtelValue>>
  readonly dropped_attributes_count?: number
}
