import { AUDIENCES } from '../../src/record/catalog-definition.ts'
import { toLevel, LEVEL_NAMES } from '../../src/record/level.ts'
import type { SinkName } from './sink-setting.ts'

/** What an option may be. */
export interface OptionRule {
  /** In words that follow "Use". */
  readonly allowed: string
  isValid(value: unknown): boolean
}

const TEXT: OptionRule = {
  allowed: 'a text that is not empty',
  isValid: (value) => typeof value === 'string' && value.trim() !== '',
}
const FLAG: OptionRule = { allowed: 'true or false', isValid: (value) => typeof value === 'boolean' }
const COUNT: OptionRule = {
  allowed: 'a whole number, 0 or more',
  isValid: (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 0),
}
const SIZE: OptionRule = {
  allowed: 'a whole number, 1 or more',
  isValid: (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
}
const oneOf = (names: readonly string[]): OptionRule => ({
  allowed: `one of: ${names.join(', ')}`,
  isValid: (value) => typeof value === 'string' && names.includes(value),
})
const AUDIENCE = oneOf(AUDIENCES)
const ROTATION = { maxBytes: SIZE, maxFiles: COUNT }

/** The options of each sink. */
export const OPTION_RULES: Readonly<Record<SinkName, Readonly<Record<string, OptionRule>>>> = {
  console: {
    audience: AUDIENCE,
    level: { ...oneOf(LEVEL_NAMES), isValid: (value) => toLevel(value) !== undefined },
    theme: oneOf(['auto', 'plain', 'rich']),
    stream: oneOf(['stdout', 'stderr']),
    maxRepeats: COUNT,
    columns: SIZE,
    hyperlinks: FLAG,
    showTraceback: FLAG,
    traceDepth: COUNT,
  },
  json: { path: TEXT, ...ROTATION },
  file: { path: TEXT, audience: AUDIENCE, ...ROTATION },
  'otlp-file': { folder: TEXT, flushAfterMs: COUNT, ...ROTATION },
  memory: { maxEvents: COUNT },
}

/** The names of all sinks. */
export const SINK_NAMES = Object.keys(OPTION_RULES) as readonly SinkName[]
