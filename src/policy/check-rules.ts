import { toLevel } from '../record/level.ts'
import { checkWhen, isPlainObject } from './check-condition.ts'
import { checkRedact } from './check-redact.ts'
import { aBoolean, aDuration, aText, closed, listOf, must, oneOrMany, type Check } from './checks.ts'
import { TYPE_CHECKS, typeOfField } from './field-types.ts'
import { attributeOf, FIELD_WORDS } from './fields.ts'
import { KEEP_NOTATION, parseKeep } from './keep-notation.ts'
import { PRESET_NAMES } from './presets.ts'
import { parseRate, RATE_NOTATION } from './rate-notation.ts'
import { unknownWord, wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'
import { KIND_WORDS, RULE_WORDS } from './rule-words.ts'
import type { ItemKind } from './rule.ts'

/** Words of others for our actions. */
const MEANT: Readonly<Record<string, string>> = {
  match: 'when',
  where: 'when',
  if: 'when',
  condition: 'when',
  name: 'id',
  rate_limit: 'rate',
  limit: 'rate',
  throttle: 'rate',
  filter: 'drop',
  exclude: 'drop',
  drop_fields: 'remove',
  delete: 'remove',
  add_tags: 'tag',
  add: 'set',
  set_extra: 'set',
  transform: 'set',
  send_to: 'route',
  level: 'severity',
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal']
const DEDUPE_WORDS = ['off', 'first', 'last', 'summary']
/** More than that, of a list that a typing error made endless, nobody reads. */
const MAX_PROBLEMS = 20

/** Lists what is wrong in rules, at most 20 problems. Never throws. */
export function checkRules(rules: unknown, root: RulePath = []): RuleProblem[] {
  if (!Array.isArray(rules)) return [wrongHere(root, rules, 'a list of rules')]
  const problems: RuleProblem[] = []
  for (const [at, rule] of rules.entries()) {
    problems.push(...checkRule(rule as unknown, [...root, at]))
    if (problems.length >= MAX_PROBLEMS) return problems.slice(0, MAX_PROBLEMS)
  }
  return problems
}

/** Lists what is wrong in a rule. */
export function checkRule(rule: unknown, path: RulePath): RuleProblem[] {
  try {
    if (!isPlainObject(rule)) return [wrongHere(path, rule, 'an object')]
    const entries = Object.entries(rule).filter(([, value]) => value !== undefined)
    return [
      ...entries.flatMap(([key, value]) => checkEntry(key, value, [...path, key])),
      ...checkTogether(rule, path),
    ]
  } catch {
    return [wrongHere(path, '[a value that cannot be read]', 'plain data')]
  }
}

function checkEntry(key: string, value: unknown, path: RulePath): RuleProblem[] {
  const check = Object.hasOwn(CHECKS, key) ? CHECKS[key] : undefined
  if (check !== undefined) return check(value, path)
  return [unknownWord(path, value, RULE_WORDS, Object.hasOwn(MEANT, key) ? MEANT[key] : undefined)]
}

const CHECKS: Readonly<Record<string, Check>> = {
  id: aText,
  description: must((value) => typeof value === 'string', 'a text'),
  enabled: aBoolean,
  on: oneOrMany(
    must(
      (value) => KIND_WORDS.includes(value as ItemKind),
      `one of: ${KIND_WORDS.join(', ')}, or a list of them`,
      KIND_WORDS,
    ),
  ),
  when: (value, path) => checkWhen(value, path),
  presets: listOf(
    must(
      (value) => PRESET_NAMES.includes(value as string),
      `one of: ${PRESET_NAMES.join(', ')}`,
      PRESET_NAMES,
    ),
    'a list of presets',
  ),
  drop: aBoolean,
  keep: must((value) => parseKeep(value) !== undefined, KEEP_NOTATION),
  sample: must(
    (value) => value === 'trace' || (typeof value === 'number' && value >= 0 && value <= 1),
    'a number from 0 to 1, or trace',
  ),
  rate: must((value) => parseRate(value) !== undefined, RATE_NOTATION),
  coalesce: closed({ windowMs: aDuration, mode: must(isMode, 'sliding or fixed', ['sliding', 'fixed']) }, [
    'windowMs',
  ]),
  dedupe(value, path) {
    if (isPlainObject(value))
      return closed({ everyN: must(isCount, 'a whole number, 1 or more') }, ['everyN'])(value, path)
    const isWord = DEDUPE_WORDS.includes(value as string)
    return isWord
      ? []
      : [wrongHere(path, value, `one of: ${DEDUPE_WORDS.join(', ')}, or { everyN }`, DEDUPE_WORDS)]
  },
  per: listOf(checkReadable, 'a list of fields'),
  summaryMs: aDuration,
  remove: listOf(checkWritable, 'a list of fields'),
  redact: checkRedact,
  rename: fieldsOf(checkWritable),
  set: fieldsOf(checkSettable),
  tag: oneOrMany(aText),
  severity: must((value) => toLevel(value) !== undefined, `one of: ${LEVELS.join(', ')}`, LEVELS),
  route: oneOrMany(aText),
}

function isMode(value: unknown): boolean {
  return value === 'sliding' || value === 'fixed'
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1
}

/** A field that others read has the type that they expect. */
function checkSettable(value: unknown, path: RulePath): RuleProblem[] {
  const { allowed, isRight } = TYPE_CHECKS[typeOfField(String(path.at(-1))) ?? 'any']
  return isRight(value) ? [] : [wrongHere(path, value, allowed)]
}

function checkReadable(value: unknown, path: RulePath): RuleProblem[] {
  // A condition on the field is wrong exactly where there is no such field.
  if (typeof value !== 'string') return [wrongHere(path, value, 'the name of a field', FIELD_WORDS)]
  const [problem] = checkWhen({ [value]: { exists: true } }, [])
  return problem === undefined ? [] : [{ ...problem, path, value, isUnknown: false, allowed: FIELD_ALLOWED }]
}

const FIELD_ALLOWED = 'the name of a field, such as code, params.path or attributes.http.route'
const WRITABLE_ALLOWED =
  'body, or a field that is an attribute, such as hint, params.path or attributes.http.route'

/** Tells whether rules can change a field. */
export function isWritable(field: string): boolean {
  return field === 'body' || field === 'message' || attributeOf(field) !== undefined
}

function checkWritable(value: unknown, path: RulePath): RuleProblem[] {
  if (typeof value === 'string' && isWritable(value)) return []
  return [wrongHere(path, value, WRITABLE_ALLOWED, FIELD_WORDS)]
}

function fieldsOf(check: Check): Check {
  return (value, path) => {
    if (!isPlainObject(value)) return [wrongHere(path, value, 'an object of fields')]
    return Object.entries(value).flatMap(([field, item]) => {
      const here = [...path, field]
      if (isWritable(field)) return check(item, here)
      if (FIELD_WORDS.includes(field)) return [wrongHere(here, item, readOnlyAllowed(field))]
      return [unknownWord(here, item, FIELD_WORDS, field.includes('.') ? `attributes.${field}` : undefined)]
    })
  }
}

/** What to write for a field that rules read and do not change. */
function readOnlyAllowed(field: string): string {
  return field === 'severity' || field === 'level' || field === 'severity_text'
    ? 'the action severity of the rule for it, such as severity: "info"'
    : 'a field that is an attribute: this one says which record it is, and stays'
}

/** What is right by itself and not in one rule. */
function checkTogether(rule: Readonly<Record<string, unknown>>, path: RulePath): RuleProblem[] {
  const { presets, coalesce, dedupe, on } = rule
  if (presets !== undefined) {
    const others = Object.keys(rule).filter(
      (key) => !['presets', 'description', 'enabled'].includes(key) && rule[key] !== undefined,
    )
    return others
      .filter((key) => RULE_WORDS.includes(key))
      .map((key) => wrongHere([...path, key], rule[key], 'it in a rule without presets'))
  }
  const kinds = on === undefined ? [] : [on].flat()
  const limited = coalesce === undefined ? 'dedupe' : 'coalesce'
  if ((coalesce !== undefined || dedupe !== undefined) && kinds.some((kind) => kind !== 'log')) {
    return [wrongHere([...path, 'on'], on, `log: ${limited} is about log records`)]
  }
  return []
}
