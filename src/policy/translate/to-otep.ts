import { LEVEL_NAMES, LEVELS, toLevel, type Level } from '../../record/level.ts'
import { attributeOf } from '../fields.ts'
import { parseKeep } from '../keep-notation.ts'
import { expandPresets } from '../presets.ts'
import { readOperators, readWhen } from '../read-operators.ts'
import type { PolicyRule, When } from '../rule.ts'
import { NoEqual, orNote, quotePattern, type Untranslated } from './untranslated.ts'

/** A policy of OTEP 4738, as JSON. */
export type OtepPolicy = Readonly<Record<string, unknown>>

/** Rules in the language of OTEP 4738, and what it has no equal for. */
export interface OtepTranslation {
  readonly policies: readonly OtepPolicy[]
  readonly untranslated: readonly Untranslated[]
}

type Matcher = Readonly<Record<string, unknown>>

/**
 * Translates rules into the policies of OTEP 4738
 * (https://github.com/open-telemetry/opentelemetry-specification/blob/main/oteps/4738-telemetry-policy.md). A rule whose
 * condition has no equal is left out as a whole: without a part of it, it would be about more.
 */
export function toOtep(rules: readonly PolicyRule[]): OtepTranslation {
  const untranslated: Untranslated[] = []
  const policies = expandPresets(rules).flatMap((rule, at) => {
    const id = rule.id ?? `policy[${at}]`
    return orNote(id, untranslated, () => toPolicies(id, rule, untranslated)) ?? []
  })
  return { policies, untranslated }
}

function toPolicies(id: string, rule: PolicyRule, notes: Untranslated[]): OtepPolicy[] {
  const isTrace = asksForSpans(rule)
  const match = matchersOf(rule.when ?? {}, 'when', isTrace)
  const body = {
    match,
    ...(isTrace ? traceActions(id, rule, notes) : logActions(id, rule, notes)),
  }
  // Only what it does not do is left of it.
  if (Object.keys(body).length === 1) return []
  return [
    {
      id,
      name: id,
      ...(rule.description === undefined ? {} : { description: rule.description }),
      ...(rule.enabled === false ? { enabled: false } : {}),
      [isTrace ? 'trace' : 'log']: body,
    },
  ]
}

function asksForSpans({ on, when = {} }: PolicyRule): boolean {
  const kinds = on === undefined ? [] : [on].flat()
  if (kinds.length > 1) throw new NoEqual('on', 'a policy is about logs or about traces')
  return (
    kinds[0] === 'span' ||
    kinds[0] === 'span_event' ||
    Object.keys(when).some((key) => key.startsWith('span.'))
  )
}

function matchersOf(when: When, path: string, isTrace: boolean): Matcher[] {
  return readWhen(when).flatMap((part) => {
    const place = `${path}.${part.key}`
    switch (part.logic) {
      case 'all':
        return (part.value as When[]).flatMap((one, at) => matchersOf(one, `${place}[${at}]`, isTrace))
      case 'any':
        throw new NoEqual(place, 'all matchers of a policy have to hold; write a rule for each')
      case 'not': {
        const [matcher, ...others] = matchersOf(part.value as When, place, isTrace)
        if (matcher === undefined || others.length > 0) {
          throw new NoEqual(place, 'only a single matcher can be negated')
        }
        const { negate, ...rest } = matcher
        return [negate === true ? rest : { ...rest, negate: true }]
      }
      default: {
        const { tests, isNegated, isCaseInsensitive } = readOperators(part.comparison)
        if (isNegated && tests.length > 1) throw new NoEqual(place, 'only a single matcher can be negated')
        return tests.map(({ operator, operand }) => ({
          ...fieldOf(part.field, place, isTrace),
          ...operatorOf(part.field, operator, operand, place),
          ...(isNegated ? { negate: true } : {}),
          ...(isCaseInsensitive ? { case_insensitive: true } : {}),
        }))
      }
    }
  })
}

const LOG_FIELDS: Readonly<Record<string, string>> = {
  body: 'body',
  message: 'body',
  event_name: 'event_name',
  severity_text: 'severity_text',
  severity: 'severity_text',
  level: 'severity_text',
  trace_id: 'trace_id',
  span_id: 'span_id',
}

/** The name of a field there: of an attribute the path of its key. */
function fieldOf(field: string, place: string, isTrace: boolean): Matcher {
  const key = attributeOf(field)
  if (key !== undefined) return { [isTrace ? 'span_attribute' : 'log_attribute']: [key] }
  if (field.startsWith('resource.')) return { resource_attribute: [field.slice('resource.'.length)] }
  if (field.startsWith('scope.attributes.')) {
    return { scope_attribute: [field.slice('scope.attributes.'.length)] }
  }
  if (!isTrace && LOG_FIELDS[field] !== undefined) return { log_field: LOG_FIELDS[field] }
  if (isTrace && field === 'span.name') return { trace_field: 'name' }
  if (isTrace && (field === 'span.kind' || field === 'span.status'))
    return { [field.replace('.', '_')]: true }
  throw new NoEqual(place, `there is no matcher for ${field}`)
}

