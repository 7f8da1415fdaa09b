import { isPlainObject } from '../check-condition.ts'
import type { PolicyRule } from '../rule.ts'
import { NoEqual, orNote, type Untranslated } from './untranslated.ts'

/** Policies of OTEP 4738 as rules, and what these have no equal for. */
export interface OtepImport {
  readonly rules: readonly PolicyRule[]
  readonly untranslated: readonly Untranslated[]
}

type Data = Readonly<Record<string, unknown>>

/**
 * Translates policies of OTEP 4738 into rules: one policy, a list of them, or `{ policies }`. A policy with a matcher
 * that has no equal is left out as a whole, as the OTEP asks of a stage that is not supported.
 */
export function fromOtep(data: unknown): OtepImport {
  const untranslated: Untranslated[] = []
  const rules = listOf(data).flatMap((policy, at) => {
    const id = typeof policy['id'] === 'string' ? policy['id'] : `policies[${at}]`
    const rule = orNote(id, untranslated, () => toRule(id, policy, untranslated))
    return rule === undefined ? [] : [rule]
  })
  return { rules, untranslated }
}

function listOf(data: unknown): Data[] {
  const list = isPlainObject(data) ? (Array.isArray(data['policies']) ? data['policies'] : [data]) : data
  return Array.isArray(list) ? list.filter(isPlainObject) : []
}

const KNOWN = ['id', 'name', 'description', 'enabled', 'log', 'trace']

function toRule(id: string, policy: Data, notes: Untranslated[]): PolicyRule {
  for (const part of Object.keys(policy)) {
    if (!KNOWN.includes(part) && part !== 'metric') {
      notes.push({ rule: id, part, reason: 'rules have no such word' })
    }
  }
  if (policy['metric'] !== undefined) throw new NoEqual('metric', 'rules are not about metrics')
  const isTrace = policy['trace'] !== undefined
  const body = policy[isTrace ? 'trace' : 'log']
  if (!isPlainObject(body)) throw new NoEqual('log', 'the policy is about neither logs nor traces')
  const { description, name, enabled } = policy
  const text = description ?? name
  const { when, isAboutEvents } = whenOf(body['match'])
  return {
    id,
    ...(typeof text === 'string' && text !== id ? { description: text } : {}),
    ...(enabled === false ? { enabled } : {}),
    on: isTrace ? (isAboutEvents ? 'span_event' : 'span') : 'log',
    ...(Object.keys(when).length === 0 ? {} : { when: when as NonNullable<PolicyRule['when']> }),
    ...keepOf(id, body['keep'], notes),
    ...transformOf(id, body['transform'], notes),
  }
}

const FIELDS: Readonly<Record<string, string>> = {
  body: 'body',
  event_name: 'event_name',
  severity_text: 'severity_text',
  trace_id: 'trace_id',
  span_id: 'span_id',
  name: 'span.name',
}
const ATTRIBUTES: Readonly<Record<string, string>> = {
  log_attribute: 'attributes',
  span_attribute: 'attributes',
  event_attribute: 'attributes',
  resource_attribute: 'resource',
  scope_attribute: 'scope.attributes',
}
const OPERATORS: Readonly<Record<string, string>> = {
  exact: 'eq',
  starts_with: 'prefix',
  ends_with: 'suffix',
  contains: 'contains',
  regex: 'regex',
  exists: 'exists',
}

function whenOf(match: unknown): { readonly when: Data; readonly isAboutEvents: boolean } {
  const matchers = Array.isArray(match) ? match.filter(isPlainObject) : []
  const conditions = matchers.map((matcher, at) => conditionOf(matcher, `match[${at}]`))
  const isAboutEvents = matchers.some(
    (matcher) => matcher['event_attribute'] !== undefined || typeof matcher['event_name'] === 'string',
  )
  const [only, ...others] = conditions
  if (only === undefined) return { when: {}, isAboutEvents }
  return { when: others.length === 0 ? only : { all: conditions }, isAboutEvents }
}

