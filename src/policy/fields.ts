import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SIGNAL,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_TYPE } from '../../semconv/upstream.ts'
import { FIELD_NAMES } from '../record/field-names.ts'
import { isObject } from '../record/is-object.ts'
import { levelOfSeverity } from '../record/level.ts'
import type { PolicyItem } from './policy-item.ts'

/** Reads a field of an item; `undefined` where it has none. */
export type ReadField = (item: PolicyItem) => unknown

/** Attributes with a short name. What is a field of the record itself is in {@link OWN}. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  code: ATTR_SMONITOR_CODE,
  category: ATTR_SMONITOR_CATEGORY,
  title: ATTR_SMONITOR_TITLE,
  hint: ATTR_SMONITOR_HINT,
  tags: ATTR_SMONITOR_TAGS,
  triage_key: ATTR_SMONITOR_TRIAGE_KEY,
  trace_hash: ATTR_SMONITOR_TRACE_HASH,
  cluster_key: ATTR_SMONITOR_CLUSTER_KEY,
  correlation_id: ATTR_SMONITOR_CORRELATION_ID,
  exception_type: ATTR_EXCEPTION_TYPE,
  exception_message: ATTR_EXCEPTION_MESSAGE,
  // The names that they have in events. `severity` is that of the record: the incident's has its attribute.
  ...Object.fromEntries(
    [...FIELD_NAMES].filter(([, name]) => name !== 'severity').map(([attribute, name]) => [name, attribute]),
  ),
}

const SPAN_KINDS = ['internal', 'server', 'client', 'producer', 'consumer']
const SPAN_STATUSES = ['unset', 'ok', 'error']

const OWN: Readonly<Record<string, ReadField>> = {
  kind: ({ kind }) => kind,
  event_name: ({ kind, name }) => (kind === 'span' ? undefined : name),
  severity: ({ severity }) => severity,
  severity_text: ({ severityText }) => severityText,
  level: ({ severity }) => (severity === undefined ? undefined : levelOfSeverity(severity)),
  body: ({ body }) => body,
  message: ({ body }) => body,
  library: ({ scope }) => scope.name,
  // A record that does not say it is the library's own; a signal's span says it under another name.
  source: ({ attributes, scope }) =>
    attributes[ATTR_SMONITOR_SOURCE] ?? attributes[ATTR_SMONITOR_SIGNAL] ?? scope.name,
  // The event of an exception leaves it to its span.
  code: ({ kind, name, attributes, span }) =>
    attributes[ATTR_SMONITOR_CODE] ??
    (kind === 'span_event' && name === 'exception' ? span?.attributes[ATTR_SMONITOR_CODE] : undefined),
  trace_id: ({ trace }) => trace?.traceId,
  span_id: ({ trace }) => trace?.spanId,
  'scope.name': ({ scope }) => scope.name,
  'scope.version': ({ scope }) => scope.version,
  'span.name': ({ span }) => span?.name,
  'span.kind': ({ span }) => (span === undefined ? undefined : SPAN_KINDS[span.kind]),
  'span.status': ({ span }) => (span === undefined ? undefined : SPAN_STATUSES[span.status.code]),
}

/** The fields with a name of their own that rules can change, besides the text of a record. */
export const ATTRIBUTE_WORDS: readonly string[] = ['source', ...Object.keys(ATTRIBUTES)]

/** The fields with a name of their own. Others begin with one of {@link PREFIXES}. */
export const FIELD_WORDS: readonly string[] = [...new Set([...Object.keys(OWN), ...Object.keys(ATTRIBUTES)])]

/** What the name of any other field begins with. */
export const PREFIXES = ['params.', 'extra.', 'attributes.', 'resource.', 'scope.attributes.'] as const

/** Makes what reads a field; `undefined` where there is no field of that name. */
export function readerOf(name: string): ReadField | undefined {
  if (Object.hasOwn(OWN, name)) return OWN[name]
  const key = attributeOf(name)
  if (key !== undefined) {
    const read = pathReader(key)
    return ({ attributes }) => read(attributes)
  }
  const resourceKey = after(name, 'resource.')
  if (resourceKey !== undefined) {
    const read = pathReader(resourceKey)
    return ({ resource }) => read(resource?.attributes)
  }
  const scopeKey = after(name, 'scope.attributes.')
  if (scopeKey === undefined) return undefined
  const read = pathReader(scopeKey)
  return ({ scope }) => read(scope.attributes)
}

/** The attribute that a field is; `undefined` for what is none. */
export function attributeOf(name: string): string | undefined {
  if (Object.hasOwn(ATTRIBUTES, name)) return ATTRIBUTES[name]
  if (name === 'source') return ATTR_SMONITOR_SOURCE
  const param = after(name, 'params.') ?? after(name, 'extra.')
  return param === undefined ? after(name, 'attributes.') : ATTR_SMONITOR_PARAM(param)
}

function after(name: string, prefix: string): string | undefined {
  return name.length > prefix.length && name.startsWith(prefix) ? name.slice(prefix.length) : undefined
}

/** Keys have dots in them, and values may be nested: the longest key that there is comes first. */
function pathReader(path: string): (attributes: Readonly<Record<string, unknown>> | undefined) => unknown {
  const dots = [...path.matchAll(/\./g)].map(({ index }) => index).toReversed()
  return (attributes) => {
    const value = attributes?.[path]
    if (value !== undefined || dots.length === 0 || attributes === undefined) return value
    return nested(attributes, path, dots)
  }
}

function nested(
  attributes: Readonly<Record<string, unknown>>,
  path: string,
  dots: readonly number[],
): unknown {
  for (const dot of dots) {
    const outer = attributes[path.slice(0, dot)]
    if (!isObject(outer) || Array.isArray(outer)) continue
    const inner = pathReader(path.slice(dot + 1))(outer as Readonly<Record<string, unknown>>)
    if (inner !== undefined) return inner
  }
  return undefined
}
