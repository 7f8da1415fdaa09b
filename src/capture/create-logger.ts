import type { Level } from '../record/level.ts'
import { createCaptureEmitter, type CaptureEmitter } from './emit-captured.ts'
import { emitLine } from './emit-line.ts'
import { fromError, isError } from './logged-error.ts'
import { toText } from './read-text.ts'

/** What a logger says with each of its diagnostics: any fields, as params. */
export interface LoggerFields {
  /** Where they come from. @default the innermost signal's name, else 'log' */
  readonly source?: string
  readonly [name: string]: unknown
}

/** A logger that makes a diagnostic without a code of each line, with the fields that it was given. */
export interface Logger {
  /** Emits a detail for whoever is looking for a fault. */
  debug(message: string, fields?: LoggerFields): void
  /** Emits an ordinary event that is worth knowing. */
  info(message: string, fields?: LoggerFields): void
  /** Emits a condition that was handled but needs attention. */
  warn(message: string, fields?: LoggerFields): void
  /** Emits that an operation failed. */
  error(message: string, fields?: LoggerFields): void
  /** Emits that the program cannot go on. */
  fatal(message: string, fields?: LoggerFields): void
  /** Creates a logger with more fields; of two with one name the new one counts. */
  child(fields: LoggerFields): Logger
}

/**
 * Creates a logger whose diagnostics carry fields. For what has no code yet; a code says more.
 *
 * Its methods do nothing when nobody listens, and never throw. An error in the field `err` or `error` becomes the
 * exception of the diagnostic.
 *
 * @example
 * ```ts
 * import { createLogger } from 'smonitor/capture'
 *
 * const log = createLogger({ source: 'films.import', file: 'films.csv' })
 * const row = log.child({ row: 7 })
 * row.warn('The year is missing.', { column: 'year' })
 * ```
 */
export function createLogger(fields: LoggerFields = {}): Logger {
  return loggerOf(createCaptureEmitter('a line of a logger'), fields)
}

function loggerOf(emitter: CaptureEmitter, bound: LoggerFields): Logger {
  function methodOf(level: Level): Logger['info'] {
    return (message, fields) => {
      emitter.guard(() => {
        if (emitter.isEnabled(level)) emitFields(emitter, level, message, { ...bound, ...fields })
      })
    }
  }
  return {
    debug: methodOf('debug'),
    info: methodOf('info'),
    warn: methodOf('warn'),
    error: methodOf('error'),
    fatal: methodOf('fatal'),
    child: (fields) => loggerOf(emitter, { ...bound, ...fields }),
  }
}

function emitFields(emitter: CaptureEmitter, level: Level, message: unknown, fields: LoggerFields): void {
  const { source, ...rest } = fields
  const name = ['err', 'error'].find((key) => isError(rest[key]))
  const error = name === undefined ? undefined : fromError(rest[name])
  const params = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== name))
  emitLine(emitter, {
    level,
    // JavaScript may pass anything.
    message: toText(message),
    source: source === undefined ? undefined : toText(source),
    category: 'log',
    params,
    error,
  })
}
