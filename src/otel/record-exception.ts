import { SpanStatusCode, type Context, type Span } from '@opentelemetry/api'
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  EVENT_EXCEPTION,
} from '../../semconv/upstream.ts'
import {
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
  EVENT_SMONITOR_SIGNAL_EXCEPTION,
} from '../../semconv/semconv.ts'
import { createClusterKey } from '../identity/cluster-key.ts'
import { normaliseError, normaliseType } from '../identity/normalise-error.ts'
import { normaliseFrames } from '../identity/normalise-frames.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { findOwner } from '../record/catalog-registry.ts'
import { isDiagnosticError, type DiagnosticFields } from '../record/diagnostic-brand.ts'
import type { ExceptionFields } from '../record/diagnostic-event.ts'
import { defined } from '../record/defined.ts'
import { toExceptionFields } from '../record/exception-fields.ts'
import { isAtLeast, LEVELS, type Level } from '../record/level.ts'
import { listPlaceholders, toParamAttributes } from '../record/template.ts'
import type { Frame } from './frame.ts'
import { addContext, codedAttributes, type FlatAttributes } from './diagnostic-attributes.ts'
import { areExceptionsOnSpans } from './exception-signal.ts'
import { createLogEmitter, type LogEmitter } from './log-emitter.ts'
import {
  findLeft,
  findRecorded,
  markLeft,
  markRecorded,
  type RecordedException,
} from './recorded-exceptions.ts'

/** Where an exception was seen. */
export interface ExceptionSite {
  readonly emitter: LogEmitter
  readonly context: Context
  /** The signal that saw it; `undefined` for what no signal saw. */
  readonly frame: Frame | undefined
  readonly span: Span | undefined
  readonly level: Level
  /** The event name for an exception without a code. @default 'smonitor.signal.exception' */
  readonly eventName?: string
  /** Adds what the signal was asked to tell; called only when a record is made. */
  readonly addDetails?: ((record: FlatAttributes) => void) | undefined
}

/**
 * Records an exception: one log record, and one event on the span of the signal that saw it first, however
 * many signals it passes. Each further span only gets its status, `error.type` and the triage key.
 *
 * @returns Whether this call made the record.
 */
export function recordException(thrown: unknown, site: ExceptionSite): boolean {
  // Where the stack has ended, a sink would fail halfway; a signal further out has the room.
  if (isRangeError(thrown) && !hasRoom()) return false
  const known = findRecorded(thrown) ?? recordedPrimitive(thrown, site)
  const exception = known === undefined ? toExceptionFields(thrown) : undefined
  const record = known ?? describe(thrown, site, exception?.type ?? '')
  if (exception !== undefined) {
    const isOnSpan = site.span?.isRecording() === true && areExceptionsOnSpans()
    emitRecord(thrown, exception, record, site, isOnSpan)
    if (isOnSpan) addSpanEvent(site.span, exception, record, codedFields(thrown)?.hint)
    markRecorded(thrown, record)
  }
  markSpan(site.span, record)
  // An outer signal that sees the same primitive leave this one knows it by its frame.
  if (site.frame?.parent !== undefined) site.frame.parent.recordedPrimitive = { value: thrown, record }
  else if (site.span !== undefined) markLeft({ value: thrown, record })
  return known === undefined
}

function isRangeError(thrown: unknown): boolean {
  try {
    return thrown instanceof RangeError
  } catch {
    return false
  }
}

/** Tells whether the stack has room for what records an exception: so many calls of a small function. */
function hasRoom(calls = 1000): boolean {
  try {
    return calls === 0 || hasRoom(calls - 1)
  } catch {
    return false
  }
}

/** The triage key that an exception has, or would get if it were recorded here. */
export function triageKeyOf(thrown: unknown, site: ExceptionSite): string {
  const known = findRecorded(thrown) ?? recordedPrimitive(thrown, site)
  return (known ?? describe(thrown, site, toExceptionFields(thrown).type)).triageKey
}

function recordedPrimitive(thrown: unknown, site: ExceptionSite): RecordedException | undefined {
  // What no signal sees, such as an uncaught error, may have left the outermost one just before.
  const inner = site.frame?.recordedPrimitive ?? (site.span === undefined ? findLeft() : undefined)
  return inner !== undefined && Object.is(inner.value, thrown) ? inner.record : undefined
}

function describe(thrown: unknown, site: ExceptionSite, errorType: string): RecordedException {
  const fields = codedFields(thrown)
  const source = sourceOf(fields, site, errorType)
  if (fields !== undefined) {
    return {
      triageKey: createTriageKey({ code: fields.code, source }),
      code: fields.code,
      errorType: fields.code,
    }
  }
  const { type, line } = normaliseError(thrown)
  return { triageKey: createTriageKey({ source, type, line }), code: undefined, errorType }
}

