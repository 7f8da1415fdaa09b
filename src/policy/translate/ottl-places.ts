import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_SIGNAL, ATTR_SMONITOR_SOURCE } from '../../../semconv/semconv.ts'
import { FIELD_TYPES } from '../field-types.ts'
import { attributeOf } from '../fields.ts'
import type { ItemKind } from '../rule.ts'
import { attributePath, CONTEXTS, quote } from './ottl-text.ts'
import { NoEqual } from './untranslated.ts'

/** How what is at a path is compared. */
export type PlaceType =
  /** Anything, `nil` where it is not there. */
  | 'any'
  /** A list, `nil` where it is not there. */
  | 'list'
  /** The text of a record, which may be anything. */
  | 'body'
  /** A text that is empty where it is not there. */
  | 'text'
  /** A text that is always there. */
  | 'name'
  | 'trace'
  | 'span'
  | 'severity'
  | 'level'
  | 'kind'
  | 'status'

/** Where a field is, for some of the items. */
export interface Place {
  /** What has to hold for the field to be here. */
  readonly guards: readonly string[]
  readonly path: string
  readonly type: PlaceType
}

/** A value that all items of a kind have, as far as the guards hold; elsewhere there is none. */
export interface Fixed {
  readonly guards: readonly string[]
  readonly value: unknown
}

/** Where a field is. The first place of which the guards hold has it. */
export type FieldPlaces = readonly Place[] | Fixed

/**
 * Finds where a field of rules is in OTTL.
 *
 * @throws NoEqual for a field that it has no path for.
 */
export function placesOf(field: string, kind: ItemKind, at: string): FieldPlaces {
  const context = CONTEXTS[kind]
  if (field === 'code' && kind === 'span_event') return codeOfEvent(context)
  if (field === 'source') return sourceOf(context)
  const key = attributeOf(field)
  if (key !== undefined) return [{ guards: [], ...attribute(context, key) }]
  const resourceKey = after(field, 'resource.')
  if (resourceKey !== undefined) return [{ guards: [], ...attribute('resource', resourceKey) }]
  const scopeKey = after(field, 'scope.attributes.')
  if (scopeKey !== undefined) return [{ guards: [], ...attribute('scope', scopeKey) }]
  return own(field, kind, at)
}

function attribute(context: string, key: string): Omit<Place, 'guards'> {
  return { path: attributePath(context, key), type: FIELD_TYPES[key] === 'texts' ? 'list' : 'any' }
}

/** The event of an exception leaves its code to its span. */
function codeOfEvent(context: string): Place[] {
  const own = attributePath(context, ATTR_SMONITOR_CODE)
  return [
    { guards: [`${own} != nil`], path: own, type: 'any' },
    {
      guards: [`${own} == nil`, IS_EXCEPTION],
      path: attributePath('span', ATTR_SMONITOR_CODE),
      type: 'any',
    },
  ]
}

const IS_EXCEPTION = 'spanevent.name == "exception"'

/** What says no source is its signal's, or else its library's. */
function sourceOf(context: string): Place[] {
  const source = attributePath(context, ATTR_SMONITOR_SOURCE)
  const signal = attributePath(context, ATTR_SMONITOR_SIGNAL)
  return [
    { guards: [`${source} != nil`], path: source, type: 'any' },
    { guards: [`${source} == nil`, `${signal} != nil`], path: signal, type: 'any' },
    { guards: [`${source} == nil`, `${signal} == nil`], path: 'scope.name', type: 'name' },
  ]
}

const NOWHERE: Fixed = { guards: [], value: undefined }

function own(field: string, kind: ItemKind, at: string): FieldPlaces {
  const isLog = kind === 'log'
  const place = (path: string, type: PlaceType): Place[] => [{ guards: [], path, type }]
  const ofSpan = (path: string, type: PlaceType): FieldPlaces => (isLog ? NOWHERE : place(path, type))
  const ofLog = (path: string, type: PlaceType): FieldPlaces => (isLog ? place(path, type) : NOWHERE)
  // The event of an exception has none of its own, and counts as an error.
  const severity = (value: unknown): FieldPlaces =>
    kind === 'span_event' ? { guards: [IS_EXCEPTION], value } : NOWHERE
  switch (field) {
    case 'kind':
      return { guards: [], value: kind }
    case 'library':
    case 'scope.name':
      return place('scope.name', 'name')
    case 'scope.version':
      return place('scope.version', 'text')
    case 'body':
    case 'message':
      return ofLog('log.body', 'body')
    case 'severity':
      return isLog ? place('log.severity_number', 'severity') : severity(17)
    case 'level':
      return isLog ? place('log.severity_number', 'level') : severity('error')
    case 'severity_text':
      return ofLog('log.severity_text', 'text')
    case 'event_name':
      if (kind === 'span') return NOWHERE
      return isLog ? place('log.event_name', 'text') : place('spanevent.name', 'name')
    case 'trace_id':
      return place(`${isLog ? 'log' : 'span'}.trace_id`, 'trace')
    case 'span_id':
      return place(`${isLog ? 'log' : 'span'}.span_id`, 'span')
    case 'span.name':
      return ofSpan('span.name', 'name')
    case 'span.kind':
      return ofSpan('span.kind', 'kind')
    case 'span.status':
      return ofSpan('span.status.code', 'status')
    default:
      throw new NoEqual(at, `${field} has no path in the context ${CONTEXTS[kind]}`)
  }
}

function after(name: string, prefix: string): string | undefined {
  return name.length > prefix.length && name.startsWith(prefix) ? name.slice(prefix.length) : undefined
}

/** Where what goes by a name is kept while a record is worked on. */
export function cachePath(context: string, ...names: readonly string[]): string {
  return `${context}.cache${names.map((name) => `[${quote(name)}]`).join('')}`
}
