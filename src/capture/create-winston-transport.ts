import { toIoStream } from '../record/iostream.ts'
import { isAtLeast, toLevel, type Level } from '../record/level.ts'
import { createCaptureEmitter, type CaptureEmitter } from './emit-captured.ts'
import { emitLine } from './emit-line.ts'
import { fromError, fromSerialised, isError, type LoggedError } from './logged-error.ts'
import { readField, readText, toText } from './read-text.ts'
import { isOwnLine, markOwnLines } from './winston-own-lines.ts'

/** Options of {@link createWinstonTransport}. */
export interface WinstonTransportOptions {
  /** Lines that are less serious are left alone. @default 'warn' */
  readonly level?: Level
  /** What the levels of the logger mean, for those that are neither npm's nor syslog's. @default 'info' for each */
  readonly levels?: Readonly<Record<string, Level>>
  /**
   * Where the logger prints: the console sink does not print its lines again. `none` is for a logger that writes to a
   * file alone. @default 'stdout'
   */
  readonly iostream?: 'stdout' | 'stderr' | 'none'
}

/** The base class of winston's transports, as far as it is used here. */
export type WinstonTransportClass<Transport> = new (options: {
  readonly log: (info: unknown, next: () => void) => void
}) => Transport

/**
 * Creates a transport for winston 3 that makes diagnostics of its lines, beside those that print them.
 *
 * It takes what the formats of the logger made of a line: the message, `logger` or `label` as the source, an error
 * as an exception, and every other field as a param. A line with `smonitor: true` is left out; a sink that logs by
 * winston has to set it.
 *
 * @param Transport - The class that `winston-transport` exports, so that smonitor does not depend on it.
 * @example
 * ```ts
 * import Transport from 'winston-transport'
 * import { createLogger, transports } from 'winston'
 * import { createWinstonTransport } from 'smonitor/capture'
 *
 * const logger = createLogger({ transports: [new transports.Console(), createWinstonTransport(Transport)] })
 * logger.warn('The item is gone.', { item: 7 })
 * ```
 */
export function createWinstonTransport<Transport>(
  Transport: WinstonTransportClass<Transport>,
  options: WinstonTransportOptions = {},
): Transport {
  const emitter = createCaptureEmitter('a line of winston')
  const transport = new Transport({
    log(info, next) {
      if (!isOwnLine(info)) emitter.guard(() => emitInfo(emitter, info, options))
      next()
    },
  })
  markOwnLines(transport)
  return transport
}

/** The levels of winston's npm and syslog tables that are not called as ours are. */
const LEVELS: Readonly<Record<string, Level>> = {
  emerg: 'fatal',
  alert: 'fatal',
  crit: 'fatal',
  notice: 'info',
  http: 'info',
  verbose: 'debug',
  silly: 'debug',
}

function emitInfo(emitter: CaptureEmitter, info: unknown, options: WinstonTransportOptions): void {
  // JavaScript may pass anything.
  const threshold = toLevel(options.level) ?? 'warn'
  const level = levelOf(info, options.levels)
  // What winston's own handler caught has been recorded as what it is: an uncaught exception.
  if (readField(info, 'exception') === true) return
  if (!isAtLeast(level, threshold) || !emitter.isEnabled(level)) return
  emitLine(emitter, {
    level,
    message: toText(readField(info, 'message')),
    source: readText(info, 'logger') ?? readText(info, 'label'),
    category: 'winston',
    params: paramsOf(info),
    error: errorOf(info),
    iostream: toIoStream(options.iostream ?? 'stdout') ?? undefined,
  })
}

function levelOf(info: unknown, own: WinstonTransportOptions['levels'] = {}): Level {
  // A format may have put colours into `level`.
  const name = String(readField(info, LEVEL) ?? readField(info, 'level'))
  return (
    (Object.hasOwn(own, name) ? toLevel(own[name]) : undefined) ??
    toLevel(name) ??
    (Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined) ??
    'info'
  )
}

// https://github.com/winstonjs/triple-beam 1.4
const LEVEL = Symbol.for('level')
const SPLAT = Symbol.for('splat')

/** The line itself, one of its fields, one of the arguments, or what a format wrote of one. */
function errorOf(info: unknown): LoggedError | undefined {
  const splat = readField(info, SPLAT)
  const found = [
    info,
    readField(info, 'error'),
    readField(info, 'err'),
    ...(Array.isArray(splat) ? (splat as unknown[]) : []),
  ].find(isError)
  return found === undefined ? fromSerialised(info, undefined) : fromError(found)
}

const COMMON = [
  'level',
  'message',
  'timestamp',
  'logger',
  'label',
  'stack',
  'trace_id',
  'span_id',
  'trace_flags',
  'triage_key',
]

function paramsOf(info: unknown): Record<string, unknown> {
  // An error that was logged alone is the line; its fields are those of the exception.
  if (isError(info)) return {}
  return Object.fromEntries(
    Object.entries(info as object).filter(([name, value]) => !COMMON.includes(name) && !isError(value)),
  )
}
