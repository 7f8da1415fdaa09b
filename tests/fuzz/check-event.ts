import { parseEvent } from '../../src/bundle/parse-event.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { safeStringify } from '../../src/record/safe-stringify.ts'
import { toEvent } from '../../src/record/to-event.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import type { Tally } from './tally.ts'

const RUN = { runId: 'r1', sessionId: 's1' }

/** A line of an events file: it is no event, or one with every field, which is read again as it is written. */
export function checkLine(
  { line, isMutated }: { readonly line: string; readonly isMutated: boolean },
  tally: Tally,
): void {
  if (isMutated) tally.countMutated()
  const event = parseEvent(line)
  tally.countParsed(event !== undefined)
  if (event !== undefined) checkEvent(event)
}

/** A log record: whatever its attributes hold, it becomes an event with every field. */
export function checkRecord(record: LogRecordLike, tally: Tally): void {
  tally.countMutated()
  checkEvent(toEvent(record, RUN))
}

const FIELDS = Object.keys(sampleEvent())

function checkEvent(event: DiagnosticEvent): void {
  const missing = FIELDS.filter((name) => !Object.hasOwn(event, name))
  if (missing.length > 0) throw new Error(`The event has no ${missing.join(', ')}.`)
  const kinds = [
    ['timestamp', 'level', 'source', 'message', 'triage_key', 'event_name', 'run_id', 'session_id'].every(
      (name) => typeof event[name as 'level'] === 'string',
    ),
    ['code', 'title', 'hint', 'category', 'exception_type', 'doc_url', 'correlation_id'].every((name) =>
      ['string', 'object'].includes(typeof event[name as 'code']),
    ),
    [...event.tags, ...event.context.chain].every((text) => typeof text === 'string'),
    typeof event.context.depth === 'number',
    typeof event.library.name === 'string',
  ]
  if (kinds.includes(false))
    throw new Error(`A field of the event is of another kind: ${safeStringify(event)}`)
  const line = safeStringify(event)
  if (/[\n\r]/.test(line)) throw new Error('One event is more than one line.')
  const again = parseEvent(line)
  if (again === undefined || safeStringify(again) !== line) {
    throw new Error(`The event is not read as it was written:\n${line}\n${safeStringify(again)}`)
  }
}
