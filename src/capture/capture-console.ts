import { formatWithOptions, stripVTControlCharacters } from 'node:util'
import { isAtLeast, toLevel, type Level } from '../record/level.ts'
import { listFrames } from '../record/stack-frames.ts'
import { findCaller } from './call-site.ts'
import { watchConsole, type ConsoleMethod } from './console-lines.ts'
import { createDisposer, type Disposer } from './disposer.ts'
import { createCaptureEmitter, MAX_MESSAGE_LENGTH } from './emit-captured.ts'
import { emitLine } from './emit-line.ts'
import { joinCapture } from './join-capture.ts'
import { fromError, isError } from './logged-error.ts'
import { isOwnDoing } from './own-doing.ts'

/** Options of {@link captureConsole}. */
export interface CaptureConsoleOptions {
  /** Lines that are less serious are left alone; `console.log` is `info`. @default 'debug' */
  readonly level?: Level
}

const LEVELS: Readonly<Record<ConsoleMethod, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
}

/**
 * Records what the program prints with the console as diagnostics of the category `console`. What is printed stays
 * as it is.
 *
 * Left out is what sinks, exporters and OpenTelemetry's own `diag` print, Node's lines for process warnings, and
 * the lines of a `Console` that the program made for itself.
 *
 * @returns What undoes it.
 * @example
 * ```ts
 * import { captureConsole } from 'smonitor/capture'
 *
 * const stop = captureConsole({ level: 'warn' })
 * console.warn('The cache has %d entries.', 0)
 * stop()
 * ```
 */
export function captureConsole({ level }: CaptureConsoleOptions = {}): Disposer {
  // JavaScript may pass anything.
  const threshold = toLevel(level) ?? 'debug'
  const turn = joinCapture('console')
  const emitter = createCaptureEmitter('a line of the console')

  const stop = watchConsole((method, args, above) => {
    const printed = LEVELS[method]
    if (!isAtLeast(printed, threshold) || !turn.isMine() || isOwnDoing() || !emitter.isEnabled(printed))
      return
    emitter.guard(() => {
      const stack = stackAbove(above)
      const frames = listFrames(stack, true)
      if (isOfOthers(frames)) return
      // Its stack is that of the call, and the record says the place.
      const isTraced = isTrace(frames)
      const actual: Level = isTraced ? 'debug' : printed
      const message = isTraced ? toMessage(args).replace(/\n +at [^]*$/, '') : toMessage(args)
      const error = args.find(isError)
      if (message === '' || !isAtLeast(actual, threshold)) return
      const caller = findCaller(stack)
      emitLine(emitter, {
        level: actual,
        message,
        category: 'console',
        error: error === undefined ? undefined : fromError(error),
        params: caller?.packageName === undefined ? undefined : { package: caller.packageName },
        site: caller?.site,
        iostream: method === 'warn' || method === 'error' ? 'stderr' : 'stdout',
      })
    })
  })
  return createDisposer(() => {
    stop()
    turn.leave()
  })
}

function stackAbove(above: object): string {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, above as () => void)
  return String(holder.stack)
}

/** What Node prints for a warning, what OpenTelemetry prints, and the lines of another console. */
function isOfOthers(frames: readonly string[]): boolean {
  const caller = frames.findIndex((frame) => !/\(node:|^node:/.test(frame))
  // What Node itself did between the call in the program and the line.
  const nodes = caller < 0 ? frames : frames.slice(0, caller)
  return (
    nodes.some((frame) => frame.includes('node:internal/process/warning')) ||
    frames[caller]?.includes('/@opentelemetry/') === true ||
    (isNodesConsole() && nodes.some((frame) => frame.startsWith('Console.')))
  )
}

/** `console.trace` prints by `console.error` and is none. */
function isTrace(frames: readonly string[]): boolean {
  return frames.some((frame) => /^[Cc]onsole\.trace \(node:internal\/console/.test(frame))
}

/** A test runner puts a `Console` of its own in the place of Node's; whose line it is cannot be told then. */
function isNodesConsole(): boolean {
  return Object.hasOwn(globalThis.console, 'Console')
}

/** The text as the console prints it, without colours, on few lines, and no longer than a record takes. */
function toMessage(args: readonly unknown[]): string {
  const text = formatWithOptions(
    { breakLength: Infinity, depth: 2, maxArrayLength: 100, maxStringLength: MAX_MESSAGE_LENGTH },
    ...args.map(toPrintable),
  )
  return stripVTControlCharacters(text.slice(0, MAX_MESSAGE_LENGTH + 1)).trim()
}

function toPrintable(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_MESSAGE_LENGTH + 1)
  if (!isError(value)) return value
  // The record has the stack in a place of its own.
  const { type, message } = fromError(value).exception
  return message === '' ? type : `${type}: ${message}`
}
