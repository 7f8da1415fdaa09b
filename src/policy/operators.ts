import { LEVEL_NAMES, toLevel } from '../record/level.ts'
import { compileRegex, type TestText } from './regex.ts'
import type { Literal, Operators } from './rule.ts'

/** Tells of the value of a field whether an operator holds. */
export type TestValue = (value: unknown) => boolean

/** The operators, by the names that a rule may have them under. */
export const OPERATORS = [
  'eq',
  'in',
  'prefix',
  'suffix',
  'contains',
  'regex',
  'exists',
  'gte',
  'gt',
  'lte',
  'lt',
] as const satisfies readonly (keyof Operators)[]

/** An operator. */
export type Operator = (typeof OPERATORS)[number]

/** The field that has a level as a number: the words for levels stand for ranges of it. */
export const SEVERITY = 'severity'

/** The lowest severity number of each level; each level has four. */
const LOWEST: Readonly<Record<string, number>> = Object.fromEntries(
  LEVEL_NAMES.map((level, at) => [level, at === 0 ? 1 : 4 * at + 5]),
)
const HIGHEST: Readonly<Record<string, number>> = Object.fromEntries(
  LEVEL_NAMES.map((level, at) => [level, 4 * at + 8]),
)

/** Makes an operator ready for the values of a field. A list has what one of its values has. */
export function compileOperator(
  field: string,
  operator: Operator,
  operand: unknown,
  isCaseInsensitive: boolean,
): TestValue {
  if (operator === 'exists') return (value) => (value !== undefined && value !== null) === operand
  const test = compileOne(field, operator, operand, isCaseInsensitive)
  return (value) => (Array.isArray(value) ? value.some(test) : test(value))
}

function compileOne(
  field: string,
  operator: Exclude<Operator, 'exists'>,
  operand: unknown,
  isCaseInsensitive: boolean,
): TestValue {
  switch (operator) {
    case 'eq':
      return isOneOf(field, [operand as Literal], isCaseInsensitive)
    case 'in':
      return isOneOf(field, operand as readonly Literal[], isCaseInsensitive)
    case 'regex':
      return onText(lazyRegex(operand as string, isCaseInsensitive))
    case 'prefix':
    case 'suffix':
    case 'contains': {
      const part = isCaseInsensitive ? (operand as string).toLowerCase() : (operand as string)
      const has = PARTS[operator]
      return onText((text) => has(isCaseInsensitive ? text.toLowerCase() : text, part))
    }
    default:
      return compare(operator, operand)
  }
}

/** Compiled when it is needed: that it can be was checked, and few of many rules are ever asked. */
function lazyRegex(pattern: string, isCaseInsensitive: boolean): TestText {
  let compiled: TestText | undefined
  return (text) => (compiled ??= compileRegex(pattern, isCaseInsensitive))(text)
}

const PARTS = {
  prefix: (text: string, part: string) => text.startsWith(part),
  suffix: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
} as const

/** A number or truth value is compared as the text that it is written as; what is nested has no text. */
function onText(test: (text: string) => boolean): TestValue {
  return (value) => {
    if (typeof value === 'string') return test(value)
    return (typeof value === 'number' || typeof value === 'boolean') && test(String(value))
  }
}

function isOneOf(field: string, literals: readonly Literal[], isCaseInsensitive: boolean): TestValue {
  if (field === SEVERITY) {
    const tests = literals.map((literal) => {
      const [low, high] = rangeOf(literal)
      return (value: number) => value >= low && value <= high
    })
    return (value) => typeof value === 'number' && tests.some((test) => test(value))
  }
  const known = field === 'level' ? literals.map((literal) => toLevel(literal) ?? literal) : literals
  if (!isCaseInsensitive) {
    const set = new Set<unknown>(known)
    return (value) => set.has(value)
  }
  const lower = new Set<unknown>(known.map((literal) => lowered(literal)))
  return (value) => lower.has(lowered(value))
}

function lowered(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function rangeOf(bound: unknown): readonly [low: number, high: number] {
  const level = toLevel(bound)
  if (level === undefined) return [bound as number, bound as number]
  return [LOWEST[level] ?? 1, HIGHEST[level] ?? 24]
}

function compare(operator: 'gte' | 'gt' | 'lte' | 'lt', operand: unknown): TestValue {
  const [low, high] = rangeOf(operand)
  const isNumber = (value: unknown): value is number => typeof value === 'number'
  switch (operator) {
    case 'gte':
      return (value) => isNumber(value) && value >= low
    case 'gt':
      return (value) => isNumber(value) && value > high
    case 'lte':
      return (value) => isNumber(value) && value <= high
    default:
      return (value) => isNumber(value) && value < low
  }
}
