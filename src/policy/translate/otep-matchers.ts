import { checkWhen, isPlainObject } from '../check-condition.ts'
import type { RulePath } from '../rule-problem.ts'
import { NoEqual, NotAPolicy } from './untranslated.ts'

type Data = Readonly<Record<string, unknown>>

/** What the matchers of a policy of OTEP 4738 ask for, as a condition of ours. */
export interface OtepCondition {
  readonly when: Data
  readonly isAboutEvents: boolean
}

/**
 * Translates matchers, all of which have to hold.
 *
 * @param path - Where they stand in the policy.
 * @throws NoEqual for what is no condition of ours; NotAPolicy for what is none of OTEP 4738 either.
 */
export function conditionOfMatchers(match: unknown, path: RulePath): OtepCondition {
  if (match === undefined) return { when: {}, isAboutEvents: false }
  // A policy without one of its matchers would be about more.
  if (!Array.isArray(match)) throw new NotAPolicy(path, 'a list of matchers')
  const conditions = match.map((matcher: unknown, at) => {
    const here = [...path, at]
    if (!isPlainObject(matcher)) throw new NotAPolicy(here, 'a matcher, with a field and an operator')
    const condition = conditionOf(matcher, here)
    const [problem] = checkWhen(condition, [])
    if (problem !== undefined) throw new NotAPolicy(here, problem.allowed)
    return condition
  })
  const isAboutEvents = match.some(
    (matcher: Data) => matcher['event_attribute'] !== undefined || typeof matcher['event_name'] === 'string',
  )
  const [only, ...others] = conditions
  if (only === undefined) return { when: {}, isAboutEvents }
  return { when: others.length === 0 ? only : { all: conditions }, isAboutEvents }
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

function conditionOf(matcher: Data, path: RulePath): Data {
  const place = `match[${path.at(-1)}]`
  for (const flag of ['negate', 'case_insensitive']) {
    const value = matcher[flag]
    if (value !== undefined && typeof value !== 'boolean')
      throw new NotAPolicy([...path, flag], 'true or false')
  }
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

/** A key, or the path to it. */
export function pathOf(name: unknown): string {
  return Array.isArray(name) ? name.map(String).join('.') : String(name)
}
