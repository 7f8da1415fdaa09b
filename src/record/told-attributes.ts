import { ATTR_SMONITOR_CAUSAL_CHAIN, ATTR_SMONITOR_PARAM } from '../../semconv/semconv.ts'
import type { DiagnosticEvent } from './diagnostic-event.ts'
import { EXTRA_ATTRIBUTES, LIST_FIELDS, PARTS, TEXT_FIELDS } from './event-attributes.ts'
import type { OtelDetails } from './otel-details.ts'
import type { OtelValue } from './otel-value.ts'
import type { ParamAttribute } from './param-value.ts'
import { tellPart, type SharedFields } from './read-attributes.ts'

/** The attributes of the record that an event was. */
export function attributesOfEvent(event: DiagnosticEvent): Record<string, OtelValue> {
  const { otel } = event
  const attributes = new Map<string, OtelValue>()
  visitToldAttributes(event, (attribute, value) => attributes.set(attribute, value))
  if (otel !== undefined) addDetails(attributes, event.extra, otel)
  return Object.fromEntries(attributes)
}

function addDetails(
  attributes: Map<string, OtelValue>,
  extra: DiagnosticEvent['extra'],
  { attributes: kept = {}, params = {}, absent = [] }: OtelDetails,
): void {
  for (const attribute of absent) attributes.delete(attribute)
  for (const [attribute, value] of Object.entries(kept)) attributes.set(attribute, value)
  for (const [name, value] of Object.entries(params)) {
    // Whoever took a param out of an event took it out of its record too.
    if (Object.hasOwn(extra, name)) attributes.set(ATTR_SMONITOR_PARAM(name), value)
  }
}

/** Calls `visit` with each attribute that the fields of an event tell its record to have. */
function visitToldAttributes(
  event: DiagnosticEvent,
  visit: (attribute: string, value: ParamAttribute) => void,
): void {
  for (const [attribute, field] of TEXT_FIELDS) {
    const value = event[field]
    if (value !== null) visit(attribute, value)
  }
  for (const [attribute, field] of LIST_FIELDS) if (event[field].length > 0) visit(attribute, event[field])
  visitParts(event, visit)
  const named = event.otel?.named_params ?? []
  for (const [name, value] of Object.entries(event.extra)) {
    const field = named.includes(name) ? undefined : EXTRA_ATTRIBUTES.get(name)
    visit(field ?? ATTR_SMONITOR_PARAM(name), value)
  }
}

/** Calls `visit` with each attribute that an event has a part of a field for, or that is worked out from fields. */
export function visitParts(
  event: DiagnosticEvent,
  visit: (attribute: string, value: ParamAttribute) => void,
): void {
  const shared = toShared(event)
  for (const attribute of ALL_PARTS) {
    const value = tellPart(attribute, shared, event.iostream)
    if (value !== undefined) visit(attribute, value)
  }
}

const ALL_PARTS = [...PARTS, ATTR_SMONITOR_CAUSAL_CHAIN]

/** What the parts of an event are told by. */
export function toShared(event: DiagnosticEvent): SharedFields {
  const { level, code, context, exception, exception_type, location } = event
  return {
    level,
    code,
    chain: context.chain,
    depth: context.depth,
    // The Python library's has no more than a type.
    exception: exception ?? (exception_type === null ? null : { type: exception_type }),
    location,
  }
}
