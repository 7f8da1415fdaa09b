import { readerOf, type ReadField } from './fields.ts'
import { compileOperator, SEVERITY, type Operator, type TestValue } from './operators.ts'
import type { PolicyItem } from './policy-item.ts'
import { readOperators, readWhen, type ReadCondition } from './read-operators.ts'
import type { When } from './rule.ts'

/** Why a condition does not hold. */
export interface ConditionFailure {
  /** The part of the condition, such as `when.code.eq`. */
  readonly condition: string
  readonly expected: unknown
  readonly actual: unknown
}

/** A condition that is ready to be asked. */
export interface Condition {
  test(item: PolicyItem): boolean
  /** Finds the first part that does not hold. */
  explain(item: PolicyItem): ConditionFailure | undefined
  /** One of these must hold wherever the condition does; `undefined` where nothing is known. */
  readonly needs: readonly Need[] | undefined
}

/** What an item must have for a condition to hold, such that it can be looked up. */
export type Need =
  | { readonly by: 'value'; readonly field: string; readonly value: unknown }
  | { readonly by: 'prefix'; readonly field: string; readonly value: string }
  | { readonly by: 'severity'; readonly lowest: number }

const ALWAYS: Condition = { test: () => true, explain: () => undefined, needs: undefined }

/** Compiles a condition that was checked. */
export function compileWhen(when: When | undefined, path = 'when'): Condition {
  if (when === undefined) return ALWAYS
  const parts = readWhen(when).map((part) => compilePart(part, path))
  const [only, ...others] = parts
  if (only === undefined) return ALWAYS
  return others.length === 0 ? only : allOf(parts)
}

function compilePart(part: ReadCondition, path: string): Condition {
  const place = `${path}.${part.key}`
  switch (part.logic) {
    case undefined:
      return compileField(part, place)
    case 'not':
      return not(compileWhen(part.value as When, place), place)
    default: {
      const list = (part.value as readonly When[]).map((one, at) => compileWhen(one, `${place}[${at}]`))
      return part.logic === 'all' ? allOf(list) : anyOf(list, place)
    }
  }
}

function allOf(parts: readonly Condition[]): Condition {
  return {
    test: (item) => {
      for (const part of parts) if (!part.test(item)) return false
      return true
    },
    explain: (item) => {
      for (const part of parts) {
        const failure = part.explain(item)
        if (failure !== undefined) return failure
      }
      return undefined
    },
    needs: leastOf(parts.map(({ needs }) => needs)),
  }
}

/** The most telling of what any of them needs: values before prefixes before levels, few before many. */
function leastOf(all: readonly (readonly Need[] | undefined)[]): readonly Need[] | undefined {
  const rank = (needs: readonly Need[]): number =>
    Math.max(0, ...needs.map(({ by }) => (by === 'value' ? 0 : by === 'prefix' ? 1 : 2))) * 1e6 + needs.length
  return all
    .filter((needs) => needs !== undefined)
    .toSorted((one, other) => rank(one) - rank(other))
    .at(0)
}

function anyOf(parts: readonly Condition[], place: string): Condition {
  const needs = parts.map((part) => part.needs)
  return {
    test: (item) => parts.some((part) => part.test(item)),
    explain: (item) =>
      parts.some((part) => part.test(item))
        ? undefined
        : { condition: place, expected: 'one of these', actual: 'none of them' },
    needs: needs.every((list) => list !== undefined) ? needs.flat() : undefined,
  }
}

function not(condition: Condition, place: string): Condition {
  return {
    test: (item) => !condition.test(item),
    explain: (item) =>
      condition.test(item) ? { condition: place, expected: 'not to hold', actual: 'it holds' } : undefined,
    needs: undefined,
  }
}

function compileField(
  { field, comparison, isPrefix }: Extract<ReadCondition, { readonly logic?: undefined }>,
  place: string,
): Condition {
  const read = readerOf(field) as ReadField
  const { tests, isNegated, isCaseInsensitive } = readOperators(comparison)
  const compiled = tests.map(({ word, operator, operand }) => ({
    test: compileOperator(field, operator, operand, isCaseInsensitive),
    condition: isPrefix || word === '' ? place : `${place}.${word}`,
    operand,
  }))
  const holds = testAll(compiled.map(({ test }) => test))
  return {
    test: isNegated ? (item) => !holds(read(item)) : (item) => holds(read(item)),
    explain: (item) => {
      const actual = read(item)
      if (holds(actual) !== isNegated) return undefined
      const failed = isNegated ? compiled[0] : compiled.find(({ test }) => !test(actual))
      const { operand, condition = place } = failed ?? {}
      return { condition, expected: isNegated ? { not: operand } : operand, actual }
    },
    needs:
      isNegated || isCaseInsensitive
        ? undefined
        : leastOf(tests.map(({ operator, operand }) => needOf(field, operator, operand))),
  }
}

function testAll(tests: readonly TestValue[]): TestValue {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (value) => tests.every((test) => test(value))
}

function needOf(field: string, operator: Operator, operand: unknown): readonly Need[] | undefined {
  if (field === SEVERITY) {
    const lowest = lowestSeverity(operator, operand)
    return lowest === undefined ? undefined : [{ by: 'severity', lowest }]
  }
  // Words for levels stand for several.
  if (field === 'level') return undefined
  switch (operator) {
    case 'eq':
      return [{ by: 'value', field, value: operand }]
    case 'in':
      return (operand as readonly unknown[]).map((value) => ({ by: 'value', field, value }) as const)
    case 'prefix':
      return [{ by: 'prefix', field, value: operand as string }]
    default:
      return undefined
  }
}

/** The least severity number that the operator holds for. */
function lowestSeverity(operator: Operator, operand: unknown): number | undefined {
  if (operator !== 'gte' && operator !== 'gt' && operator !== 'eq') return undefined
  const holds = compileOperator(SEVERITY, operator, operand, false)
  for (let severity = 1; severity <= 24; severity += 1) if (holds(severity)) return severity
  return 25
}
