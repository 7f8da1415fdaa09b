import type { DiagnosticEvent, ExceptionFields } from '../../record/diagnostic-event.ts'
import type { OtelDetails } from '../../record/otel-details.ts'
import { safeStringify } from '../../record/safe-stringify.ts'
import { isOpaque } from '../../redact/opaque.ts'
import type { Place } from './place.ts'
import { isKept, redactPlain, saysNothing, takeWhole, type BundleRules } from './value-redaction.ts'

/** The fields of an event; what else it has is looked through as any other value is. */
export const EVENT_FIELDS = [
  'timestamp',
  'level',
  'code',
  'source',
  'title',
  'message',
  'hint',
  'triage_key',
  'trace_hash',
  'cluster_key',
  'context',
  'extra',
  'args',
  'category',
  'tags',
  'exception_type',
  'exception',
  'doc_url',
  'issues_url',
  'api_url',
  'event_name',
  'library',
  'run_id',
  'session_id',
  'correlation_id',
  'trace_id',
  'span_id',
  'iostream',
  'location',
] as const satisfies readonly (keyof DiagnosticEvent)[]

/** An event that is still being made: with a copy for each field that not every event has it would take twice as long. */
type Writable = DiagnosticEvent & { otel?: OtelDetails }

type EventField = (typeof EVENT_FIELDS)[number]

const PLACES = Object.fromEntries(
  EVENT_FIELDS.map((name) => [name, { parent: undefined, name }]),
) as unknown as Readonly<Record<EventField, Place>>
const EXCEPTION_PLACES = {
  type: { parent: PLACES.exception, name: 'type' },
  message: { parent: PLACES.exception, name: 'message' },
  stacktrace: { parent: PLACES.exception, name: 'stacktrace' },
  causes: { parent: PLACES.exception, name: 'causes' },
}
const CHAIN = { parent: PLACES.context, name: 'chain' }
const OTEL = { parent: undefined, name: 'otel' }
const LIBRARY = {
  name: { parent: PLACES.library, name: 'name' },
  version: { parent: PLACES.library, name: 'version' },
}

/** What an event has in place of a field that was taken out and that readers look into. */
const EMPTY: Readonly<Partial<Record<EventField, unknown>>> = {
  context: { chain: [], depth: 0 },
  extra: {},
  args: [],
  tags: [],
  exception: null,
  library: { name: '', version: null },
}

/**
 * Makes what redacts one event after the other. It knows what an event looks like: a walk through any value takes several times
 * as long, and there may be a million.
 */
