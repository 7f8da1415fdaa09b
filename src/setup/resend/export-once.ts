import { withoutTracing } from '../../otel/without-tracing.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import type { Delivery } from './delivery.ts'
import { isRefused } from './judge-failure.ts'
import { watchAnswer } from './watch-answer.ts'

/** What an endpoint made of what it was given; what failed may be taken later. */
export type Answer = 'taken' | 'refused' | 'failed'

/** What came of an export. */
export interface Exported {
  readonly answer: Answer
  /** How long the endpoint asks to be left alone, in milliseconds; `undefined` where it does not. */
  readonly retryAfterMs: number | undefined
}

const TIMEOUT_MS = 30_000

/** Hands records to an exporter, once, and waits for its answer. Never rejects. */
export async function exportOnce(delivery: Delivery, records: readonly object[]): Promise<Exported> {
  const unwatch = watchAnswer(delivery.endpoint)
  // An exporter that never answers must not end it all, nor a detector of the resource that never does.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS).unref()
  const answer = await answerOf(delivery, records, late.signal).catch(() => 'failed' as const)
  clearTimeout(timer)
  const { retryAfterMs, isWebPage } = unwatch()
  if (answer !== 'taken' || !isWebPage) return { answer, retryAfterMs }
  sayWebPage(delivery)
  return { answer: 'failed', retryAfterMs }
}

const told = new WeakSet<Delivery>()

/** The exporters look at the status alone. */
function sayWebPage(delivery: Delivery): void {
  if (told.has(delivery)) return
  told.add(delivery)
  const reason = 'it answered with a web page, which no endpoint of OTLP does'
  ownDiagnostics.emit('SMON-W202', { endpoint: delivery.endpoint, signal: 'logs', reason })
}

function answerOf({ exporter }: Delivery, records: readonly object[], late: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    late.addEventListener('abort', () => resolve('failed'), { once: true })
    const send = (): void => {
      if (late.aborted) return
      withoutTracing(() =>
        exporter.export(records, ({ code, error }) =>
          resolve(code === 0 ? 'taken' : isRefused(error) ? 'refused' : 'failed'),
        ),
      )
    }
    const pending = new Set(records.flatMap((record) => pendingOf(record) ?? []))
    Promise.all(pending).then(send).catch(reject)
  })
}

/** The SDK complains of a resource that is sent before its detectors are done. */
function pendingOf(record: object): Promise<void> | undefined {
  const { resource } = record as {
    readonly resource?: {
      readonly asyncAttributesPending?: boolean
      waitForAsyncAttributes?(): Promise<void>
    }
  }
  return resource?.asyncAttributesPending === true ? resource.waitForAsyncAttributes?.() : undefined
}
