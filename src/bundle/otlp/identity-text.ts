import { ATTR_ERROR_TYPE } from '../../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { TEXT_FIELDS, type TextField } from '../../record/event-attributes.ts'
import { LEVELS, toLevel } from '../../record/level.ts'
import { tellPart } from '../../record/read-attributes.ts'
import { toAttributeText } from './attribute-text.ts'
import { SAMPLED } from './to-log-record.ts'
import { toShared } from '../../record/told-attributes.ts'

/** Fields in which diagnostics of the same triage key mostly agree, with all that is worked out from them. */
interface Identity extends Pick<
  DiagnosticEvent,
  | 'triage_key'
  | 'level'
  | 'code'
  | 'source'
  | 'cluster_key'
  | 'title'
  | 'category'
  | 'doc_url'
  | 'issues_url'
  | 'api_url'
  | 'event_name'
> {
  readonly exceptionType: string | null
  readonly isTraced: boolean
}

/** The text fields of an event that are no part of it. */
export const VARYING_FIELDS: ReadonlySet<TextField> = new Set(['trace_hash', 'hint', 'correlation_id'])

const MAX_KEYS = 1024

/**
 * Creates what writes these fields of an event as the end of its log record: the last of its attributes, and what is
 * behind them. It remembers them by triage key: to see that they are the same again takes a fraction of the time.
 */
export function createIdentityWriter(): (event: DiagnosticEvent) => string {
  const known = new Map<string, { readonly identity: Identity; readonly text: string }>()
  return (event) => {
    const found = known.get(event.triage_key)
    if (found !== undefined && isSame(found.identity, event)) return found.text
    const text = toText(event)
    if (found !== undefined || known.size < MAX_KEYS)
      known.set(event.triage_key, { identity: toIdentity(event), text })
    return text
  }
}

/** Field by field, since a loop takes several times as long. */
function isSame(one: Identity, other: DiagnosticEvent): boolean {
  return (
    one.level === other.level &&
    one.code === other.code &&
    one.source === other.source &&
    one.cluster_key === other.cluster_key &&
    one.title === other.title &&
    one.category === other.category &&
    one.doc_url === other.doc_url &&
    one.issues_url === other.issues_url &&
    one.api_url === other.api_url &&
    one.event_name === other.event_name &&
    one.exceptionType === exceptionTypeOf(other) &&
    one.isTraced === (other.trace_id !== null)
  )
}

/** An event that others made may have one of the two only. */
function exceptionTypeOf({ exception, exception_type }: DiagnosticEvent): string | null {
  return exception === null ? exception_type : exception.type
}

/** Without what may be large, such as a stack. */
function toIdentity(event: DiagnosticEvent): Identity {
  return {
    triage_key: event.triage_key,
    level: event.level,
    code: event.code,
    source: event.source,
    cluster_key: event.cluster_key,
    title: event.title,
    category: event.category,
    doc_url: event.doc_url,
    issues_url: event.issues_url,
    api_url: event.api_url,
    event_name: event.event_name,
    exceptionType: exceptionTypeOf(event),
    isTraced: event.trace_id !== null,
  }
}

function toText(event: DiagnosticEvent): string {
  const { level, event_name, trace_id } = event
  const { severityNumber, severityText } = LEVELS[toLevel(level) ?? 'info']
  const pieces: string[] = []
  for (const [attribute, field] of TEXT_FIELDS) {
    const value = event[field]
    if (value !== null && !VARYING_FIELDS.has(field)) pieces.push(toAttributeText(attribute, value))
  }
  const errorType = tellPart(ATTR_ERROR_TYPE, toShared(event))
  if (errorType !== undefined) pieces.push(toAttributeText(ATTR_ERROR_TYPE, errorType))
  // The key and the source are always there, so there is a comma at the end of them.
  pieces.push(pieces.pop()?.slice(0, -1) ?? '')
  pieces.push(`],"severityNumber":${severityNumber},"severityText":"${severityText}"`)
  if (event_name !== '') pieces.push(`,"eventName":${JSON.stringify(event_name)}`)
  if (trace_id !== null) pieces.push(`,"flags":${SAMPLED}`)
  pieces.push(',"droppedAttributesCount":0}')
  // Joined, and not added to each other: the engine would put that together anew each time that it is written.
  return pieces.join('')
}