function operatorOf(field: string, operator: string, operand: unknown, place: string): Matcher {
  if (field === 'severity' || field === 'level') return severityOf(field, operator, operand, place)
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value
    throw new NoEqual(place, 'matchers compare texts')
  }
  switch (operator) {
    case 'eq':
      return { exact: text(operand) }
    case 'in':
      return { regex: `^(${(operand as unknown[]).map((value) => quotePattern(text(value))).join('|')})$` }
    case 'prefix':
      return { starts_with: operand }
    case 'suffix':
      return { ends_with: operand }
    case 'contains':
    case 'regex':
    case 'exists':
      return { [operator]: operand }
    default:
      throw new NoEqual(`${place}.${operator}`, 'matchers have no order')
  }
}

/** The severity text is a word; what comes after it in the order is a list of words. */
function severityOf(field: string, operator: string, operand: unknown, place: string): Matcher {
  if (operator === 'exists') return { exists: operand }
  const level = (value: unknown): Level => {
    const known = toLevel(value)
    if (known === undefined) throw new NoEqual(place, 'severities are matched by their text')
    return known
  }
  const among = (levels: readonly Level[]): Matcher => {
    const texts = levels.map((name) => LEVELS[name].severityText)
    return texts.length === 1 ? { exact: texts[0] } : { regex: `^(${texts.join('|')})$` }
  }
  if (operator === 'eq') return among([level(operand)])
  if (operator === 'in') return among((operand as unknown[]).map(level))
  if (field === 'level') throw new NoEqual(place, 'write the levels out with in')
  const at = LEVEL_NAMES.indexOf(level(operand))
  const from = { gte: at, gt: at + 1, lte: 0, lt: 0 }[operator]
  const to = { gte: 5, gt: 5, lte: at + 1, lt: at }[operator]
  return among(LEVEL_NAMES.slice(from, to))
}

/** Actions that are smonitor's alone. */
const LOCAL: Readonly<Record<string, string>> = {
  coalesce: 'policies do not join records; the processor log_dedup does',
  dedupe: 'policies do not join records; the processor log_dedup does',
  per: 'limits have no key',
  tag: 'there is no list that is added to',
  severity: 'the severity cannot be changed',
  route: 'there are no named pipelines',
}

function noteLocal(id: string, rule: PolicyRule, notes: Untranslated[]): void {
  for (const [part, reason] of Object.entries(LOCAL)) {
    if (rule[part as keyof PolicyRule] !== undefined) notes.push({ rule: id, part, reason })
  }
}

function logActions(id: string, rule: PolicyRule, notes: Untranslated[]): Matcher {
  noteLocal(id, rule, notes)
  const keep = orNote(id, notes, () => keepOf(rule))
  const transform = transformOf(id, rule, notes)
  return {
    ...(keep === undefined ? {} : { keep }),
    ...(Object.keys(transform).length === 0 ? {} : { transform }),
  }
}

function keepOf(rule: PolicyRule): string | undefined {
  const { drop, sample, rate, keep } = { ...rule, ...parseKeep(rule.keep) }
  if (rule.drop === true || drop === true) return 'none'
  if (sample === 'trace') throw new NoEqual('sample', 'a log policy does not ask for the trace')
  if (sample !== undefined) return `${Number((sample * 100).toFixed(4))}%`
  if (rate !== undefined) {
    if (/\/[sm]$/.test(rate)) return rate
    throw new NoEqual('rate', 'one of so many has no equal; N/s and N/m have')
  }
  if (keep === true) throw new NoEqual('keep', 'policies do not protect from each other')
  return undefined
}

function transformOf(id: string, rule: PolicyRule, notes: Untranslated[]): Matcher {
  const target = (field: string): Matcher =>
    field === 'body' || field === 'message' ? { log_field: 'body' } : { log_attribute: [attributeOf(field)] }
  if (rule.redact !== undefined) {
    const reason = 'a field is replaced as a whole there, and not what is found in it'
    notes.push({ rule: id, part: 'redact', reason })
  }
  const { remove = [], set = {} } = rule
  const isBody = (field: string): boolean => attributeOf(field) === undefined
  const renames = Object.entries(rule.rename ?? {})
  const rename = renames.filter(([from, to]) => !isBody(from) && !isBody(to))
  if (rename.length < renames.length) {
    notes.push({ rule: id, part: 'rename', reason: 'the text of a record is no attribute' })
  }
  return {
    ...(remove.length === 0 ? {} : { remove: remove.map(target) }),
    ...(rename.length === 0
      ? {}
      : {
          rename: rename.map(([from, to]) => ({ ...target(from), to: attributeOf(to), upsert: true })),
        }),
    ...(Object.keys(set).length === 0
      ? {}
      : { add: Object.entries(set).map(([field, value]) => ({ ...target(field), value, upsert: true })) }),
  }
}

function traceActions(id: string, rule: PolicyRule, notes: Untranslated[]): Matcher {
  noteLocal(id, rule, notes)
  for (const part of ['remove', 'redact', 'rename', 'set'] as const) {
    if (rule[part] !== undefined) notes.push({ rule: id, part, reason: 'only logs are changed' })
  }
  const keep = orNote(id, notes, () => keepOf(rule))
  if (keep === undefined) return {}
  if (keep === 'none') return { keep: { percentage: 0 } }
  if (keep.endsWith('%')) return { keep: { percentage: Number(keep.slice(0, -1)) } }
  notes.push({ rule: id, part: 'rate', reason: 'traces are kept by percentage' })
  return {}
}