/** The signal that saw it, else the catalog, which a restored error may lack, else the type. */
function sourceOf(fields: DiagnosticFields | undefined, site: ExceptionSite, type: string): string {
  return site.frame?.name ?? (fields?.catalog.name || type)
}

/** A `DiagnosticError`, or an error whose `code` some catalog of this process declares. */
function codedFields(thrown: unknown): DiagnosticFields | undefined {
  try {
    if (isDiagnosticError(thrown)) {
      const { code, level, title, hint, docs, params, catalog } = thrown
      return { code, level, params: toParamAttributes(params), catalog, ...defined({ title, hint, docs }) }
    }
    const { code } = thrown as { code?: unknown }
    const owner = typeof code === 'string' ? findOwner(code) : undefined
    const definition = owner?.codes[code as string]
    if (owner === undefined || definition === undefined) return undefined
    const { level, title, hint } = definition
    // The error brought no params, so only a text that needs none can be said of it.
    const plain = (text?: string) => (text && listPlaceholders(text).length > 0 ? undefined : text)
    const words = defined({ title: plain(title), hint: plain(hint) })
    return { code: code as string, level, params: {}, catalog: owner, ...words }
  } catch {
    return undefined
  }
}

function emitRecord(
  thrown: unknown,
  exception: ExceptionFields,
  record: RecordedException,
  site: ExceptionSite,
  isOnSpan: boolean,
): void {
  const fields = codedFields(thrown)
  const eventName =
    fields === undefined ? (site.eventName ?? EVENT_SMONITOR_SIGNAL_EXCEPTION) : EVENT_SMONITOR_DIAGNOSTIC
  const emitter = emitterOf(fields, site)
  // What is thrown failed, whatever its code says; a code that says worse is believed.
  const level = fields !== undefined && isAtLeast(fields.level, site.level) ? fields.level : site.level
  const { severityNumber } = LEVELS[level]
  if (!emitter.isEnabled({ severityNumber, eventName, context: site.context })) return
  const source = sourceOf(fields, site, exception.type)
  const frames = normaliseFrames(exception.stacktrace ?? '', exception.message)
  const attributes: FlatAttributes = {
    // First what it is known by, last the params: an SDK drops what is beyond its limit.
    [ATTR_SMONITOR_TRIAGE_KEY]: record.triageKey,
    [ATTR_SMONITOR_CLUSTER_KEY]: createClusterKey(
      fields ? { code: fields.code } : { source: frames[0] ?? source, type: normaliseType(thrown) },
    ),
    [ATTR_ERROR_TYPE]: record.errorType,
    ...exceptionAttributes(exception),
  }
  addContext(attributes, site.frame, source, frames)
  if (fields !== undefined) Object.assign(attributes, codedAttributes(fields))
  site.addDetails?.(attributes)
  emitter.emit({
    eventName,
    level,
    body: exception.message === '' ? exception.type : exception.message,
    context: site.context,
    attributes,
    isOnSpan,
  })
}

/** A code speaks in the name of the library that declares it, whoever wrapped the function that threw. */
function emitterOf(fields: DiagnosticFields | undefined, site: ExceptionSite): LogEmitter {
  return fields === undefined || fields.catalog.name === '' ? site.emitter : createLogEmitter(fields.catalog)
}

function exceptionAttributes(exception: ExceptionFields): Record<string, string | readonly string[]> {
  return {
    [ATTR_EXCEPTION_TYPE]: exception.type,
    [ATTR_EXCEPTION_MESSAGE]: exception.message,
    ...defined({
      [ATTR_EXCEPTION_STACKTRACE]: exception.stacktrace ?? undefined,
      [ATTR_SMONITOR_CAUSAL_CHAIN]: exception.causes.length === 0 ? undefined : exception.causes,
    }),
  }
}

/** Adds the event by hand: `span.recordException` would write `error.code` as the exception's type. */
function addSpanEvent(
  span: Span | undefined,
  exception: ExceptionFields,
  record: RecordedException,
  hint: string | undefined,
): void {
  const attributes: Record<string, string | string[]> = {
    [ATTR_SMONITOR_TRIAGE_KEY]: record.triageKey,
    // A backend that takes spans alone has no other place for it.
    ...defined({ [ATTR_SMONITOR_HINT]: hint }),
  }
  for (const [key, value] of Object.entries(exceptionAttributes(exception))) {
    attributes[key] = typeof value === 'string' ? value : [...value]
  }
  span?.addEvent(EVENT_EXCEPTION, attributes)
}

function markSpan(span: Span | undefined, record: RecordedException): void {
  if (span?.isRecording() !== true) return
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.setAttribute(ATTR_ERROR_TYPE, record.errorType)
  span.setAttribute(ATTR_SMONITOR_TRIAGE_KEY, record.triageKey)
  if (record.code !== undefined) span.setAttribute(ATTR_SMONITOR_CODE, record.code)
}
