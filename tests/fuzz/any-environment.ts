import * as fc from 'fast-check'
import { SETTING_LIST } from '../../src/setup/settings/read-settings-block.ts'
import { slip } from './mutate.ts'

/** The variables of a process. */
export type Variables = Readonly<Record<string, string>>

/** For each variable, texts that are right. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'False', ' 1 ', '0', 'yes', 'OFF'],
  number: ['0', '1', ' 250 ', '1e3'],
  level: ['debug', 'INFO', 'Warning', 'error', 'CRITICAL'],
  text: ['shop', 'a/b', ' x ', 'job 7'],
}

const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  SMONITOR_PROFILE: ['user', 'dev', 'qa', 'agent', 'debug'],
  SMONITOR_THEME: ['auto', 'plain', 'rich'],
  SMONITOR_DUPLICATE_POLICY: ['off', 'summary', 'first', 'last', 'everyN', 'emit_summary'],
  SMONITOR_PROFILING_SAMPLE: ['0', '0.25', '1'],
  SMONITOR_SILENCE: ['films', 'films, shop.cache', ','],
  SMONITOR_MAX_REPEATS: ['all', '10', 'Infinity'],
  SMONITOR_SPAN_EVENTS: ['all', 'diagnostics', 'none'],
  SMONITOR_BUNDLE_REDACT: ['share', 'ci', 'sensitive', 'none'],
  SMONITOR_SPOOL: ['runs', 'false', 'true'],
}

const variables = SETTING_LIST.flatMap(([, { env = [], ...shape }]) =>
  env.map((name) => {
    const kind =
      shape.accepts === 'level' ? 'level' : shape.type === 'integer' ? 'number' : (shape.type ?? 'text')
    return [name, SPECIAL[name] ?? TEXTS[kind] ?? TEXTS['text'] ?? []] as const
  }),
)

/** Environments that are right, beside what else is in one. */
export const validEnvironment: fc.Arbitrary<Variables> = fc
  .uniqueArray(
    fc
      .constantFrom(...variables)
      .chain(([name, texts]) => fc.tuple(fc.constant(name), fc.constantFrom(...texts))),
    { selector: ([name]) => name, maxLength: 6 },
  )
  .map((entries) => ({ PATH: '/bin', SMONITOR_TEST_REPORT: '1', ...Object.fromEntries(entries) }))

/** Environments that were right before a name or a value in them was changed; with the names that were. */
export const mutatedEnvironment = fc
  .tuple(
    validEnvironment,
    fc.nat(),
    fc.nat(),
    fc.oneof(fc.string(), fc.constantFrom('-1', '0.5', 'x', 'NaN', '1e400', '\0', '💥')),
  )
  .map(([env, place, way, text]): { readonly env: Variables; readonly touched: readonly string[] } => {
    const names = Object.keys(env).filter((name) => name !== 'PATH' && name !== 'SMONITOR_TEST_REPORT')
    const name = names[place % (names.length + 1)] ?? 'SMONITOR_LEVEL'
    const { [name]: before = '', ...others } = env
    switch (way % 3) {
      case 0:
        return { env: { ...others, [name]: text }, touched: [name] }
      case 1:
        return { env: { ...others, [name]: slip(before, way) }, touched: [name] }
      default: {
        const slipped = `SMONITOR_${slip(name.replace('SMONITOR_', ''), way)}`
        return { env: { ...others, [slipped]: before }, touched: [name, slipped] }
      }
    }
  })
