import { isPlainObject } from './check-condition.ts'
import { unknownWord, wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'

/** Lists what is wrong with a value that stands at a path. */
export type Check = (value: unknown, path: RulePath) => RuleProblem[]

/** Checks one thing. @param allowed - What may stand there, to follow `Use `. */
export function must(
  isRight: (value: unknown) => boolean,
  allowed: string,
  names: readonly string[] = [],
): Check {
  return (value, path) => (isRight(value) ? [] : [wrongHere(path, value, allowed, names)])
}

/** Tells whether a value is a text that says something. */
export const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isPositive = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
/** Tells whether a value is a list of such texts. */
export const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
/** Wants a text. */
export const aText = must(isText, 'a text')
/** Wants a truth value. */
export const aBoolean = must((value) => typeof value === 'boolean', 'true or false')
/** Wants a time. */
export const aDuration = must(isPositive, 'a number of milliseconds above 0')

/** Checks each item of a list. */
export function listOf(check: Check, allowed: string): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return [wrongHere(path, value, allowed)]
    return value.flatMap((item: unknown, at) => check(item, [...path, at]))
  }
}

/** Checks a value, or each item of a list of them. */
export function oneOrMany(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item: unknown, at) => check(item, [...path, at]))
      : check(value, path)
}

/** Checks the fields of an object that has no others. */
export function closed(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
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
