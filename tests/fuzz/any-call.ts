import * as fc from 'fast-check'
import { SETTING_LIST } from '../../src/setup/settings/read-settings-block.ts'
import { validConfig, type Config } from './any-config.ts'

/** What `startSmonitor` is called with. */
export interface Call {
  readonly options: Config
  /** The keys whose value was replaced. */
  readonly touched: readonly string[]
}

const keys = SETTING_LIST.map(([key]) => key)

/** Calls that are right: a config in the spelling of a call, with what JSON cannot hold. */
export const validCall: fc.Arbitrary<Call> = fc.tuple(validConfig, fc.boolean()).map(([config, hasSink]) => ({
  options: {
    ...onlyKeys(config),
    ...(hasSink ? { sinks: [{ name: 'own', handle: () => undefined }], profilingHooks: [() => ({})] } : {}),
  },
  touched: [],
}))

/** Anything that a JavaScript program may hand in, getters that throw and cycles among it. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
      maxDepth: 2,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<() => unknown>(
        () => Symbol('s'),
        () => () => 1,
        () =>
          new Proxy(
            {},
            {
              ownKeys: () => {
                throw new Error('no')
              },
            },
          ),
        () => ({
          get folder() {
            throw new Error('no')
          },
        }),
        () => {
          const cycle: unknown[] = []
          cycle.push(cycle)
          return cycle
        },
        () => Infinity,
        () => Promise.resolve(),
        () =>
          new (class {
            folder = 1
          })(),
      )
      .map((make) => make()),
  },
)

/** Calls that were right before one value was replaced by anything. */
export const mutatedCall: fc.Arbitrary<Call> = fc
  .tuple(validCall, fc.constantFrom(...keys, 'configPath', 'levle', '__proto__'), anything)
  .map(([{ options }, key, value]) => ({
    options: Object.defineProperty({ ...options }, key, { value, enumerable: true }),
    touched: [key],
  }))

function onlyKeys(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key]) => key !== 'profiles' && key !== 'profile' && keys.includes(key as never),
    ),
  )
}
