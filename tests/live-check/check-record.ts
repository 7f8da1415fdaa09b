import type { Attribute, AttributeRef, Event, Registry, Span } from '../../semconv/registry.ts'
import { UPSTREAM_NAMES } from '../../semconv/upstream.ts'

/** A log record as any SDK line exports it. */
export interface EmittedRecord {
  readonly eventName?: string | undefined
  readonly severityNumber?: number | undefined
  readonly attributes: Attributes
}

/** A span as any SDK line exports it. */
export interface EmittedSpan {
  readonly name: string
  readonly attributes: Attributes
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes | undefined }[]
}

type Attributes = Readonly<Record<string, unknown>>

/** Severity number from which a record tells of a failure. */
const ERROR = 17
/** How the registry words that a failure needs an attribute; the other conditions are not in the record. */
const IF_FAILED = 'If the severity is ERROR or FATAL.'

/** Holds a log record against the registry and says what is wrong with it, in a sentence each. */
export function checkRecord(registry: Registry, { eventName, ...record }: EmittedRecord): string[] {
  const where = `The event ${String(eventName)}`
  const event = registry.events.find(({ name }) => name === eventName)
  if (event === undefined) {
    const isOthers = UPSTREAM_NAMES.some(({ name, kind }) => kind === 'event' && name === eventName)
    return [
      ...(isOthers ? [] : [`${where} is not defined.`]),
      ...unknownAttributes(registry, where, record.attributes),
      ...wrongValues(registry, where, record.attributes),
    ]
  }
  const isFailure = Number(record.severityNumber) >= ERROR
  return [
    ...missingAttributes(where, event, record.attributes, isFailure),
    ...foreignAttributes(registry, where, event, Object.keys(record.attributes)),
    ...unknownAttributes(registry, where, record.attributes),
    ...wrongValues(registry, where, record.attributes),
  ]
}

/** Holds a span and its events against the registry; what the host adds to it is the host's own affair. */
export function checkSpan(registry: Registry, { name, attributes, events }: EmittedSpan): string[] {
  const where = `The span ${name}`
  const type = registry.spans.find(({ attributes: refs }) =>
    refs.some(({ ref, sampling_relevant }) => sampling_relevant === true && attributes[ref] !== undefined),
  )
  return [
    ...(type === undefined ? [] : missingAttributes(where, type, attributes, false)),
    ...(type === undefined
      ? []
      : foreignAttributes(registry, where, type, Object.keys(attributes).filter(isOurs))),
    ...unknownAttributes(registry, where, attributes),
    ...wrongValues(registry, where, attributes),
    ...events.flatMap((event) => {
      const at = `${where}, event ${event.name},`
      return [
        ...unknownAttributes(registry, at, event.attributes ?? {}),
        ...wrongValues(registry, at, event.attributes ?? {}),
      ]
    }),
  ]
}

/** Holds the attributes of a resource against the registry. */
export function checkResource(registry: Registry, attributes: Attributes): string[] {
  return [
    ...unknownAttributes(registry, 'The resource', attributes),
    ...wrongValues(registry, 'The resource', attributes),
  ]
}

/** Finds the definition of a key, which for a template is that of the part before the name. */
export function findAttribute(registry: Registry, key: string): Attribute | undefined {
  return registry.attributes.find(({ key: known, type }) =>
    isTemplate(type) ? key.startsWith(`${known}.`) : key === known,
  )
}

function missingAttributes(
  where: string,
  { attributes: refs }: Event | Span,
  attributes: Attributes,
  isFailure: boolean,
): string[] {
  return refs
    .filter((attribute) => isRequired(attribute, isFailure) && attributes[attribute.ref] === undefined)
    .map(({ ref }) => `${where} has no ${ref}.`)
}

function isRequired({ requirement_level: level }: AttributeRef, isFailure: boolean): boolean {
  if (typeof level === 'string') return level === 'required'
  return isFailure && level.conditionally_required.startsWith(IF_FAILED)
}

/** Names that may be defined, but not for this event or span. */
function foreignAttributes(
  registry: Registry,
  where: string,
  { attributes: refs }: Event | Span,
  keys: readonly string[],
): string[] {
  return keys
    .filter((key) => {
      const known = findAttribute(registry, key)?.key ?? key
      return !isUnknown(registry, key) && !refs.some(({ ref }) => ref === known)
    })
    .map((key) => `${where} has ${key}, which is not among its attributes.`)
}

function unknownAttributes(registry: Registry, where: string, attributes: Attributes): string[] {
  return Object.keys(attributes)
    .filter((key) => isUnknown(registry, key))
    .map((key) => `${where} has ${key}, which is not defined.`)
}

function wrongValues(registry: Registry, where: string, attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    const type = findAttribute(registry, key)?.type ?? (isOurs(key) ? 'any' : typeOf(key))
    if (type === undefined) return []
    if (typeof type === 'object') {
      const isMember = type.members.some((member) => member.value === value)
      return isMember ? [] : [`${where} has ${JSON.stringify(value)} in ${key}, which is no value of it.`]
    }
    const isOfType = CHECKS[type.replace(/^template\[(.+)\]$/, '$1')]
    if (isOfType === undefined) return [`${where} has ${key}, whose type ${type} cannot be checked.`]
    return isOfType(value) ? [] : [`${where} has ${JSON.stringify(value)} in ${key}, which is not ${type}.`]
  })
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  double: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  'string[]': isStrings,
  // Flat, so that every SDK line keeps it.
  any: (value) =>
    isStrings(value) || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
}

/** The type that OpenTelemetry gives a name of `upstream.ts`, which holds no types. */
function typeOf(key: string): string | undefined {
  if (key === 'code.line.number' || key === 'log_count') return 'int'
  return UPSTREAM_NAMES.some(({ name }) => name === key) ? 'string' : undefined
}

function isStrings(value: unknown): boolean {
  // `from`, because `every` passes over holes.
  return Array.isArray(value) && Array.from(value).every((item) => typeof item === 'string')
}

function isTemplate(type: Attribute['type']): boolean {
  return typeof type === 'string' && type.startsWith('template[')
}

function isUnknown(registry: Registry, key: string): boolean {
  return isOurs(key) && findAttribute(registry, key) === undefined
}

function isOurs(key: string): boolean {
  return key.startsWith('smonitor.')
}
