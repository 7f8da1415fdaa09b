import { context } from '@opentelemetry/api'
import {
  ATTR_SMONITOR_API_URL,
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_ISSUES_URL,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '../../semconv/upstream.ts'
import { frameOf } from '../otel/call-context.ts'
import { addContext, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import type { LogEmitter } from '../otel/log-emitter.ts'
import { addFields, type CanonicalFields } from '../record/canonical-fields.ts'
import { isAtLeast, type Level } from '../record/level.ts'
import type { ParamAttribute } from '../record/param-value.ts'
import { toParamAttributes, type ParamAttributes } from '../record/template.ts'
import type { CompiledCode, DiagnosticKeys } from './compile-code.ts'

/** What may be said of a diagnostic besides its code and params. */
export interface EmitOptions {
  /** Where it arose. @default the innermost signal's name, else the library's */
  readonly source?: string
  /** What to do; wins over the hint of the catalog. */
  readonly hint?: string
  /** A free word to group by. */
  readonly category?: string
  readonly tags?: readonly string[]
  /** More data; each entry travels like a param. */
  readonly extra?: Readonly<Record<string, unknown>>
  /** The id of the request or job that it belongs to. */
  readonly correlationId?: string
  /** What has an attribute of its own: the target, retries, the cause, what is recommended. */
  readonly fields?: CanonicalFields
}

/** Emits a diagnostic with a code, in the active context. */
export function emitCoded(
  emitter: LogEmitter,
  libraryName: string,
  compiled: CompiledCode,
  params: object | undefined,
  options: EmitOptions,
): void {
  const flat = toParamAttributes(params)
  const { title, docs, issues, api } = compiled
  const hint = options.hint ?? compiled.hint?.(flat)
  const attributes: FlatAttributes = { [ATTR_SMONITOR_CODE]: compiled.code }
  if (title !== undefined) attributes[ATTR_SMONITOR_TITLE] = title(flat)
  if (hint !== undefined) attributes[ATTR_SMONITOR_HINT] = hint
  if (docs !== undefined) attributes[ATTR_SMONITOR_DOC_URL] = docs
  if (issues !== undefined) attributes[ATTR_SMONITOR_ISSUES_URL] = issues
  if (api !== undefined) attributes[ATTR_SMONITOR_API_URL] = api
  const { level } = compiled.definition
  emitDiagnostic(emitter, {
    level,
    message: compiled.message(flat),
    attributes,
    libraryName,
    params: flat,
    paramKeys: compiled.paramKeys,
    options,
    kind: compiled,
  })
}

/** A diagnostic whose words are found. */
export interface Diagnostic {
  readonly level: Level
  readonly message: string
  /** The attributes that its code brings; this function adds to them. */
  readonly attributes: FlatAttributes
  readonly params?: ParamAttributes
  /** The attribute of each param that is known. */
  readonly paramKeys?: ReadonlyMap<string, string>
  readonly options: EmitOptions
  readonly libraryName: string
  /** What gives it its keys, once its source is known; a code, if it has one, is its error type. */
  readonly kind: { readonly code?: string; keysOf(source: string): DiagnosticKeys }
}

/** Emits a diagnostic as an OTel log record in the active context. */
export function emitDiagnostic(emitter: LogEmitter, diagnostic: Diagnostic): void {
  const { level, message, attributes, params = {}, paramKeys, options, kind } = diagnostic
  const at = context.active()
  const frame = frameOf(at)
  const source = options.source ?? frame?.name ?? diagnostic.libraryName
  const { triageKey, clusterKey } = kind.keysOf(source)
  attributes[ATTR_SMONITOR_TRIAGE_KEY] = triageKey
  attributes[ATTR_SMONITOR_CLUSTER_KEY] = clusterKey
  addContext(attributes, frame, source)
  if (isAtLeast(level, 'error')) attributes[ATTR_ERROR_TYPE] = kind.code ?? ERROR_TYPE_VALUE_OTHER
  if (options.category !== undefined) attributes[ATTR_SMONITOR_CATEGORY] = options.category
  if (options.tags !== undefined) attributes[ATTR_SMONITOR_TAGS] = options.tags.map(String)
  if (options.correlationId !== undefined) attributes[ATTR_SMONITOR_CORRELATION_ID] = options.correlationId
  // Last, for an SDK drops what is beyond its limit, and a record must still be known for what it is.
  for (const name of Object.keys(params)) {
    attributes[paramKeys?.get(name) ?? ATTR_SMONITOR_PARAM(name)] = params[name] as ParamAttribute
  }
  if (options.fields !== undefined) addFields(attributes, options.fields)
  if (options.extra !== undefined) addExtra(attributes, options.extra)
  emitter.emit({ eventName: EVENT_SMONITOR_DIAGNOSTIC, level, body: message, attributes, context: at })
}

/** A param keeps its value: every reader renders the message again from it. */
function addExtra(attributes: FlatAttributes, extra: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(toParamAttributes(extra))) {
    attributes[ATTR_SMONITOR_PARAM(name)] ??= value
  }
}
