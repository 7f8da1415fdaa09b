import type { Context } from '@opentelemetry/api'
import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_TAGS,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { activeContext } from '../otel/api-globals.ts'
import { frameOf } from '../otel/call-context.ts'
import type { Frame } from '../otel/frame.ts'
import { addContext, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import type { LogEmitter } from '../otel/log-emitter.ts'
import { addFields, type CanonicalFields } from '../record/canonical-fields.ts'
import type { Level } from '../record/level.ts'
import { addParams, toParamAttributes } from '../record/template.ts'
import type { CompiledCode } from './compile-code.ts'

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
  options: EmitOptions | undefined,
): void {
  const place = findPlace(libraryName, options)
  const attributes: FlatAttributes = { ...compiled.start(place.source, place.frame !== undefined) }
  addPlace(attributes, place, options)
  const values = addParams(attributes, params, compiled.params)
  for (const [attribute, text] of compiled.varying) attributes[attribute] = text(values)
  emitDiagnostic(emitter, compiled.definition.level, compiled.message(values), attributes, place, options)
}

/** Where a diagnostic arose. */
export interface Place {
  readonly context: Context
  /** The innermost signal. */
  readonly frame: Frame | undefined
  readonly source: string
}

/** Finds where a diagnostic arises: in the active context, and of the source that it says, or the innermost signal. */
export function findPlace(libraryName: string, options: EmitOptions | undefined): Place {
  const context = activeContext()
  const frame = frameOf(context)
  return { context, frame, source: options?.source ?? frame?.name ?? libraryName }
}

/**
 * Adds what tells where a diagnostic arose, besides its source, and how it is grouped: before its data, of which an
 * SDK may drop some.
 */
export function addPlace(
  attributes: FlatAttributes,
  { frame, source }: Place,
  options: EmitOptions | undefined,
): void {
  if (frame !== undefined) addContext(attributes, frame, source)
  if (!options) return
  const { category, tags, correlationId } = options
  if (category !== undefined) attributes[ATTR_SMONITOR_CATEGORY] = category
  if (tags !== undefined) attributes[ATTR_SMONITOR_TAGS] = tags.map(String)
  if (correlationId !== undefined) attributes[ATTR_SMONITOR_CORRELATION_ID] = correlationId
}

/** Emits a diagnostic as an OTel log record. */
export function emitDiagnostic(
  emitter: LogEmitter,
  level: Level,
  message: string,
  attributes: FlatAttributes,
  { context }: Place,
  options: EmitOptions | undefined,
): void {
  if (options) addData(attributes, options)
  emitter.emit({ eventName: EVENT_SMONITOR_DIAGNOSTIC, level, body: message, attributes, context })
}

function addData(attributes: FlatAttributes, { hint, fields, extra }: EmitOptions): void {
  if (hint !== undefined) attributes[ATTR_SMONITOR_HINT] = hint
  if (fields !== undefined) addFields(attributes, fields)
  if (extra !== undefined) addExtra(attributes, extra)
}

/** A param keeps its value: every reader renders the message again from it. */
function addExtra(attributes: FlatAttributes, extra: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(toParamAttributes(extra))) {
    attributes[ATTR_SMONITOR_PARAM(name)] ??= value
  }
}
