import { withoutTracing } from '../../otel/without-tracing.ts'
import type { Delivery } from './delivery.ts'
import { isRefused } from './judge-failure.ts'
import { watchRetryAfter } from './watch-retry-after.ts'

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
  const unwatch = watchRetryAfter(delivery.endpoint)
  let answer: Answer
  try {
    await Promise.all(new Set(records.map(pendingOf)))
    answer = await answerOf(delivery, records)
  } catch {
    answer = 'failed'
  }
  return { answer, retryAfterMs: unwatch() }
}

function answerOf({ exporter }: Delivery, records: readonly object[]): Promise<Answer> {
  return new Promise((resolve) => {
    // An exporter that never answers must not end it all.
    const late = setTimeout(() => resolve('failed'), TIMEOUT_MS).unref()
    withoutTracing(() =>
      exporter.export(records, ({ code, error }) => {
        clearTimeout(late)
        resolve(code === 0 ? 'taken' : isRefused(error) ? 'refused' : 'failed')
      }),
    )
  })
}

/** The SDK complains of a resource that is sent before its detectors are done. */
function pendingOf(record: object): unknown {
  const { resource } = record as {
    readonly resource?: {
      readonly asyncAttributesPending?: boolean
      waitForAsyncAttributes?(): Promise<void>
    }
  }
  return resource?.asyncAttributesPending === true ? resource.waitForAsyncAttributes?.() : undefined
}
