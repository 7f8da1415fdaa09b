import { toLevel } from '../record/level.ts'
import type { RedactOptions } from '../redact/redactor.ts'
import { compilePattern } from '../redact/compile-pattern.ts'
import { checkWhen, isPlainObject, reasonOf } from './check-condition.ts'
import { TYPE_CHECKS, typeOfField } from './field-types.ts'
import { attributeOf, FIELD_WORDS } from './fields.ts'
import { KEEP_NOTATION, parseKeep } from './keep-notation.ts'
import { PRESET_NAMES } from './presets.ts'
import { parseRate, RATE_NOTATION } from './rate-notation.ts'
import { unknownWord, wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'

/** What a rule may have. */
export const RULE_WORDS: readonly string[] = [
  'id',
  'description',
  'enabled',
  'on',
  'when',
  'presets',
  'drop',
  'keep',
  'sample',
  'rate',
  'coalesce',
  'dedupe',
  'per',
  'summaryMs',
  'remove',
  'redact',
  'rename',
  'set',
  'tag',
  'severity',
  'route',
]

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

const KINDS = ['log', 'span', 'span_event']
const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal']
const REDACT_WORDS = ['presets', 'patterns', 'keys', 'paths', 'replacement']
const REDACT_PRESETS = ['secrets', 'mails', 'paths', 'tokens', 'ips', 'share', 'ci', 'sensitive']
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

type Check = (value: unknown, path: RulePath) => RuleProblem[]

function must(isRight: (value: unknown) => boolean, allowed: string, names: readonly string[] = []): Check {
  return (value, path) => (isRight(value) ? [] : [wrongHere(path, value, allowed, names)])
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isPositive = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const aText = must(isText, 'a text')
const aBoolean = must((value) => typeof value === 'boolean', 'true or false')
const aDuration = must(isPositive, 'a number of milliseconds above 0')

const CHECKS: Readonly<Record<string, Check>> = {
  id: aText,
  description: must((value) => typeof value === 'string', 'a text'),
  enabled: aBoolean,
  on: oneOrMany(
    must((value) => KINDS.includes(value as string), `one of: ${KINDS.join(', ')}, or a list of them`, KINDS),
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

function listOf(check: Check, allowed: string): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return [wrongHere(path, value, allowed)]
    return value.flatMap((item: unknown, at) => check(item, [...path, at]))
  }
}

function oneOrMany(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item: unknown, at) => check(item, [...path, at]))
      : check(value, path)
}

function closed(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  const names = Object.keys(fields)
  return (value, path) => {
    if (!isPlainObject(value)) return [wrongHere(path, value, `{ ${names.join(', ')} }`)]
    const missing = required.filter((name) => value[name] === undefined)
    return [
      ...missing.flatMap((name) => fields[name]?.(undefined, [...path, name]) ?? []),
      ...Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .flatMap(([name, item]) => {
          const check = Object.hasOwn(fields, name) ? fields[name] : undefined
          return check?.(item, [...path, name]) ?? [unknownWord([...path, name], item, names)]
        }),
    ]
  }
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

function checkRedact(value: unknown, path: RulePath): RuleProblem[] {
  const presets = must(
    (item) => REDACT_PRESETS.includes(item as string),
    `one of: ${REDACT_PRESETS.join(', ')}`,
    REDACT_PRESETS,
  )
  const problems = closed({
    presets: listOf(presets, 'a list of presets'),
    patterns: listOf(checkPattern, 'a list of patterns'),
    keys: must(isTexts, 'a list of names'),
    paths: must(isTexts, 'a list of dotted paths'),
    replacement: must((item) => typeof item === 'string', 'a text'),
  })(value, path)
  if (problems.length > 0 || !isPlainObject(value)) return problems
  const { presets: names, patterns, keys, paths } = value as RedactOptions
  const isEmpty = [names, patterns, keys, paths].every((list) => list === undefined || list.length === 0)
  return isEmpty ? [wrongHere(path, value, `at least one of: ${REDACT_WORDS.slice(0, -1).join(', ')}`)] : []
}

function checkPattern(value: unknown, path: RulePath): RuleProblem[] {
  if (!isText(value)) return [wrongHere(path, value, 'a pattern of RE2')]
  try {
    compilePattern(value as string)
    return []
  } catch (error) {
    return [wrongHere(path, value, `a pattern of RE2: ${reasonOf(error)}`)]
  }
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
