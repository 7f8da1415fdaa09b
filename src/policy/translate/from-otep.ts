import { isPlainObject } from '../check-condition.ts'
import { checkRule } from '../check-rules.ts'
import type { RulePath } from '../rule-problem.ts'
import type { PolicyRule } from '../rule.ts'
import { conditionOfMatchers, pathOf } from './otep-matchers.ts'
import { NoEqual, NotAPolicy, orNote, type Untranslated } from './untranslated.ts'

/** Policies of OTEP 4738 as rules, and what these have no equal for. */
export interface OtepImport {
  readonly rules: readonly PolicyRule[]
  readonly untranslated: readonly Untranslated[]
  /** What is no policy, or not a valid one. */
  readonly problems: readonly OtepProblem[]
}

/** Something in a file of policies that it must not be. */
export interface OtepProblem {
  /** The id of the policy, else its name, else its place. */
  readonly policy: string
  /** The keys and indexes from the top of the data on. */
  readonly path: RulePath
  /** What may stand there, to follow `Use `. */
  readonly allowed: string
}

type Data = Readonly<Record<string, unknown>>

/**
 * Translates policies of OTEP 4738 into rules: one policy, a list of them, or `{ policies }`. A policy with a matcher
 * that has no equal is left out as a whole, as the OTEP asks of a stage that is not supported.
 */
export function fromOtep(data: unknown): OtepImport {
  const untranslated: Untranslated[] = []
  const problems: OtepProblem[] = []
  const rules = listOf(data).flatMap(({ policy, path }) => {
    if (!isPlainObject(policy)) {
      problems.push({ policy: showPlace(path), path, allowed: 'an object with id, and log or trace' })
      return []
    }
    const id = nameOf(policy) ?? showPlace(path)
    try {
      const rule = orNote(id, untranslated, () => toRule(id, policy, untranslated))
      return rule === undefined ? [] : [rule]
    } catch (error) {
      if (!(error instanceof NotAPolicy)) throw error
      problems.push({ policy: id, path: [...path, ...error.path], allowed: error.allowed })
      return []
    }
  })
  return { rules, untranslated, problems }
}

interface Placed {
  readonly policy: unknown
  readonly path: RulePath
}

function listOf(data: unknown): Placed[] {
  const [list, root] =
    isPlainObject(data) && data['policies'] !== undefined
      ? [data['policies'], ['policies'] as RulePath]
      : [data, []]
  if (Array.isArray(list)) return list.map((policy: unknown, at) => ({ policy, path: [...root, at] }))
  return [{ policy: list, path: root }]
}

function nameOf({ id, name }: Data): string | undefined {
  return [id, name].find((text): text is string => typeof text === 'string' && text !== '')
}

/** Writes a place in the file as one reads it in code: `policies[3].log`. */
export function showPlace(path: RulePath): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`,
    '',
  )
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
  const kind = isTrace ? 'trace' : 'log'
  const body = policy[kind]
  if (body === undefined) throw new NoEqual('log', 'the policy is about neither logs nor traces')
  if (!isPlainObject(body)) throw new NotAPolicy([kind], 'an object with match and keep or transform')
  const { description, name, enabled } = policy
  if (enabled !== undefined && typeof enabled !== 'boolean')
    throw new NotAPolicy(['enabled'], 'true or false')
  const text = description ?? name
  const { when, isAboutEvents } = conditionOfMatchers(body['match'], [kind, 'match'])
  const rule = {
    id,
    ...(typeof text === 'string' && text !== id ? { description: text } : {}),
    ...(enabled === false ? { enabled } : {}),
    on: isTrace ? (isAboutEvents ? 'span_event' : 'span') : 'log',
    ...(Object.keys(when).length === 0 ? {} : { when: when as NonNullable<PolicyRule['when']> }),
    ...keepOf(id, body['keep'], notes, [kind, 'keep']),
    ...transformOf(id, body['transform'], notes, [kind, 'transform']),
  } satisfies PolicyRule
  const [problem] = checkRule(rule, [])
  if (problem !== undefined) throw new NotAPolicy([kind], problem.allowed)
  return rule
}

function keepOf(id: string, keep: unknown, notes: Untranslated[], path: RulePath): PolicyRule {
  if (keep === undefined || keep === 'all') return {}
  if (typeof keep === 'string') {
    const [problem] = checkRule({ keep }, [])
    if (problem !== undefined) throw new NotAPolicy(path, problem.allowed)
    return { keep }
  }
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

function transformOf(id: string, transform: unknown, notes: Untranslated[], path: RulePath): PolicyRule {
  if (transform === undefined) return {}
  if (!isPlainObject(transform)) throw new NotAPolicy(path, 'an object with remove, redact, rename or add')
  const items = (key: string): Data[] => {
    const list = transform[key] ?? []
    if (Array.isArray(list) && list.every(isPlainObject)) return list
    throw new NotAPolicy([...path, key], 'a list of fields, such as [{ log_attribute: ["a"] }]')
  }
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
