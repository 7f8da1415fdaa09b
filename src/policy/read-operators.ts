import { OPERATORS, type Operator } from './operators.ts'

/** Other words for an operator: those of OTEP 4738 and the Python library, which have the same meaning. */
const ALIASES: Readonly<Record<string, string>> = {
  exact: 'eq',
  starts_with: 'prefix',
  ends_with: 'suffix',
  case_insensitive: 'caseInsensitive',
}

/** What a comparison may have. */
export const OPERATOR_WORDS: readonly string[] = [...OPERATORS, 'negate', 'caseInsensitive']

/** Finds the one name of an operator; `undefined` where there is none. */
export function operatorOf(word: string): string | undefined {
  const name = Object.hasOwn(ALIASES, word) ? ALIASES[word] : word
  return name !== undefined && OPERATOR_WORDS.includes(name) ? name : undefined
}

/** A comparison, taken apart. */
export interface ReadOperators {
  readonly tests: readonly { readonly word: string; readonly operator: Operator; readonly operand: unknown }[]
  readonly isNegated: boolean
  readonly isCaseInsensitive: boolean
}

/** Takes a comparison apart; a plain value is compared as it is. */
export function readOperators(comparison: unknown): ReadOperators {
  if (typeof comparison !== 'object' || comparison === null) {
    return {
      tests: [{ word: '', operator: 'eq', operand: comparison }],
      isNegated: false,
      isCaseInsensitive: false,
    }
  }
  const entries = Object.entries(comparison)
    .filter(([, operand]) => operand !== undefined)
    .map(([word, operand]) => ({ word, operator: operatorOf(word), operand: operand as unknown }))
  const isOn = (name: string): boolean =>
    entries.some(({ operator, operand }) => operator === name && operand === true)
  return {
    tests: entries.filter(({ operator }) =>
      OPERATORS.includes(operator as Operator),
    ) as ReadOperators['tests'],
    isNegated: isOn('negate'),
    isCaseInsensitive: isOn('caseInsensitive'),
  }
}

const LOGIC = ['any', 'all', 'not'] as const

/** A part of a condition: a field that is compared, or several conditions in one. */
export type ReadCondition =
  | { readonly logic: (typeof LOGIC)[number]; readonly key: string; readonly value: unknown }
  | {
      readonly logic?: undefined
      readonly key: string
      readonly field: string
      readonly comparison: unknown
      /** The key says itself how it compares, as `source_prefix` of the Python library. */
      readonly isPrefix: boolean
    }

const PREFIX_SUFFIX = '_prefix'

/** Lists the parts of a condition, all of which have to hold. */
export function readWhen(when: object): ReadCondition[] {
  return Object.entries(when)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]: [string, unknown]) => {
      if (key === 'any' || key === 'all' || key === 'not') return { logic: key, key, value }
      const isPrefix = key.endsWith(PREFIX_SUFFIX) && !key.includes('.')
      return isPrefix
        ? { key, field: key.slice(0, -PREFIX_SUFFIX.length), comparison: { prefix: value }, isPrefix }
        : { key, field: key, comparison: value, isPrefix }
    })
}