function conditionOf(matcher: Data, place: string): Data {
  const { negate, case_insensitive: isCaseInsensitive, ...rest } = matcher
  const [[word, operand] = [], ...more] = Object.entries(rest).filter(([key]) => key in OPERATORS)
  const [[kind, name] = [], ...fields] = Object.entries(rest).filter(([key]) => !(key in OPERATORS))
  // A kind, a status and the name of an event may stand by themselves, with their value.
  const isPlain = word === undefined && ['span_kind', 'span_status', 'event_name'].includes(kind ?? '')
  if (kind === undefined || fields.length > 0 || more.length > 0 || (word === undefined && !isPlain)) {
    throw new NoEqual(place, 'a matcher has one field and one operator')
  }
  const comparison = isPlain
    ? { eq: valueOf(kind, name) }
    : { [OPERATORS[word as string] as string]: operand }
  return {
    [fieldOf(kind, name, place)]: {
      ...comparison,
      ...(negate === true ? { negate } : {}),
      ...(isCaseInsensitive === true ? { caseInsensitive: true } : {}),
    },
  }
}

/** `SPAN_KIND_SERVER`, as the protocol writes it, is `server` here. */
function valueOf(kind: string, value: unknown): unknown {
  return kind === 'event_name'
    ? value
    : String(value)
        .toLowerCase()
        .replace(/^(span_kind|status_code|span_status(_code)?)_/, '')
}

function fieldOf(kind: string, name: unknown, place: string): string {
  const root = ATTRIBUTES[kind]
  if (root !== undefined) return `${root}.${pathOf(name)}`
  if (kind === 'span_kind' || kind === 'span_status') return kind.replace('_', '.')
  if (kind === 'event_name') return 'event_name'
  const field = kind === 'log_field' || kind === 'trace_field' ? FIELDS[String(name)] : undefined
  if (field === undefined) throw new NoEqual(place, `rules have no field for ${kind} ${JSON.stringify(name)}`)
  return field
}

function keepOf(id: string, keep: unknown, notes: Untranslated[]): PolicyRule {
  if (keep === undefined || keep === 'all') return {}
  if (typeof keep === 'string') return { keep }
  const { percentage, ...rest } = isPlainObject(keep) ? keep : {}
  for (const part of Object.keys(rest)) {
    notes.push({ rule: id, part: `keep.${part}`, reason: 'traces are sampled by their own randomness' })
  }
  if (typeof percentage === 'number') {
    return percentage <= 0 ? { drop: true } : { sample: Math.min(1, percentage / 100) }
  }
  notes.push({ rule: id, part: 'keep', reason: 'it is none of the forms that rules have' })
  return {}
}

function transformOf(id: string, transform: unknown, notes: Untranslated[]): PolicyRule {
  if (!isPlainObject(transform)) return {}
  const items = (key: string): Data[] =>
    Array.isArray(transform[key]) ? transform[key].filter(isPlainObject) : []
  const fieldsOf = (key: string): { field: string; item: Data }[] =>
    items(key).flatMap((item, at) => {
      const field = orNote(id, notes, () => targetOf(item, `transform.${key}[${at}]`))
      return field === undefined ? [] : [{ field, item }]
    })
  const remove = fieldsOf('remove').map(({ field }) => field)
  // A field that is replaced as a whole.
  const redact = fieldsOf('redact').map(
    ({ field, item }) => [field, item['replacement'] ?? '[REDACTED]'] as const,
  )
  const rename = fieldsOf('rename').map(
    ({ field, item }) => [field, `attributes.${String(item['to'])}`] as const,
  )
  const add = fieldsOf('add').map(({ field, item }) => [field, item['value']] as const)
  if (redact.length > 0) {
    notes.push({
      rule: id,
      part: 'transform.redact',
      reason: 'it is set, also where the field was not there',
    })
  }
  const set = [...redact, ...add]
  return {
    ...(remove.length === 0 ? {} : { remove }),
    ...(rename.length === 0 ? {} : { rename: Object.fromEntries(rename) }),
    ...(set.length === 0 ? {} : { set: Object.fromEntries(set) as NonNullable<PolicyRule['set']> }),
  }
}

function targetOf(item: Data, place: string): string {
  if (item['log_field'] === 'body') return 'body'
  const name = item['log_attribute']
  if (name === undefined) throw new NoEqual(place, 'only the body and the attributes of a log are changed')
  return `attributes.${pathOf(name)}`
}

/** A key, or the path to it. */
function pathOf(name: unknown): string {
  return Array.isArray(name) ? name.map(String).join('.') : String(name)
}
