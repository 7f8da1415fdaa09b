import { context } from '@opentelemetry/api'
import { EVENT_EXCEPTION } from '../../semconv/upstream.ts'
import { frameOf } from '../otel/call-chain.ts'
import { createLogEmitter, LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { recordException, triageKeyOf } from '../otel/record-exception.ts'

/** Options of {@link captureUncaught}. */
export interface CaptureUncaughtOptions {
  /** Told the key of an exception that Node is about to print, before it is recorded. */
  readonly onPrintedByNode: (triageKey: string) => void
}

/**
 * Records uncaught errors and unhandled rejections as fatal, once each: one that a signal saw is recorded
 * already. It only watches: what Node prints and with which code the process ends stay as they are.
 *
 * @returns What undoes it.
 */
export function captureUncaught({ onPrintedByNode }: CaptureUncaughtOptions): () => void {
  const emitter = createLogEmitter(LIBRARY_SCOPE)

  function onUncaught(error: unknown): void {
    const at = context.active()
    const site = {
      emitter,
      context: at,
      frame: frameOf(at),
      span: undefined,
      level: 'fatal',
      eventName: EVENT_EXCEPTION,
    } as const
    // A program with a handler of its own goes on, and Node prints nothing.
    if (!hasHandler()) onPrintedByNode(triageKeyOf(error, site))
    recordException(error, site)
  }

  // The monitor also sees the rejections that Node turns into errors, so one hook covers both.
  process.on('uncaughtExceptionMonitor', onUncaught)
  return () => {
    process.off('uncaughtExceptionMonitor', onUncaught)
  }
}

function hasHandler(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
}
