import { context } from '@opentelemetry/api'
import { isMainThread } from 'node:worker_threads'
import { ATTR_LOG_IOSTREAM, EVENT_EXCEPTION } from '../../semconv/upstream.ts'
import { frameOf } from '../otel/call-context.ts'
import { createLogEmitter, LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { recordException, triageKeyOf, type ExceptionSite } from '../otel/record-exception.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import type { Level } from '../record/level.ts'
import { createDisposer, type Disposer } from './disposer.ts'
import { joinCapture } from './join-capture.ts'
import { asOwnDoing, isAftermath } from './own-doing.ts'
import { readField } from './read-text.ts'
import { rememberExceptions } from './recent-exceptions.ts'
import { unwrapRejection, watchRejections, type UnhandledRejection } from './unhandled-rejections.ts'

/** Options of {@link captureExceptions}. */
export interface CaptureExceptionsOptions {
  /** Told the key of an exception that Node itself prints, before it is recorded. @default nobody is told */
  readonly onPrintedByNode?: (triageKey: string) => void
}

/**
 * Records uncaught errors and unhandled rejections, once each: one that a signal saw is recorded already. What
 * ends the process is fatal. It only watches: what Node prints and with which code the process ends stay as they
 * are, in every mode of `--unhandled-rejections` and with every handler that the program has.
 *
 * @returns What undoes it.
 * @example
 * ```ts
 * import { captureExceptions } from 'smonitor/capture'
 *
 * const stop = captureExceptions()
 * stop()
 * ```
 */
export function captureExceptions({ onPrintedByNode }: CaptureExceptionsOptions = {}): Disposer {
  const emitter = createLogEmitter(LIBRARY_SCOPE)
  const turn = joinCapture('exceptions')
  const recent = rememberExceptions()
  const reportOnce = createOnceReporter()

  function siteOf(level: Level, isPrintedByNode: boolean): ExceptionSite {
    const at = context.active()
    return {
      emitter,
      context: at,
      frame: frameOf(at),
      span: undefined,
      level,
      eventName: EVENT_EXCEPTION,
      addDetails: isPrintedByNode ? (record) => (record[ATTR_LOG_IOSTREAM] = 'stderr') : undefined,
    }
  }

  function record(error: unknown, level: Level, isPrintedByNode: boolean): void {
    if (isPrintedByNode) tellOfPrinted(error)
    const site = siteOf(level, isPrintedByNode)
    if (turn.isMine()) asOwnDoing(() => recordException(error, site))
  }

  /** Node prints what led to it too, and a signal may have seen one of those. */
  function tellOfPrinted(error: unknown): void {
    if (onPrintedByNode === undefined) return
    for (const one of withCauses(error)) onPrintedByNode(triageKeyOf(one, siteOf('error', true)))
  }

  // Nothing may leave a listener: Node would end the process for it, with another message and code.
  function guard(action: () => void): void {
    try {
      action()
    } catch (problem) {
      reportOnce('smonitor: an uncaught exception could not be captured.', problem)
    }
  }

  function onUncaught(thrown: unknown): void {
    guard(() => {
      // A program with a handler of its own goes on, and Node prints nothing. A worker thread ends alone; the main
      // thread hears of it, and prints it if nobody there takes it.
      const isHandled = hasHandler()
      if (isHandled && isAftermath()) return
      record(unwrapRejection(thrown), isHandled || !isMainThread ? 'error' : 'fatal', !isHandled)
    })
  }

  function onRejection({ error, stackText, isPrintedByNode, isMonitored }: UnhandledRejection): void {
    guard(() => {
      // A sink whose promise is rejected for each record would be handed its own failure for ever.
      if (isAftermath()) return
      const known = stackText === undefined ? undefined : recent.findByStack(stackText)
      if (known !== undefined) onPrintedByNode?.(known.triageKey)
      else if (isMonitored) tellOfPrinted(error)
      else record(error, 'error', isPrintedByNode)
    })
  }

  process.on('uncaughtExceptionMonitor', onUncaught)
  const stopWatching = watchRejections(onRejection)
  return createDisposer(() => {
    process.off('uncaughtExceptionMonitor', onUncaught)
    stopWatching()
    recent.stop()
    turn.leave()
  })
}

const MAX_CAUSES = 16

/** An error with its causes and the errors that it gathers, as far as Node prints them. */
function withCauses(error: unknown): unknown[] {
  const errors = [error]
  for (const one of errors) {
    for (const inner of [readField(one, 'cause'), ...gatheredBy(one)]) {
      const isNew = inner !== undefined && inner !== null && !errors.includes(inner)
      if (isNew && errors.length < MAX_CAUSES) errors.push(inner)
    }
  }
  return errors
}

function gatheredBy(error: unknown): unknown[] {
  try {
    const gathered = readField(error, 'errors')
    return Array.isArray(gathered) ? gathered.slice(0, MAX_CAUSES) : []
  } catch {
    return [] // A proxy that refuses.
  }
}

function hasHandler(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
}
