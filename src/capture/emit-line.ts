import { context } from '@opentelemetry/api'
import { ATTR_SMONITOR_CAUSE_CODE, ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE } from '../../semconv/semconv.ts'
import { normaliseLine } from '../identity/normalise-line.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { frameOf } from '../otel/call-context.ts'
import { codedAttributes, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import type { Level } from '../record/level.ts'
import type { CallSite } from './call-site.ts'
import type { CaptureEmitter } from './emit-captured.ts'
import { saysNoMore, type LoggedError } from './logged-error.ts'

/** A line of a logger or of the console. */
export interface Line {
  readonly level: Level
  readonly message: string
  /** The name that the logger was given. @default the innermost signal's, else the category */
  readonly source?: string | undefined
  readonly category: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly error?: LoggedError | undefined
  readonly site?: CallSite | undefined
  readonly iostream?: 'stdout' | 'stderr' | undefined
}

/**
 * Emits a line as a diagnostic without a code, or with that of its error. An error that a signal recorded is not
 * recorded again: a line that only repeats it is left out, another one names it as its cause.
 */
export function emitLine(emitter: CaptureEmitter, line: Line): void {
  const { level, message, category, params, error, site, iostream } = line
  if (error?.recorded !== undefined && saysNoMore(message, error)) return
  const signal = frameOf(context.active())?.name
  const source = line.source ?? signal ?? category
  const isNew = error !== undefined && error.recorded === undefined
  const coded = isNew ? error.coded : undefined
  const text = message === '' && error !== undefined ? error.exception.message : message
  emitter.emit({
    level,
    message: text === '' && error !== undefined ? error.exception.type : text,
    // As the catalog itself would have it.
    source: coded === undefined ? source : (signal ?? (coded.catalog.name || source)),
    triageKey:
      coded === undefined
        ? createTriageKey({
            source,
            line: normaliseLine(text),
            ...(isNew ? { type: error.keyType } : {}),
          })
        : createTriageKey({ code: coded.code, source: signal ?? (coded.catalog.name || source) }),
    category,
    attributes: coded === undefined ? causeOf(error) : codedAttributes(coded),
    params,
    exception: isNew ? error.exception : undefined,
    errorType: coded?.code,
    site,
    iostream,
  })
}

function causeOf(error: LoggedError | undefined): FlatAttributes {
  if (error?.recorded === undefined) return {}
  const { code } = error.recorded
  return {
    [ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE]: error.exception.type,
    ...(code === undefined ? {} : { [ATTR_SMONITOR_CAUSE_CODE]: code }),
  }
}
