import { context } from '@opentelemetry/api'
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_IOSTREAM,
  ERROR_TYPE_VALUE_OTHER,
} from '../../semconv/upstream.ts'
import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { frameOf } from '../otel/call-context.ts'
import { addContext, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import { createLogEmitter, LIBRARY_SCOPE, type LogEmitter } from '../otel/log-emitter.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import type { ExceptionFields } from '../record/diagnostic-event.ts'
import { isAtLeast, LEVELS, type Level } from '../record/level.ts'
import { truncate } from '../record/param-value.ts'
import { toParamAttributes } from '../record/template.ts'
import type { CallSite } from './call-site.ts'
import { asOwnDoing } from './own-doing.ts'

/** Longest message of a record, in UTF-16 code units. */
export const MAX_MESSAGE_LENGTH = 8192

/** Most params of a record: some loggers print whole objects. */
const MAX_PARAMS = 64

/** Something that was captured, ready to become a record. */
export interface Captured {
  readonly level: Level
  readonly message: string
  readonly source: string
  readonly triageKey: string
  readonly category?: string | undefined
  /** What a code brings; the rest is added to it. */
  readonly attributes?: FlatAttributes
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly exception?: ExceptionFields | undefined
  /** What class of error it is. @default the type of the exception */
  readonly errorType?: string | undefined
  readonly site?: CallSite | undefined
  /** Where it has been printed already. */
  readonly iostream?: 'stdout' | 'stderr' | undefined
}

/** Emits what is captured in a program. */
export interface CaptureEmitter {
  /** Tells whether anybody takes a record of this level. */
  isEnabled(level: Level): boolean
  emit(captured: Captured): void
  /** Runs what must neither throw into the host nor fail in silence. */
  guard(action: () => void): void
}

/** Creates an emitter. @param what - What would be lost if it failed, for the message that says so. */
export function createCaptureEmitter(what: string): CaptureEmitter {
  const emitter = createLogEmitter(LIBRARY_SCOPE)
  const reportOnce = createOnceReporter()
  return {
    isEnabled: (level) =>
      emitter.isEnabled({
        severityNumber: LEVELS[level].severityNumber,
        eventName: EVENT_SMONITOR_DIAGNOSTIC,
      }),
    emit: (captured) => emitRecord(emitter, captured),
    guard(action) {
      try {
        action()
      } catch (problem) {
        reportOnce(`smonitor: ${what} could not be captured.`, problem)
      }
    },
  }
}

function emitRecord(emitter: LogEmitter, captured: Captured): void {
  const { level, message, source, triageKey, category, exception, site, iostream } = captured
  const at = context.active()
  const attributes: FlatAttributes = { ...captured.attributes, [ATTR_SMONITOR_TRIAGE_KEY]: triageKey }
  addContext(attributes, frameOf(at), source)
  if (category !== undefined) attributes[ATTR_SMONITOR_CATEGORY] = category
  if (isAtLeast(level, 'error'))
    attributes[ATTR_ERROR_TYPE] = captured.errorType ?? exception?.type ?? ERROR_TYPE_VALUE_OTHER
  if (captured.params !== undefined) addParams(attributes, captured.params)
  if (exception !== undefined) addException(attributes, exception)
  if (site !== undefined) addSite(attributes, site)
  if (iostream !== undefined) attributes[ATTR_LOG_IOSTREAM] = iostream
  asOwnDoing(() =>
    emitter.emit({
      eventName: EVENT_SMONITOR_DIAGNOSTIC,
      level,
      body: truncate(message, MAX_MESSAGE_LENGTH),
      attributes,
      context: at,
    }),
  )
}

function addParams(attributes: FlatAttributes, params: Readonly<Record<string, unknown>>): void {
  const few = Object.fromEntries(
    Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .slice(0, MAX_PARAMS),
  )
  for (const [name, value] of Object.entries(toParamAttributes(few))) {
    attributes[ATTR_SMONITOR_PARAM(name)] ??= value
  }
}

function addException(attributes: FlatAttributes, exception: ExceptionFields): void {
  attributes[ATTR_EXCEPTION_TYPE] = exception.type
  attributes[ATTR_EXCEPTION_MESSAGE] = exception.message
  if (exception.stacktrace !== null) attributes[ATTR_EXCEPTION_STACKTRACE] = exception.stacktrace
  if (exception.causes.length > 0) attributes[ATTR_SMONITOR_CAUSAL_CHAIN] = exception.causes
}

function addSite(attributes: FlatAttributes, { functionName, filePath, lineNumber }: CallSite): void {
  if (functionName !== undefined) attributes[ATTR_CODE_FUNCTION_NAME] = functionName
  attributes[ATTR_CODE_FILE_PATH] = filePath
  attributes[ATTR_CODE_LINE_NUMBER] = lineNumber
}
