import { AUDIENCE, COUNT, CONSOLE_RULES, SIZE, TEXT, type OptionRule } from './rule-kinds.ts'
import type { SinkName } from './sink-setting.ts'

const ROTATION = { maxBytes: SIZE, maxFiles: COUNT }

/** The options of each sink. */
export const OPTION_RULES: Readonly<Record<SinkName, Readonly<Record<string, OptionRule>>>> = {
  console: CONSOLE_RULES,
  json: { path: TEXT, ...ROTATION },
  file: { path: TEXT, audience: AUDIENCE, ...ROTATION },
  'otlp-file': { folder: TEXT, flushAfterMs: COUNT, ...ROTATION },
  memory: { maxEvents: COUNT },
}

/** The names of all sinks. */
export const SINK_NAMES = Object.keys(OPTION_RULES) as readonly SinkName[]
