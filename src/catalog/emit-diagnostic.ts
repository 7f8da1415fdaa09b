import { context, diag, type Context } from '@opentelemetry/api'
import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '../../semconv/upstream.ts'
import { frameOf } from '../otel/call-chain.ts'
import { addParams, contextAttributes, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import type { LogEmitter } from '../otel/log-emitter.ts'
import { isAtLeast, type Level } from '../record/level.ts'
import { toParamAttributes } from '../record/template.ts'

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
}

/** A diagnostic whose words are found. */
export interface Diagnostic {
  readonly level: Level
  readonly message: string
  /** The attributes that its code brings; this function may add to them. */
  readonly attributes: FlatAttributes
  readonly code: string | undefined
  readonly options: EmitOptions
  readonly at: Context
  /** Gives the key of its source; asked once the source is known. */
  readonly triageKeyOf: (source: string) => string
  readonly libraryName: string
}

/** Emits a diagnostic as an OTel log record in the active context. */
export function emitDiagnostic(emitter: LogEmitter, diagnostic: Diagnostic): void {
  const { level, message, attributes, code, options, at } = diagnostic
  const frame = frameOf(at)
  const source = options.source ?? frame?.name ?? diagnostic.libraryName
  if (options.extra !== undefined) {
    // A param keeps its value: every reader renders the message again from it.
    Object.assign(attributes, { ...addParams({}, toParamAttributes(options.extra)), ...attributes })
  }
  Object.assign(attributes, contextAttributes(frame, source))
  attributes[ATTR_SMONITOR_TRIAGE_KEY] = diagnostic.triageKeyOf(source)
  if (isAtLeast(level, 'error')) attributes[ATTR_ERROR_TYPE] = code ?? ERROR_TYPE_VALUE_OTHER
  if (options.category !== undefined) attributes[ATTR_SMONITOR_CATEGORY] = options.category
  if (options.tags !== undefined) attributes[ATTR_SMONITOR_TAGS] = options.tags.map(String)
  if (options.correlationId !== undefined) attributes[ATTR_SMONITOR_CORRELATION_ID] = options.correlationId
  emitter.emit({ eventName: EVENT_SMONITOR_DIAGNOSTIC, level, body: message, attributes, context: at })
}

/** Says through OTel's own channel that a diagnostic was lost: `emit` never throws at the host. */
export function reportLost(libraryName: string, problem: unknown): void {
  diag.error(`smonitor: a diagnostic of ${libraryName} could not be emitted.`, problem)
}

/** Tells whether anybody would take a diagnostic of this level now; gives the context to emit it in. */
export function openDiagnostic(emitter: LogEmitter, level: Level): Context | undefined {
  const at = context.active()
  return emitter.isEnabled(level, EVENT_SMONITOR_DIAGNOSTIC, at) ? at : undefined
}
