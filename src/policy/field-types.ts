import * as semconv from '../../semconv/semconv.ts'
import * as upstream from '../../semconv/upstream.ts'
import { attributeOf } from './fields.ts'

/** What a field holds that others read; fields of a program's own hold anything that an attribute can. */
export type FieldType = 'text' | 'texts' | 'whole' | 'number' | 'boolean' | 'tk' | 'th' | 'tc'

/** The attributes that smonitor writes and reads. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set(
  Object.entries({ ...semconv, ...upstream }).flatMap(([name, value]) =>
    name.startsWith('ATTR_') && typeof value === 'string' ? [value] : [],
  ),
)

/** The attributes of the telemetry that hold no text, or a text of a certain form. */
export const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  [semconv.ATTR_SMONITOR_TRIAGE_KEY]: 'tk',
  [semconv.ATTR_SMONITOR_TRACE_HASH]: 'th',
  [semconv.ATTR_SMONITOR_CLUSTER_KEY]: 'tc',
  [semconv.ATTR_SMONITOR_TAGS]: 'texts',
  [semconv.ATTR_SMONITOR_CONTEXT_CHAIN]: 'texts',
  [semconv.ATTR_SMONITOR_ARGS]: 'texts',
  [semconv.ATTR_SMONITOR_CAUSAL_CHAIN]: 'texts',
  [semconv.ATTR_SMONITOR_CONTEXT_DEPTH]: 'whole',
  [semconv.ATTR_SMONITOR_RETRY_ATTEMPT]: 'whole',
  [semconv.ATTR_SMONITOR_RETRY_MAX]: 'whole',
  [semconv.ATTR_SMONITOR_RETRY_EXHAUSTED]: 'boolean',
  [semconv.ATTR_SMONITOR_RETRY_DELAY]: 'number',
  [semconv.ATTR_SMONITOR_RETRYABLE]: 'boolean',
  [semconv.ATTR_SMONITOR_SUPPORT_NEEDED]: 'boolean',
  [semconv.ATTR_SMONITOR_SUPPORT_TIER]: 'whole',
  [semconv.ATTR_SMONITOR_SUPPRESSED_COUNT]: 'whole',
  [semconv.ATTR_SMONITOR_DURATION_MS]: 'number',
  [semconv.ATTR_SMONITOR_THRESHOLD_MS]: 'number',
  [semconv.ATTR_SMONITOR_DIAGNOSTICS_COUNT]: 'whole',
  [semconv.ATTR_SMONITOR_CODES]: 'texts',
  [semconv.ATTR_SMONITOR_TEST_ATTEMPT]: 'whole',
  [semconv.ATTR_SMONITOR_TEST_DURATION_MS]: 'number',
  [semconv.ATTR_SMONITOR_TEST_FLAKY]: 'boolean',
  [upstream.ATTR_CODE_LINE_NUMBER]: 'whole',
  [upstream.ATTR_LOG_COUNT]: 'whole',
}

/** How a key or hash looks, by its prefix. */
export function keyPattern(prefix: 'tk' | 'th' | 'tc'): string {
  return `^${prefix}[0-9]+_[0-9a-f]{16}$`
}

/** What a field that rules can change holds; `undefined` for anything. */
export function typeOfField(field: string): FieldType | undefined {
  const key = attributeOf(field)
  if (key === undefined) return 'text'
  return KNOWN_NAMES.has(key) ? (FIELD_TYPES[key] ?? 'text') : undefined
}

interface TypeCheck {
  /** To follow `Use `. */
  readonly allowed: string
  readonly isRight: (value: unknown) => boolean
}

const keyCheck = (prefix: 'tk' | 'th' | 'tc'): TypeCheck => ({
  allowed: `a key such as ${prefix}1_0123456789abcdef`,
  isRight: (value) => typeof value === 'string' && new RegExp(keyPattern(prefix)).test(value),
})

/** What the value of each type is, in words and as a check. */
export const TYPE_CHECKS: Readonly<Record<FieldType | 'any', TypeCheck>> = {
  text: { allowed: 'a text: others read it as one', isRight: (value) => typeof value === 'string' },
  texts: { allowed: 'a list of texts', isRight: isTexts },
  whole: { allowed: 'a whole number', isRight: (value) => Number.isSafeInteger(value) },
  number: { allowed: 'a number', isRight: (value) => typeof value === 'number' && Number.isFinite(value) },
  boolean: { allowed: 'true or false', isRight: (value) => typeof value === 'boolean' },
  tk: keyCheck('tk'),
  th: keyCheck('th'),
  tc: keyCheck('tc'),
  any: {
    allowed: 'a text, a number, true or false, or a list of texts',
    isRight: (value) =>
      ['string', 'boolean'].includes(typeof value) ||
      (typeof value === 'number' && Number.isFinite(value)) ||
      isTexts(value),
  },
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
