import { toIoStream } from '../record/iostream.ts'
import { isAtLeast, toLevel, type Level } from '../record/level.ts'
import { createCaptureEmitter } from './emit-captured.ts'
import { emitLine } from './emit-line.ts'
import { fromSerialised } from './logged-error.ts'
import { isOwnDoing } from './own-doing.ts'
import { readField, readText } from './read-text.ts'

/** Options of {@link createPinoStream}. */
export interface PinoStreamOptions {
  /** Lines that are less serious are left alone, at next to no cost. @default 'warn' */
  readonly level?: Level
  /**
   * Where the logger prints: the console sink does not print its lines again. `none` is for a logger that writes to a
   * file alone. @default 'stdout'
   */
  readonly iostream?: 'stdout' | 'stderr' | 'none'
  /** The `messageKey` of the logger. @default 'msg' */
  readonly messageKey?: string
  /** The `errorKey` of the logger. @default 'err' */
  readonly errorKey?: string
}

/** A destination of pino, for `pino(options, stream)` or one entry of `pino.multistream`. */
export interface PinoStream {
  /** The level by which `pino.multistream` sorts. */
  readonly level: Level | 'trace'
  write(line: string): void
}

/**
 * Creates a destination for pino that makes diagnostics of its lines, beside the one that prints them.
 *
 * It takes what pino wrote, so that what pino redacts stays redacted: the message, `name` as the source, an error
 * as an exception, and every other field as a param. Process and host are left out, and so is a line with
 * `smonitor: true`, which a sink that logs by pino has to set.
 *
 * @example
 * ```ts
 * import { pino } from 'pino'
 * import { createPinoStream } from 'smonitor/capture'
 *
 * const logger = pino({ name: 'shop' }, pino.multistream([process.stdout, createPinoStream()]))
 * logger.warn({ item: 7 }, 'The item is gone.')
 * ```
 */
export function createPinoStream(options: PinoStreamOptions = {}): PinoStream {
  const { messageKey = 'msg', errorKey = 'err', iostream = 'stdout' } = options
  // JavaScript may pass anything.
  const threshold = toLevel(options.level) ?? 'warn'
  const emitter = createCaptureEmitter('a line of pino')

  function emitOf(text: string, original: unknown): void {
    const line: unknown = JSON.parse(text)
    const level = levelOf(readField(line, 'level'))
    if (!isAtLeast(level, threshold) || !emitter.isEnabled(level) || readField(line, 'smonitor') === true)
      return
    const error = fromSerialised(readField(line, errorKey), readField(original, errorKey))
    emitLine(emitter, {
      level,
      message: readText(line, messageKey) ?? '',
      source: readText(line, 'name'),
      category: 'pino',
      params: paramsOf(line, [messageKey, ...(error === undefined ? [] : [errorKey])]),
      error,
      iostream: toIoStream(iostream) ?? undefined,
    })
  }

  const stream: PinoStream & PinoMetadata = {
    level: threshold === 'debug' ? 'trace' : threshold,
    // Asks pino for the level beside the text, so that most lines need not be parsed, and for the error itself.
    [Symbol.for('pino.metadata')]: true,
    write(text) {
      const { lastLevel, lastObj } = stream
      if (lastLevel !== undefined && !isAtLeast(levelOf(lastLevel), threshold)) return
      if (isOwnDoing()) return
      emitter.guard(() => emitOf(text, lastObj))
    },
  }
  return stream
}

/** What pino sets on a stream that asks for it. */
interface PinoMetadata {
  lastLevel?: number
  lastObj?: unknown
  readonly [asked: symbol]: boolean
}

/** Pino's numbers are 10, 20 … 60, with an application's own between them; formatters may write names instead. */
function levelOf(level: unknown): Level {
  if (typeof level !== 'number') return toLevel(level) ?? 'info'
  if (level < 30) return 'debug'
  if (level < 40) return 'info'
  if (level < 50) return 'warn'
  return level < 60 ? 'error' : 'fatal'
}

/** What pino and OpenTelemetry write on each line, which says nothing about it. */
const COMMON = [
  'level',
  'time',
  'pid',
  'hostname',
  'name',
  'v',
  'trace_id',
  'span_id',
  'trace_flags',
  'triage_key',
]

function paramsOf(line: unknown, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(line as object).filter(([name]) => !COMMON.includes(name) && !known.includes(name)),
  )
}
