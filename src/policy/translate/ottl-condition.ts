import { LEVEL_NAMES, levelOfSeverity } from '../../record/level.ts'
import { compileOperator, SEVERITY, type Operator } from '../operators.ts'
import { readOperators, readWhen, type ReadOperators } from '../read-operators.ts'
import type { ItemKind, When } from '../rule.ts'
import { placesOf, type Place } from './ottl-places.ts'
import { allOf, anyOf, literal, not, quote } from './ottl-text.ts'
import { NoEqual, quotePattern } from './untranslated.ts'

/**
 * Translates a condition for items of a kind.
 *
 * @param path - Where it stands in the rule.
 * @throws NoEqual where it has no equal: a condition without a part of it would hold for more.
 */
export function toOttlCondition(when: When, kind: ItemKind, path = 'when'): string {
  return allOf(
    readWhen(when).map((part): string => {
      const at = `${path}.${part.key}`
      if (part.logic === 'not') return not(toOttlCondition(part.value as When, kind, at))
      if (part.logic !== undefined) {
        const all = (part.value as When[]).map((one, index) => toOttlCondition(one, kind, `${at}[${index}]`))
        return part.logic === 'all' ? allOf(all) : anyOf(all)
      }
      return fieldCondition(part.field, readOperators(part.comparison), kind, at)
    }),
  )
}

function fieldCondition(
  field: string,
  { tests, isNegated, isCaseInsensitive }: ReadOperators,
  kind: ItemKind,
  at: string,
): string {
  const places = placesOf(field, kind, at)
  const joined = allOf(
    tests.map(({ word, operator, operand }): string => {
      if (!('value' in places)) {
        const test = { operator, operand, isCaseInsensitive, at: word === '' ? at : `${at}.${word}` }
        // What is at none of several places is not there: that is not what one of them says.
        return operator === 'exists' && operand === false && places.length > 1
          ? not(inPlaces(places, { ...test, operand: true }))
          : inPlaces(places, test)
      }
      const holds = (value: unknown): boolean =>
        compileOperator(field, operator, operand, isCaseInsensitive)(value)
      const guard = allOf(places.guards)
      return anyOf([...(holds(places.value) ? [guard] : []), ...(holds(undefined) ? [not(guard)] : [])])
    }),
  )
  return isNegated ? not(joined) : joined
}

interface Test {
  readonly operator: Operator
  readonly operand: unknown
  readonly isCaseInsensitive: boolean
  readonly at: string
}

function inPlaces(places: readonly Place[], test: Test): string {
  return anyOf(places.map((place) => allOf([...place.guards, compare(place, test)])))
}

function compare({ path, type }: Place, test: Test): string {
  switch (type) {
    case 'severity':
      return compareSeverity(path, test)
    case 'level':
      return compareLevel(path, test)
    case 'list':
      return compareList(path, test)
    case 'kind':
      return among(test, KINDS, (word) => `${path}.string == ${quote(capital(word))}`)
    case 'status':
      return among(test, STATUSES, (word) => `${path} == STATUS_CODE_${word.toUpperCase()}`)
    case 'trace':
      return compareText(`${path}.string`, `${path} != TraceID(0x${'0'.repeat(32)})`, test)
    case 'span':
      return compareText(`${path}.string`, `${path} != SpanID(0x${'0'.repeat(16)})`, test)
    case 'text':
      return compareText(path, `${path} != ""`, test)
    case 'name':
      return compareText(path, 'true', test)
    case 'body':
      return compareAny(path, `IsString(${path})`, test)
    default:
      return compareAny(path, `${path} != nil`, test)
  }
}

const KINDS = ['internal', 'server', 'client', 'producer', 'consumer']
const STATUSES = ['unset', 'ok', 'error']

/** Of a field with few values, those that the test holds for. */
function among(
  { operator, operand, isCaseInsensitive }: Test,
  words: readonly string[],
  is: (word: string) => string,
): string {
  const holds = compileOperator('span.kind', operator, operand, isCaseInsensitive)
  const chosen = words.filter((word) => holds(word))
  return chosen.length === words.length ? 'true' : anyOf(chosen.map(is))
}

