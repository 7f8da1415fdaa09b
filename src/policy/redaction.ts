import { createKnownValues, createRedactor, type KnownValues, type Redactor } from '../redact/index.ts'
import type { RedactOptions } from '../redact/redactor.ts'
import type { Draft } from './draft.ts'
import { attributeOf } from './fields.ts'
import { createLru } from './lru.ts'
import type { TraceLike } from './policy-item.ts'
import { isKnownName, partName } from './redact-names.ts'
import { compilePattern } from '../redact/compile-pattern.ts'
import { createResourceViews } from './resource-view.ts'

/** A `redact` action that is ready to be used. */
export interface Redaction {
  readonly apply: (draft: Draft, onError: (error: unknown) => void) => void
  /** Takes note of what goes by its name from a draft that goes nowhere. `undefined`: nothing ever goes by its name. */
  readonly learn: ((draft: Draft) => void) | undefined
}

/** What a value becomes that could not be looked through: better gone than told. */
const FALLBACK = '[REDACTED]'
const MAX_TRACES = 1000
const MAX_VALUES_OF_TRACE = 200

/**
 * Makes a `redact` action ready. What goes by its name from one record of a trace goes from what comes after it in the
 * trace too: the span of a record ends later, and its events repeat what the record said.
 */
export function createRedaction(options: RedactOptions): Redaction {
  const { replacement = FALLBACK } = options
  const redactor = createRedactor(withPlaces(options), compilePattern, partName)
  const views = createResourceViews((attributes) => redactor.value(attributes, ['resource']))
  const traces = createLru<KnownValues>(MAX_TRACES, () => undefined)
  const isByName = goesByName(options)

  /** Redacts with what was found in the trace so far, and remembers what is found now. */
  function inTrace({ trace }: Draft, fields: Fields): Readonly<Record<string, unknown>> {
    if (!isByName || !isSeen(trace)) return redactTogether(redactor, fields, undefined)
    const before = traces.get(trace.traceId)
    const known = before ?? createKnownValues(MAX_VALUES_OF_TRACE)
    const values = redactTogether(redactor, fields, known)
    if (before === undefined && known.size > 0) traces.set(trace.traceId, known)
    return values
  }

  function apply(draft: Draft, onError: (error: unknown) => void): void {
    let values: Readonly<Record<string, unknown>>
    try {
      // Together: what goes by its name from a param goes from the message too.
      values = inTrace(draft, fieldsOf(draft))
    } catch {
      values = redactApart(redactor, fieldsOf(draft), replacement, onError)
    }
    const { attributes, body, name, statusMessage, links, scope } = values
    draft.attributes = isRecord(attributes)
      ? attributes
      : redactEach(redactor, draft.attributes, replacement, onError)
    draft.body = body
    if (typeof name === 'string') draft.name = name
    if (typeof statusMessage === 'string') draft.statusMessage = statusMessage
    if (draft.links !== undefined) draft.links = Array.isArray(links) ? (links as Draft['links']) : []
    if (draft.scope.attributes !== undefined && scope !== draft.scope.attributes) {
      draft.scope = { ...draft.scope, attributes: isRecord(scope) ? scope : {} }
    }
    draft.resource = views.of(draft.resource)
  }

  return {
    apply,
    learn: isByName
      ? (draft) => {
          if (isSeen(draft.trace)) inTrace(draft, fieldsOf(draft))
        }
      : undefined,
  }
}

/** Whether somebody will see the spans of a trace. */
function isSeen(trace: TraceLike | undefined): trace is TraceLike {
  return trace !== undefined && trace.traceId !== '' && ((trace.traceFlags ?? 1) & 1) === 1
}

type Fields = Readonly<Record<string, readonly [path: readonly string[], value: unknown]>>

/** The texts of a draft, each with where it stands. */
function fieldsOf({ attributes, body, name, statusMessage, links, scope }: Draft): Fields {
  return {
    attributes: [['attributes'], attributes],
    body: [['body'], body],
    // What everybody finds it by.
    ...(name === undefined || isKnownName(name) ? {} : { name: [['name'], name] as const }),
    statusMessage: [['status', 'message'], statusMessage],
    ...(links === undefined || links.length === 0
      ? {}
      : { links: [['links'], links.map(copyOfLink)] as const }),
    ...(scope.attributes === undefined
      ? {}
      : { scope: [['scope', 'attributes'], scope.attributes] as const }),
  }
}

/** The context of a link is an id, and may be an object of any class. */
function copyOfLink(link: object): object {
  return { ...link }
}

function redactTogether(
  redactor: Redactor,
  fields: Fields,
  known: KnownValues | undefined,
): Readonly<Record<string, unknown>> {
  const values = redactor.values(Object.values(fields), known)
  return Object.fromEntries(Object.keys(fields).map((key, at) => [key, values[at]]))
}

function redactApart(
  redactor: Redactor,
  fields: Fields,
  replacement: string,
  onError: (error: unknown) => void,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, [path, value]]) => {
      try {
        return [key, redactor.value(value, path)]
      } catch (error) {
        onError(error)
        return [key, replacement]
      }
    }),
  )
}

/** For attributes that could not be looked through as a whole, or that a rule takes as a whole. */
function redactEach(
  redactor: Redactor,
  attributes: Readonly<Record<string, unknown>>,
  replacement: string,
  onError: (error: unknown) => void,
): Record<string, unknown> {
  const each = Object.entries(attributes).map(([key, value]) => {
    try {
      return [key, redactor.value(value, ['attributes', key])] as const
    } catch (error) {
      onError(error)
      return [key, replacement] as const
    }
  })
  return Object.fromEntries(each)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const BY_NAME = new Set(['secrets', 'share', 'ci', 'sensitive'])

function goesByName({ presets = [], keys = [], paths = [] }: RedactOptions): boolean {
  return keys.length > 0 || paths.length > 0 || presets.some((preset) => BY_NAME.has(preset))
}

/** Paths in the words of rules, as the redactor has them. */
function withPlaces(options: RedactOptions): RedactOptions {
  const { paths } = options
  if (paths === undefined) return options
  const placeOf = (path: string): string => {
    if (path === 'body' || path === 'message') return 'body'
    if (path === 'span.name' || path === 'event_name') return 'name'
    const key = attributeOf(path)
    return key === undefined ? path : `attributes.${key}`
  }
  return { ...options, paths: paths.map(placeOf) }
}
