import {
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_IOSTREAM,
  ERROR_TYPE_VALUE_OTHER,
} from '../../semconv/upstream.ts'
import { fromLocation } from './code-location.ts'
import type { ExceptionFields } from './diagnostic-event.ts'
import { ATTRIBUTE_KINDS, EXTRA_ATTRIBUTES, PARTS } from './event-attributes.ts'
import { toIoStream } from './iostream.ts'
import type { JsonLevel } from './json-level.ts'
import type { LogRecordLike } from './log-record.ts'
import { toParamAttribute, type ParamAttribute } from './param-value.ts'
import { keep, keepParam, nameParam, noteAbsent, type DetailsDraft } from './to-otel-details.ts'

/** Fields of an event that hold more than one attribute, or from which one is worked out. */
export interface SharedFields {
  readonly level: JsonLevel
  readonly code: string | null
  readonly chain: readonly string[]
  readonly depth: number
  readonly exception: (Pick<ExceptionFields, 'type'> & Partial<ExceptionFields>) | null
  readonly location: string | null
}

type Attributes = LogRecordLike['attributes']

const PARAM_PREFIX = ATTR_SMONITOR_PARAM('')

/**
 * Reads what an event has in `extra`, and notes of all other attributes what its fields do not tell.
 *
 * @returns The fields under the names of the Python library, then the params, which win: the message is rendered
 * from them.
 */
export function readAttributes(
  attributes: Attributes,
  shared: SharedFields,
  details: DetailsDraft,
): Record<string, ParamAttribute> {
  const params: Record<string, ParamAttribute> = {}
  let fields: Record<string, ParamAttribute> | undefined
  let told = 0
  for (const key of Object.keys(attributes)) {
    const value = attributes[key]
    const known = ATTRIBUTE_KINDS.get(key)
    if (known === undefined) {
      if (key.startsWith(PARAM_PREFIX)) readParam(params, key.slice(PARAM_PREFIX.length), value, details)
      else keep(details, key, value)
    } else if (known.kind === 'part' || (key === ATTR_SMONITOR_CAUSAL_CHAIN && shared.exception !== null)) {
      if (isTold(value, tellPart(key, shared, value))) told += 1
      else keep(details, key, value)
    } else if (known.kind === 'extra') {
      const flat = toParamAttribute(value)
      fields ??= {}
      fields[known.name] = flat
      if (!isTold(value, flat)) keep(details, key, value)
    } else if (known.kind === 'text' ? typeof value !== 'string' : !isTexts(value) || value.length === 0) {
      keep(details, key, value)
    }
  }
  for (const always of ALWAYS) if (attributes[always] === undefined) noteAbsent(details, always)
  if (told < countParts(shared, attributes)) noteAbsentParts(attributes, shared, details)
  return fields === undefined ? params : join(fields, params, attributes, details)
}

/** An event has these in any case. */
const ALWAYS = [ATTR_SMONITOR_SOURCE, ATTR_SMONITOR_TRIAGE_KEY]

function readParam(
  params: Record<string, ParamAttribute>,
  name: string,
  value: unknown,
  details: DetailsDraft,
): void {
  const flat = toParamAttribute(value)
  // Not a prototype, whatever it is called.
  if (name === '__proto__') Object.defineProperty(params, name, { value: flat, ...OWN })
  else params[name] = flat
  if (EXTRA_ATTRIBUTES.has(name)) nameParam(details, name)
  if (!isTold(value, flat)) keepParam(details, name, value)
}

const OWN = { enumerable: true, configurable: true, writable: true }

function join(
  fields: Readonly<Record<string, ParamAttribute>>,
  params: Readonly<Record<string, ParamAttribute>>,
  attributes: Attributes,
  details: DetailsDraft,
): Record<string, ParamAttribute> {
  for (const name of Object.keys(fields)) {
    const attribute = EXTRA_ATTRIBUTES.get(name)
    if (attribute !== undefined && Object.hasOwn(params, name))
      keep(details, attribute, attributes[attribute])
  }
  return Object.fromEntries([...Object.entries(fields), ...Object.entries(params)])
}

/** What the fields tell of an attribute that they hold in parts; `undefined` when that it is not there. */
export function tellPart(
  attribute: string,
  shared: SharedFields,
  value?: unknown,
): string | number | readonly string[] | undefined {
  const { chain, depth, exception, location } = shared
  switch (attribute) {
    case ATTR_SMONITOR_CONTEXT_CHAIN:
      return hasContext(shared) ? chain : undefined
    case ATTR_SMONITOR_CONTEXT_DEPTH:
      return hasContext(shared) ? depth : undefined
    case ATTR_ERROR_TYPE:
      return tellErrorType(shared)
    case ATTR_EXCEPTION_TYPE:
      return exception?.type
    case ATTR_EXCEPTION_MESSAGE:
      return exception?.message
    case ATTR_EXCEPTION_STACKTRACE:
      return exception?.stacktrace ?? undefined
    case ATTR_SMONITOR_CAUSAL_CHAIN:
      return exception?.causes?.length === 0 ? undefined : exception?.causes
    case ATTR_CODE_FUNCTION_NAME:
      return fromLocation(location).functionName
    case ATTR_CODE_FILE_PATH:
      return fromLocation(location).filePath
    case ATTR_CODE_LINE_NUMBER:
      return fromLocation(location).lineNumber
    case ATTR_LOG_IOSTREAM:
      return toIoStream(value) ?? undefined
    default:
      return undefined
  }
}

/** Tells how many attributes the fields hold in parts. */
function countParts(shared: SharedFields, attributes: Attributes): number {
  const { exception, location } = shared
  let count = hasContext(shared) ? 2 : 0
  if (tellErrorType(shared) !== undefined) count += 1
  if (exception !== null) {
    count += 2
    if (exception.stacktrace !== null) count += 1
    if (exception.causes?.length !== 0) count += 1
  }
  if (location !== null) for (const part of PLACE) if (tellPart(part, shared) !== undefined) count += 1
  if (toIoStream(attributes[ATTR_LOG_IOSTREAM]) !== null) count += 1
  return count
}

const PLACE = [ATTR_CODE_FUNCTION_NAME, ATTR_CODE_FILE_PATH, ATTR_CODE_LINE_NUMBER]

function noteAbsentParts(attributes: Attributes, shared: SharedFields, details: DetailsDraft): void {
  for (const part of PARTS)
    if (attributes[part] === undefined && tellPart(part, shared) !== undefined) noteAbsent(details, part)
}

function hasContext({ chain, depth }: SharedFields): boolean {
  return chain.length > 0 || depth > 0
}

/** What is emitted as an error says of what class it is: its code, else the type of its exception. */
function tellErrorType({ level, code, exception }: SharedFields): string | undefined {
  if (level !== 'ERROR' && level !== 'CRITICAL') return undefined
  return code ?? exception?.type ?? ERROR_TYPE_VALUE_OTHER
}

/** Tells whether a value is what the event tells of it. */
function isTold(value: unknown, told: ParamAttribute | undefined): boolean {
  if (typeof told !== 'object') return value === told
  return isTexts(value) && value.length === told.length && told.every((text, at) => text === value[at])
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
