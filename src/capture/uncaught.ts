import { context } from '@opentelemetry/api'
import { EVENT_EXCEPTION } from '../../semconv/upstream.ts'
import { frameOf } from '../otel/call-context.ts'
import { createLogEmitter, LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { recordException, triageKeyOf } from '../otel/record-exception.ts'
import type { Level } from '../record/level.ts'

/** Options of {@link captureUncaught}. */
export interface CaptureUncaughtOptions {
  /** Told the key of an exception that Node is about to print, before it is recorded. */
  readonly onPrintedByNode: (triageKey: string) => void
}

/**
 * Records uncaught errors and unhandled rejections, once each: one that a signal saw is recorded already. What
 * ends the program is fatal. It only watches: what Node prints and with which code the process ends stay as they are.
 *
 * @returns What undoes it.
 */
export function captureUncaught({ onPrintedByNode }: CaptureUncaughtOptions): () => void {
  const emitter = createLogEmitter(LIBRARY_SCOPE)

  function onUncaught(error: unknown): void {
    const at = context.active()
    // A program with a handler of its own goes on, and Node prints nothing.
    const isEnd = !hasHandler()
    const level: Level = isEnd ? 'fatal' : 'error'
    const site = {
      emitter,
      context: at,
      frame: frameOf(at),
      span: undefined,
      level,
      eventName: EVENT_EXCEPTION,
    }
    // Node prints the causes too, and a signal may have seen one of them.
    if (isEnd) for (const one of withCauses(error)) onPrintedByNode(triageKeyOf(one, site))
    recordException(error, site)
  }

  // The monitor also sees the rejections that Node turns into errors, so one hook covers both.
  process.on('uncaughtExceptionMonitor', onUncaught)
  return () => {
    process.off('uncaughtExceptionMonitor', onUncaught)
  }
}

const MAX_CAUSES = 16

function withCauses(error: unknown): unknown[] {
  const errors = [error]
  try {
    let at = error
    while (at instanceof Error && at.cause !== undefined && errors.length < MAX_CAUSES) {
      at = at.cause
      errors.push(at)
    }
  } catch {
    // A getter that throws ends the chain.
  }
  return errors
}

function hasHandler(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
}