export function createEventRedaction(rules: BundleRules): (event: DiagnosticEvent) => DiagnosticEvent {
  const { text, whole, known } = rules
  const ruled = EVENT_FIELDS.filter(
    (name) => name !== 'timestamp' && name !== 'level' && whole.at(PLACES[name]) !== undefined,
  )

  const textAt = (value: string, place: Place): string => (isKept(value, place) ? value : text(value, place))
  // Of fields that say one of a few things in most events: what had nothing before.
  const clean = new Map<Place, Set<string>>(
    [...Object.values(PLACES), ...Object.values(LIBRARY)].map((place) => [place, new Set<string>()]),
  )
  const last = new Map<Place, string>()
  let cleanLate = known.needles.late
  function sameAt(value: string, place: Place): string {
    if (last.get(place) === value) return value
    const before = clean.get(place)
    if (before?.has(value) === true) return value
    const made = textAt(value, place)
    if (made !== value) return made
    // What may have a secret in it of which no part is there as it is, is looked at each time.
    if (/[%\\]/.test(value) || isOpaque(value)) return made
    last.set(place, value)
    if (before !== undefined && before.size < MOST_CLEAN) before.add(value)
    return made
  }
  const maybeSameAt = (value: string | null, place: Place): string | null =>
    typeof value === 'string' ? sameAt(value, place) : value
  const maybeAt = (value: string | null, place: Place): string | null =>
    typeof value === 'string' ? textAt(value, place) : value

  function texts(items: readonly string[], place: Place): readonly string[] {
    return items.length === 0 ? items : (redactPlain(items, place, rules) as readonly string[])
  }

  function exceptionOf(exception: ExceptionFields | null): ExceptionFields | null {
    if (exception === null) return exception
    const made = {
      ...exception,
      type: text(exception.type, EXCEPTION_PLACES.type),
      message: text(exception.message, EXCEPTION_PLACES.message),
      stacktrace: maybeAt(exception.stacktrace, EXCEPTION_PLACES.stacktrace),
      causes: texts(exception.causes, EXCEPTION_PLACES.causes),
    }
    return whole.hasPaths ? (redactPlain(made, PLACES.exception, rules) as ExceptionFields) : made
  }

  function extraOf(extra: DiagnosticEvent['extra']): DiagnosticEvent['extra'] {
    for (const name in extra) {
      // Not of JSON: an event that somebody made by hand.
      if (!isPlain(extra[name]))
        return redactPlain(toPlain(extra), PLACES.extra, rules) as DiagnosticEvent['extra']
    }
    return redactPlain(extra, PLACES.extra, rules) as DiagnosticEvent['extra']
  }

  /** What a later text had may be in an earlier one. */
  function stable<Value>(value: Value, redact: (value: Value) => Value): Value {
    let made = value
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { version } = known
      made = redact(made)
      if (version === known.version) break
    }
    return made
  }

  // As it was when the texts beside the params came.
  let versionOfExtra = known.version
  function look(event: DiagnosticEvent): DiagnosticEvent {
    const { context, library } = event
    // First: what goes by its name goes from the texts as well.
    const extra = stable(event.extra, extraOf)
    versionOfExtra = known.version
    if (cleanLate !== known.needles.late) {
      for (const texts of clean.values()) texts.clear()
      last.clear()
      cleanLate = known.needles.late
    }
    const made: Writable = {
      timestamp: TIMESTAMP.test(event.timestamp) ? event.timestamp : text(event.timestamp, PLACES.timestamp),
      level: event.level,
      code: maybeSameAt(event.code, PLACES.code),
      source: sameAt(event.source, PLACES.source),
      title: maybeSameAt(event.title, PLACES.title),
      message: text(event.message, PLACES.message),
      hint: maybeSameAt(event.hint, PLACES.hint),
      triage_key: sameAt(event.triage_key, PLACES.triage_key),
      trace_hash: maybeSameAt(event.trace_hash, PLACES.trace_hash),
      cluster_key: maybeSameAt(event.cluster_key, PLACES.cluster_key),
      context: { chain: texts(context.chain, CHAIN), depth: context.depth },
      extra,
      args: texts(event.args, PLACES.args),
      category: maybeSameAt(event.category, PLACES.category),
      tags: texts(event.tags, PLACES.tags),
      exception_type: maybeSameAt(event.exception_type, PLACES.exception_type),
      exception: exceptionOf(event.exception),
      doc_url: maybeSameAt(event.doc_url, PLACES.doc_url),
      issues_url: maybeSameAt(event.issues_url, PLACES.issues_url),
      api_url: maybeSameAt(event.api_url, PLACES.api_url),
      event_name: sameAt(event.event_name, PLACES.event_name),
      library: {
        name: sameAt(library.name, LIBRARY.name),
        version: maybeSameAt(library.version, LIBRARY.version),
      },
      run_id: sameAt(event.run_id, PLACES.run_id),
      session_id: sameAt(event.session_id, PLACES.session_id),
      correlation_id: maybeAt(event.correlation_id, PLACES.correlation_id),
      trace_id: maybeAt(event.trace_id, PLACES.trace_id),
      span_id: maybeAt(event.span_id, PLACES.span_id),
      iostream: event.iostream,
      location: maybeAt(event.location, PLACES.location),
    }
    const { otel } = event
    if (otel !== undefined) made.otel = detailsOf(otel)
    return Object.keys(event).length === Object.keys(made).length ? made : { ...made, ...othersOf(event) }
  }

  function detailsOf(otel: OtelDetails): OtelDetails {
    return redactPlain(isOfJson(otel) ? otel : toPlain(otel), OTEL, rules) as OtelDetails
  }

  function othersOf(event: DiagnosticEvent): object {
    const others = Object.entries(event).filter(([name]) => !KNOWN_FIELDS.has(name))
    return redactPlain(toPlain(Object.fromEntries(others)), undefined, rules) as object
  }

  function withoutRuled(event: DiagnosticEvent): DiagnosticEvent {
    const changed: Partial<Record<EventField, unknown>> = {}
    let isChanged = false
    for (const name of ruled) {
      const [value, place] = [event[name], PLACES[name]]
      const rule = whole.at(place)
      if (rule === undefined || saysNothing(value) || isKept(value, place) || isEmpty(value)) continue
      // What it is made of is named elsewhere too: signals, the class of the exception.
      if (NOT_LEARNT.has(name)) rules.taken(rule.rule, place)
      else takeWhole(value, place, rule, rules)
      isChanged = true
      changed[name] = name in EMPTY ? EMPTY[name] : rules.replacement
    }
    return isChanged ? ({ ...event, ...changed } as DiagnosticEvent) : event
  }

  return (event) => {
    let made = ruled.length > 0 ? withoutRuled(event) : event
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      made = look(made)
      if (versionOfExtra === known.version) break
    }
    return made
  }
}

const MAX_ROUNDS = 3
const MOST_CLEAN = 64
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const NOT_LEARNT: ReadonlySet<string> = new Set(['context', 'exception', 'library', 'tags'])
const KNOWN_FIELDS: ReadonlySet<string> = new Set([...EVENT_FIELDS, 'otel'])

function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (item) => item === 0 || item === '' || item === null || (Array.isArray(item) && item.length === 0),
    )
  )
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  )
}

const DEEPEST = 12

/** Tells whether a value is one that JSON would bring back as it is; it is no copy, which takes longer. */
function isOfJson(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return isPlain(value) || value === null
  if (depth > DEEPEST) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false
  return Object.values(value).every((item) => isOfJson(item, depth + 1))
}

function toPlain(value: object): object {
  return JSON.parse(safeStringify(value)) as object
}
