import { toLevel } from '../record/level.ts'
import { FIELD_WORDS, PREFIXES, readerOf } from './fields.ts'
import { SEVERITY } from './operators.ts'
import { OPERATOR_WORDS, operatorOf, readWhen } from './read-operators.ts'
import { compileRegex } from './regex.ts'
import { unknownWord, wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'

/** Words of others for our operators that are too far from them to be found by their letters. */
const MEANT: Readonly<Record<string, string>> = {
  equals: 'eq',
  equal: 'eq',
  is: 'eq',
  '==': 'eq',
  startsWith: 'prefix',
  endsWith: 'suffix',
  includes: 'contains',
  matches: 'regex',
  match: 'regex',
  pattern: 'regex',
  oneOf: 'in',
  not: 'negate',
  ignoreCase: 'caseInsensitive',
  min: 'gte',
  max: 'lte',
}

const NAMES_OF_FIELDS = [...FIELD_WORDS, 'any', 'all', 'not']
const MAX_DEPTH = 32

/** Lists what is wrong in the condition of a rule. */
export function checkWhen(when: unknown, path: RulePath, depth = 0): RuleProblem[] {
  if (!isPlainObject(when)) return [wrongHere(path, when, 'an object of fields, such as { code: "X-W001" }')]
  if (depth > MAX_DEPTH) return [wrongHere(path, when, `at most ${MAX_DEPTH} conditions within each other`)]
  return readWhen(when).flatMap((part) => {
    const here = [...path, part.key]
    if (part.logic === 'not') return checkWhen(part.value, here, depth + 1)
    if (part.logic !== undefined) {
      if (!Array.isArray(part.value)) return [wrongHere(here, part.value, 'a list of conditions')]
      return part.value.flatMap((one: unknown, at) => checkWhen(one, [...here, at], depth + 1))
    }
    if (readerOf(part.field) === undefined) return [unknownField(part.key, here, part.comparison)]
    if (part.isPrefix) {
      return checkOperand(part.field, 'prefix', (part.comparison as { prefix: unknown }).prefix, here)
    }
    return checkComparison(part.field, part.comparison, here)
  })
}

function unknownField(key: string, path: RulePath, value: unknown): RuleProblem {
  const root = PREFIXES.find((prefix) => key === prefix.slice(0, -1))
  if (root !== undefined) return wrongHere(path, value, `a name behind it, such as ${root}name`)
  // A key of a library's own is an attribute of the record.
  const isDotted = key.includes('.') && !key.startsWith('span.') && !key.startsWith('scope.')
  return unknownWord(path, value, NAMES_OF_FIELDS, isDotted ? `attributes.${key}` : undefined)
}

function checkComparison(field: string, comparison: unknown, path: RulePath): RuleProblem[] {
  if (isLiteral(comparison)) return checkOperand(field, 'eq', comparison, path)
  if (!isPlainObject(comparison)) {
    return [
      wrongHere(path, comparison, 'a text, a number, true or false, or operators such as { in: [...] }'),
    ]
  }
  const entries = Object.entries(comparison).filter(([, operand]) => operand !== undefined)
  if (!entries.some(([word]) => !isModifier(word))) {
    return [
      ...entries.flatMap(([word, operand]) => checkWord(field, word, operand, path)),
      noOperator(path, comparison),
    ]
  }
  return entries.flatMap(([word, operand]) => checkWord(field, word, operand, path))
}

function noOperator(path: RulePath, comparison: unknown): RuleProblem {
  return wrongHere(path, comparison, `an operator, one of: ${OPERATOR_WORDS.slice(0, -2).join(', ')}`)
}

function isModifier(word: string): boolean {
  const operator = operatorOf(word)
  return operator === 'negate' || operator === 'caseInsensitive'
}

function checkWord(field: string, word: string, operand: unknown, path: RulePath): RuleProblem[] {
  const here = [...path, word]
  const operator = operatorOf(word)
  if (operator === undefined) {
    return [unknownWord(here, operand, OPERATOR_WORDS, Object.hasOwn(MEANT, word) ? MEANT[word] : undefined)]
  }
  return checkOperand(field, operator, operand, here)
}

function checkOperand(field: string, operator: string, operand: unknown, path: RulePath): RuleProblem[] {
  switch (operator) {
    case 'exists':
    case 'negate':
    case 'caseInsensitive':
      return typeof operand === 'boolean' ? [] : [wrongHere(path, operand, 'true or false')]
    case 'eq':
      return checkLiteral(field, operand, path)
    case 'in':
      if (!Array.isArray(operand)) return [wrongHere(path, operand, 'a list of values')]
      return operand.flatMap((one: unknown, at) => checkLiteral(field, one, [...path, at]))
    case 'gte':
    case 'gt':
    case 'lte':
    case 'lt':
      return checkBound(field, operand, path)
    default:
      return checkText(field, operator, operand, path)
  }
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal']

function checkLiteral(field: string, value: unknown, path: RulePath): RuleProblem[] {
  if (field === SEVERITY) return checkBound(field, value, path)
  if (field === 'level' && toLevel(value) === undefined) {
    return [wrongHere(path, value, `one of: ${LEVELS.join(', ')}`, LEVELS)]
  }
  return isLiteral(value) ? [] : [wrongHere(path, value, 'a text, a number, true or false')]
}

function checkBound(field: string, value: unknown, path: RulePath): RuleProblem[] {
  if (typeof value === 'number' && Number.isFinite(value)) return []
  if (field !== SEVERITY) {
    const isLevel = field === 'level'
    return [wrongHere(path, value, isLevel ? 'severity, which has an order, in place of level' : 'a number')]
  }
  return toLevel(value) === undefined
    ? [wrongHere(path, value, `one of: ${LEVELS.join(', ')}, or a severity number`, LEVELS)]
    : []
}

function checkText(field: string, operator: string, operand: unknown, path: RulePath): RuleProblem[] {
  if (field === SEVERITY) {
    return [wrongHere(path, operand, 'eq, in, gte, gt, lte or lt: a severity is a number with names')]
  }
  if (typeof operand !== 'string' || operand === '') return [wrongHere(path, operand, 'a text')]
  if (operator !== 'regex') return []
  try {
    compileRegex(operand, false)
    return []
  } catch (error) {
    return [wrongHere(path, operand, `a pattern of RE2: ${reasonOf(error)}`)]
  }
}

/** The reason that an engine gives, on one line and without a full stop. */
export function reasonOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .replaceAll(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
}

function isLiteral(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' || typeof value === 'boolean'
}

/** Tells whether a value is an object, and no list. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
