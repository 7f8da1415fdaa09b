import * as fc from 'fast-check'
import { anyConfig, mutatedConfig, validConfig, type Config } from './any-config.ts'
import { slip } from './mutate.ts'

/** The text of a config file, and what is known of how it came about. */
export interface ConfigText {
  readonly text: string
  /** The keys at the top under which something was changed; `undefined` where nobody knows. */
  readonly touched: readonly string[] | undefined
  readonly isMutated: boolean
}

/** Texts of config files: right, changed in what they say or how they are written, and anything. */
export const anyConfigText: fc.Arbitrary<ConfigText> = fc.oneof(
  {
    weight: 2,
    arbitrary: validConfig.map((config) => ({ text: write(config), touched: [], isMutated: false })),
  },
  {
    weight: 6,
    arbitrary: mutatedConfig.map(({ config, touched }) => ({
      text: write(config),
      touched,
      isMutated: true,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(validConfig, fc.nat()).map(([config, way]) => ({
      text: slipAnywhere(write(config), way),
      touched: undefined,
      isMutated: true,
    })),
  },
  {
    weight: 1,
    arbitrary: anyConfig.map((config) => ({ text: write(config), touched: undefined, isMutated: false })),
  },
  { weight: 1, arbitrary: fc.string().map((text) => ({ text, touched: undefined, isMutated: false })) },
)

function write(config: Config): string {
  return JSON.stringify(config, undefined, 2)
}

function slipAnywhere(text: string, way: number): string {
  const at = way % (text.length + 1)
  return text.slice(0, at) + slip(text.slice(at, at + 10), way) + text.slice(at + 10)
}
