import type { ItemKind } from '../rule.ts'

/** The context of OTTL that each kind of item has, which is the first part of its paths. */
export const CONTEXTS: Readonly<Record<ItemKind, string>> = {
  log: 'log',
  span: 'span',
  span_event: 'spanevent',
}

/** Writes a value as a literal of OTTL. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'number') return numberLiteral(value)
  return typeof value === 'string' ? quote(value) : String(value)
}

/** Writes a text as a literal of OTTL, which escapes as Go does: JSON is a part of that. */
export function quote(text: string): string {
  return JSON.stringify(text)
}

/** Where an attribute is. */
export function attributePath(context: string, key: string): string {
  return `${context}.attributes[${quote(key)}]`
}

/** Joins conditions that all have to hold. */
export function allOf(conditions: readonly string[]): string {
  const parts = conditions.filter((part) => part !== 'true')
  if (parts.includes('false')) return 'false'
  const [only = 'true', ...others] = parts
  return others.length === 0 ? only : parts.map(grouped).join(' and ')
}

/** Joins conditions one of which has to hold. */
export function anyOf(conditions: readonly string[]): string {
  const parts = conditions.filter((part) => part !== 'false')
  if (parts.includes('true')) return 'true'
  const [only = 'false', ...others] = parts
  return others.length === 0 ? only : parts.map(grouped).join(' or ')
}

/** Turns a condition around. */
export function not(condition: string): string {
  if (condition === 'true') return 'false'
  return condition === 'false' ? 'true' : `not (${condition})`
}

/** What `and` and `or` join is put in brackets, whatever binds tighter. */
function grouped(condition: string): string {
  return / (and|or) /.test(condition) ? `(${condition})` : condition
}

/** A whole number is an integer there, if it fits in; any other has a point. */
function numberLiteral(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  const [digits = '', exponent] = String(value).split('e')
  const mantissa = digits.includes('.') ? digits : `${digits}.0`
  return exponent === undefined ? mantissa : `${mantissa}e${exponent}`
}
