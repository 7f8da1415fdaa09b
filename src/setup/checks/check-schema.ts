import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SCHEMA_WARNING,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TAGS,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../../semconv/semconv.ts'
import { findCode } from '../../record/catalog-registry.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import { listPlaceholders } from '../../record/template.ts'

/**
 * Says in a sentence each how a record breaks the schema of diagnostics. What smonitor emits itself has the right
 * types; JavaScript may hand it an empty message, a code that no catalog has or too few params, and other programs
 * may write records under its names.
 *
 * @param isCalled whether somebody called for the diagnostic; an exception or a captured line may say nothing
 */
export function checkSchema(record: LogRecordLike, isCalled: boolean): string[] {
  const { attributes, body, severityNumber, instrumentationScope: library } = record
  const said = attributes[ATTR_SMONITOR_SCHEMA_WARNING]
  return [
    // What Emit could not take as it was.
    ...(typeof said === 'string' ? [said] : []),
    ...(isCalled && !hasText(body) ? ['The record has no message.'] : []),
    ...(isSeverity(severityNumber)
      ? []
      : [`The severity ${show(severityNumber)} is not a number from 1 to 24.`]),
    ...TEXTS.filter((key) => !isTextOrAbsent(attributes[key])).map(
      (key) => `The attribute ${key} is ${show(attributes[key])}, which is not a text.`,
    ),
    ...LISTS.flatMap((key) => checkList(key, attributes[key])),
    ...Object.entries(KEYS).flatMap(([key, pattern]) => checkKey(key, attributes[key], pattern)),
    ...checkDepth(attributes[ATTR_SMONITOR_CONTEXT_DEPTH]),
    ...checkCode(attributes, library),
  ]
}

const TEXTS = [
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_CORRELATION_ID,
]
const LISTS = [ATTR_SMONITOR_TAGS, ATTR_SMONITOR_CONTEXT_CHAIN]
const KEYS: Readonly<Record<string, string>> = {
  [ATTR_SMONITOR_TRIAGE_KEY]: 'tk',
  [ATTR_SMONITOR_TRACE_HASH]: 'th',
  [ATTR_SMONITOR_CLUSTER_KEY]: 'tc',
}

function checkList(key: string, value: unknown): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [`The attribute ${key} is ${show(value)}, which is not a list.`]
  return value
    .filter((item) => typeof item !== 'string')
    .map((item) => `The attribute ${key} has ${show(item)}, which is not a text.`)
}

function checkKey(key: string, value: unknown, prefix: string): string[] {
  if (value === undefined || (typeof value === 'string' && isKey(value, prefix))) return []
  return [`The attribute ${key} is ${show(value)}, which is not a key such as ${prefix}1_0123456789abcdef.`]
}

function isKey(value: string, prefix: string): boolean {
  return value.startsWith(prefix) && /^\d+_[0-9a-f]{16}$/.test(value.slice(prefix.length))
}

function checkDepth(depth: unknown): string[] {
  if (depth === undefined || (Number.isInteger(depth) && (depth as number) >= 0)) return []
  return [`The attribute ${ATTR_SMONITOR_CONTEXT_DEPTH} is ${show(depth)}, which is not a number of signals.`]
}

function checkCode(
  attributes: LogRecordLike['attributes'],
  library: LogRecordLike['instrumentationScope'],
): string[] {
  const code = attributes[ATTR_SMONITOR_CODE]
  if (typeof code !== 'string') return []
  const definition = findCode(code, library.name, library.version)
  if (definition === undefined) return [`The code "${code}" is in no catalog.`]
  return listPlaceholders(definition.message)
    .filter((name) => attributes[ATTR_SMONITOR_PARAM(name)] === undefined)
    .map((name) => `The message of "${code}" has no value for {${name}}.`)
}

function isSeverity(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 24
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value)
}
