import { AUDIENCES } from '../../src/record/catalog-definition.ts'
import { toLevel, LEVEL_NAMES } from '../../src/record/level.ts'

/** What an option may be. */
export interface OptionRule {
  /** In words that follow "Use". */
  readonly allowed: string
  isValid(value: unknown): boolean
}

/** A text. */
export const TEXT: OptionRule = {
  allowed: 'a text that is not empty',
  isValid: (value) => typeof value === 'string' && value.trim() !== '',
}
const FLAG: OptionRule = { allowed: 'true or false', isValid: (value) => typeof value === 'boolean' }
/** A number that may be 0. */
export const COUNT: OptionRule = {
  allowed: 'a whole number, 0 or more',
  isValid: (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 0),
}
/** A number that may not. */
export const SIZE: OptionRule = {
  allowed: 'a whole number, 1 or more',
  isValid: (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
}
const oneOf = (names: readonly string[]): OptionRule => ({
  allowed: `one of: ${names.join(', ')}`,
  isValid: (value) => typeof value === 'string' && names.includes(value),
})
/** For whom something is. */
export const AUDIENCE = oneOf(AUDIENCES)

/** The options of a console sink, as they are in a list of sinks. */
export const CONSOLE_RULES: Readonly<Record<string, OptionRule>> = {
  audience: AUDIENCE,
  level: { ...oneOf(LEVEL_NAMES), isValid: (value) => toLevel(value) !== undefined },
  theme: oneOf(['auto', 'plain', 'rich']),
  stream: oneOf(['stdout', 'stderr']),
  maxRepeats: COUNT,
  columns: SIZE,
  hyperlinks: FLAG,
  showTraceback: FLAG,
  traceDepth: COUNT,
}
