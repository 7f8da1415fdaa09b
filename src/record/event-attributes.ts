import * as semconv from '../../semconv/semconv.ts'
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_FIRST_OBSERVED_TIMESTAMP,
  ATTR_LAST_OBSERVED_TIMESTAMP,
  ATTR_LOG_COUNT,
  ATTR_LOG_IOSTREAM,
} from '../../semconv/upstream.ts'
import type { DiagnosticEvent } from './diagnostic-event.ts'
import { CHECK_NAMES, FIELD_NAMES } from './field-names.ts'

/** Fields of an event that are a text or `null`. */
export type TextField = {
  [Field in keyof DiagnosticEvent]: DiagnosticEvent[Field] extends string | null ? Field : never
}[keyof DiagnosticEvent]

/** The attributes whose value is a text field of the event, which is there exactly if the field is not `null`. */
export const TEXT_FIELDS = [
  [semconv.ATTR_SMONITOR_CODE, 'code'],
  [semconv.ATTR_SMONITOR_SOURCE, 'source'],
  [semconv.ATTR_SMONITOR_TRIAGE_KEY, 'triage_key'],
  [semconv.ATTR_SMONITOR_CLUSTER_KEY, 'cluster_key'],
  [semconv.ATTR_SMONITOR_TRACE_HASH, 'trace_hash'],
  [semconv.ATTR_SMONITOR_TITLE, 'title'],
  [semconv.ATTR_SMONITOR_HINT, 'hint'],
  [semconv.ATTR_SMONITOR_CATEGORY, 'category'],
  [semconv.ATTR_SMONITOR_CORRELATION_ID, 'correlation_id'],
  [semconv.ATTR_SMONITOR_DOC_URL, 'doc_url'],
  [semconv.ATTR_SMONITOR_ISSUES_URL, 'issues_url'],
  [semconv.ATTR_SMONITOR_API_URL, 'api_url'],
] as const satisfies readonly (readonly [attribute: string, field: TextField])[]

/** The attributes whose value is a list of the event, which is there if the list is not empty. */
export const LIST_FIELDS = [
  [semconv.ATTR_SMONITOR_TAGS, 'tags'],
  [semconv.ATTR_SMONITOR_ARGS, 'args'],
] as const

/** By attribute, the name in `extra` of what is no param. */
export const EXTRA_NAMES: ReadonlyMap<string, string> = new Map([
  ...FIELD_NAMES,
  ...CHECK_NAMES,
  // What a summary has.
  [ATTR_LOG_COUNT, 'log_count'],
  [ATTR_FIRST_OBSERVED_TIMESTAMP, 'first_observed_timestamp'],
  [ATTR_LAST_OBSERVED_TIMESTAMP, 'last_observed_timestamp'],
  [semconv.ATTR_SMONITOR_SUPPRESSED_COUNT, 'suppressed_count'],
  [semconv.ATTR_SMONITOR_SUMMARY_KIND, 'summary_kind'],
])

/** By name in `extra`, the attribute of what is no param. */
export const EXTRA_ATTRIBUTES: ReadonlyMap<string, string> = new Map(
  [...EXTRA_NAMES].map(([attribute, name]) => [name, attribute]),
)

/** The attributes that an event has in parts of its fields, or that are worked out from them. */
export const PARTS = [
  semconv.ATTR_SMONITOR_CONTEXT_CHAIN,
  semconv.ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_LOG_IOSTREAM,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_LINE_NUMBER,
]

/** What an attribute becomes in an event. */
export type AttributeKind =
  | { readonly kind: 'text' | 'list' }
  /** One of {@link PARTS}. */
  | { readonly kind: 'part' }
  | { readonly kind: 'extra'; readonly name: string }

/** All attributes that an event has a place for, but the params. */
export const ATTRIBUTE_KINDS: ReadonlyMap<string, AttributeKind> = new Map<string, AttributeKind>([
  ...TEXT_FIELDS.map(([attribute]) => [attribute, { kind: 'text' }] as const),
  ...LIST_FIELDS.map(([attribute]) => [attribute, { kind: 'list' }] as const),
  ...[...EXTRA_NAMES].map(([attribute, name]) => [attribute, { kind: 'extra', name }] as const),
  ...PARTS.map((attribute) => [attribute, { kind: 'part' }] as const),
])