/** A text: what is compared with a number is another thing. */
function compareText(path: string, isThere: string, test: Test): string {
  const { operator, operand } = test
  if (operator === 'exists') return operand === true ? isThere : not(isThere)
  if (operator === 'eq' || operator === 'in') {
    return anyOf([operand].flat().map((one) => equals(path, one, test)))
  }
  return allOf([isThere, matches(path, test)])
}

function compareAny(path: string, isText: string, test: Test): string {
  const { operator, operand, at } = test
  switch (operator) {
    case 'exists':
      return `${path} ${operand === true ? '!=' : '=='} nil`
    case 'eq':
    case 'in':
      return anyOf(
        [operand].flat().map((one) => {
          const isPattern = test.isCaseInsensitive && typeof one === 'string'
          return allOf([...(isPattern ? [isText] : []), equals(path, one, test)])
        }),
      )
    case 'gte':
    case 'gt':
    case 'lte':
    case 'lt':
      if (typeof operand !== 'number') throw new NoEqual(at, 'only numbers have an order')
      return `${path} ${SIGNS[operator]} ${literal(operand)}`
    default:
      return allOf([isText, matches(path, test)])
  }
}

const SIGNS = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const

function equals(path: string, value: unknown, { isCaseInsensitive }: Test): string {
  return isCaseInsensitive && typeof value === 'string'
    ? `IsMatch(${path}, ${quote(`(?i)^${quotePattern(value)}$`)})`
    : `${path} == ${literal(value)}`
}

function matches(path: string, { operator, operand, isCaseInsensitive, at }: Test): string {
  const text = String(operand)
  const patterns: Partial<Record<Operator, string>> = {
    prefix: `^${quotePattern(text)}`,
    suffix: `${quotePattern(text)}$`,
    contains: quotePattern(text),
    regex: text,
  }
  const pattern = patterns[operator]
  if (pattern === undefined) throw new NoEqual(at, 'a text has no order')
  return `IsMatch(${path}, ${quote(`${isCaseInsensitive ? '(?i)' : ''}${pattern}`)})`
}

function compareList(path: string, { operator, operand, isCaseInsensitive, at }: Test): string {
  if (operator === 'exists') return `${path} ${operand === true ? '!=' : '=='} nil`
  if ((operator !== 'eq' && operator !== 'in') || isCaseInsensitive) {
    throw new NoEqual(at, 'of a list, only whole values are asked for')
  }
  const values = [operand].flat().map((one) => `ContainsValue(${path}, ${literal(one)})`)
  return allOf([`${path} != nil`, anyOf(values)])
}

/** The words for levels are ranges of four numbers; 0 is no severity. */
function compareSeverity(path: string, { operator, operand, isCaseInsensitive }: Test): string {
  if (operator === 'exists') return operand === true ? `${path} > 0` : `${path} == 0`
  const holds = compileOperator(SEVERITY, operator, operand, isCaseInsensitive)
  return inRanges(
    path,
    NUMBERS.filter((number) => holds(number)),
  )
}

function compareLevel(path: string, { operator, operand, isCaseInsensitive }: Test): string {
  if (operator === 'exists') return operand === true ? `${path} > 0` : `${path} == 0`
  const holds = compileOperator('level', operator, operand, isCaseInsensitive)
  const levels = LEVEL_NAMES.filter((level) => holds(level))
  return inRanges(
    path,
    NUMBERS.filter((number) => levels.includes(levelOfSeverity(number))),
  )
}

const HIGHEST = 24
const NUMBERS = Array.from({ length: HIGHEST }, (_, at) => at + 1)

/** The shortest condition for numbers in order. */
function inRanges(path: string, numbers: readonly number[]): string {
  const ranges: [low: number, high: number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  return anyOf(
    ranges.map(([low, high]) => {
      if (low === high) return `${path} == ${low}`
      if (high === HIGHEST) return `${path} >= ${low}`
      return `${path} >= ${low} and ${path} <= ${high}`
    }),
  )
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
