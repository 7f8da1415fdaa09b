import {
  ATTR_SMONITOR_CALLER,
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_CAUSE_CODE,
  ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_FAILURE_CLASS,
  ATTR_SMONITOR_FAILURE_REASON,
  ATTR_SMONITOR_RETRY_ATTEMPT,
  ATTR_SMONITOR_RETRY_DELAY,
  ATTR_SMONITOR_RETRY_EXHAUSTED,
  ATTR_SMONITOR_RETRY_MAX,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_SUMMARY_KIND,
  ATTR_SMONITOR_SUPPRESSED_COUNT,
  ATTR_SMONITOR_TARGET_RESOURCE,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC_SUMMARY,
} from '../../semconv/semconv.ts'
import {
  ATTR_ERROR_TYPE,
  ATTR_FIRST_OBSERVED_TIMESTAMP,
  ATTR_LAST_OBSERVED_TIMESTAMP,
  ATTR_LOG_COUNT,
} from '../../semconv/upstream.ts'
import { copyRecord } from './draft.ts'
import type { PolicyLogRecord } from './policy-item.ts'

/** What a summary tells. */
export interface SummaryCounts {
  readonly kind: 'coalesced' | 'duplicate'
  /** All occurrences since the summary before, those that were let through included. */
  readonly count: number
  readonly suppressed: number
  /** Milliseconds since the Unix epoch. */
  readonly firstMs: number
  readonly lastMs: number
}

/** What a summary has of the last record that it stands for. */
const KEPT = [
  ATTR_SMONITOR_TRIAGE_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
  ATTR_SMONITOR_CALLER,
  ATTR_SMONITOR_TARGET_RESOURCE,
  ATTR_SMONITOR_RETRY_ATTEMPT,
  ATTR_SMONITOR_RETRY_MAX,
  ATTR_SMONITOR_RETRY_EXHAUSTED,
  ATTR_SMONITOR_RETRY_DELAY,
  ATTR_SMONITOR_FAILURE_CLASS,
  ATTR_SMONITOR_FAILURE_REASON,
  ATTR_SMONITOR_CAUSE_CODE,
  ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE,
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_ERROR_TYPE,
]

/** Makes the record that tells of held back ones, in the names of the collector's `log_dedup`. */
export function toSummary(
  last: PolicyLogRecord,
  { kind, count, suppressed, firstMs, lastMs }: SummaryCounts,
  nowMs: number,
): PolicyLogRecord {
  const time = [Math.floor(nowMs / 1000), (nowMs % 1000) * 1e6] as const
  const kept = KEPT.flatMap((key) =>
    last.attributes[key] === undefined ? [] : [[key, last.attributes[key]]],
  )
  const { [ATTR_SMONITOR_CODE]: code } = last.attributes
  const subject = typeof code === 'string' ? code : `A record of ${last.instrumentationScope.name}`
  const text = typeof last.body === 'string' && last.body !== '' ? ` The last one: ${last.body}` : ''
  return copyRecord(last, {
    eventName: EVENT_SMONITOR_DIAGNOSTIC_SUMMARY,
    body: `${subject} occurred ${count} times, and ${suppressed} of these were held back.${text}`,
    hrTime: time,
    hrTimeObserved: time,
    // It belongs to no single trace.
    spanContext: undefined,
    droppedAttributesCount: 0,
    attributes: {
      ...Object.fromEntries(kept),
      [ATTR_SMONITOR_SUMMARY_KIND]: kind,
      [ATTR_LOG_COUNT]: count,
      [ATTR_SMONITOR_SUPPRESSED_COUNT]: suppressed,
      [ATTR_FIRST_OBSERVED_TIMESTAMP]: new Date(firstMs).toISOString(),
      [ATTR_LAST_OBSERVED_TIMESTAMP]: new Date(lastMs).toISOString(),
    },
  })
}
