import { attributeOf } from './fields.ts'
import { isPlainObject } from './check-condition.ts'
import { checkRule } from './check-rules.ts'
import { unknownWord, wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'
import type { PolicyRule } from './rule.ts'

/** The blocks of rules that the Python library has. */
export type PythonBlock = 'filters' | 'routes'

/** What is called as with us, in either block. */
const SHARED = ['id', 'description', 'enabled', 'when'] as const

const WORDS: Readonly<Record<PythonBlock, readonly string[]>> = {
  filters: [...SHARED, 'drop', 'sample', 'rate_limit'],
  routes: [...SHARED, 'transform', 'set', 'set_extra', 'rename', 'drop_fields', 'add_tags', 'send_to'],
}

/** What a key becomes, where it becomes another one. */
const OURS: Readonly<Record<string, string>> = {
  rate_limit: 'rate',
  drop_fields: 'remove',
  add_tags: 'tag',
  send_to: 'route',
  set_extra: 'set',
  transform: 'set',
}

/** Translates a block of the Python library that was checked into our rules. */
export function fromPython(block: PythonBlock, rules: readonly object[]): PolicyRule[] {
  return rules.map((rule, at) => ({ id: `${block}[${at}]`, ...translate(rule) }))
}

/** Lists what is wrong in a block of the Python library, under the names that it has there. */
export function checkPython(block: PythonBlock, rules: unknown): RuleProblem[] {
  if (!Array.isArray(rules)) return [wrongHere([], rules, 'a list of rules')]
  return rules.flatMap((rule: unknown, at) => checkOne(block, rule, [at]))
}

function checkOne(block: PythonBlock, rule: unknown, path: RulePath): RuleProblem[] {
  if (!isPlainObject(rule)) return [wrongHere(path, rule, 'an object')]
  return Object.entries(rule)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => {
      const here = [...path, key]
      if (!WORDS[block].includes(key)) return [unknownWord(here, value, WORDS[block])]
      if (key in FIELD_MAPS && !isPlainObject(value)) return [wrongHere(here, value, 'an object of fields')]
      if (key === 'rename' && !isTexts(Object.values(value as object))) {
        return [wrongHere(here, value, 'an object of fields by their new names')]
      }
      if (key === 'drop_fields' && !isTexts(value)) return [wrongHere(here, value, 'a list of fields')]
      // The rest of the path is ours, and said at the key that it came from.
      return checkRule(translate({ [key]: value }), path).map((problem) => ({
        ...problem,
        path: key === 'when' ? problem.path : here,
      }))
    })
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
}

const FIELD_MAPS = { transform: true, set: true, set_extra: true, rename: true } as const

function translate(rule: object): PolicyRule {
  const result: Record<string, unknown> = {}
  const set: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rule) as [string, unknown][]) {
    switch (key) {
      case 'transform':
      case 'set':
        for (const [field, one] of Object.entries(value as object)) {
          if (field === 'level') result['severity'] = one
          else set[toField(field)] = one
        }
        break
      case 'set_extra':
        for (const [name, one] of Object.entries(value as object)) set[`params.${name}`] = one
        break
      case 'rename':
        result['rename'] = Object.fromEntries(
          Object.entries(value as object).map(([from, to]) => [toField(from), toField(String(to))]),
        )
        break
      case 'drop_fields':
        result['remove'] = (value as string[]).map(toField)
        break
      default:
        result[OURS[key] ?? key] = value
    }
  }
  return { ...result, ...(Object.keys(set).length === 0 ? {} : { set }) } as PolicyRule
}

/** A name that no field of ours has is one of the extra fields, as there. */
function toField(name: string): string {
  return name === 'message' || attributeOf(name) !== undefined ? name : `params.${name}`
}
