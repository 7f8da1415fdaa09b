import { join } from 'node:path'
import * as fc from 'fast-check'
import {
  nameOfRef,
  readConfigSchema,
  settingsOf,
  spellingsOf,
  type SchemaNode,
} from '../../schemas/config-schema.ts'
import { anyFilter, anyRoute, anyRule } from './any-rule.ts'
import { anySinkSettings } from './any-sink.ts'
import { mutateObject } from './mutate.ts'

/** A config as data. */
export type Config = Readonly<Record<string, unknown>>

const schema = readConfigSchema(join(import.meta.dirname, '../../schemas'))

/** Rules and sinks have more to them than their schema says in a form that is read here. */
const RULES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  '#/definitions/sinkSettings': anySinkSettings,
  '#/definitions/policyRule': anyRule,
  '#/definitions/policyFilter': anyFilter,
  '#/definitions/policyRoute': anyRoute,
}

/** Makes values that a part of the schema takes, from the schema itself: a new setting is tried at once. */
function validValue(node: SchemaNode): fc.Arbitrary<unknown> {
  const rule = RULES[node.$ref ?? '']
  if (rule !== undefined) return rule
  if (node.$ref !== undefined) return validValue(schema.definitions[nameOfRef(node.$ref)] ?? {})
  if (node.anyOf !== undefined) {
    return fc.oneof(...node.anyOf.filter(({ not }) => not === undefined).map(validValue))
  }
  if (node.enum !== undefined) return fc.constantFrom(...node.enum)
  if (node.const !== undefined) return fc.constant(node.const)
  switch (node.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: node.minimum ?? 0, max: node.maximum ?? 100_000 })
    case 'number':
      return fc
        .double({ min: node.minimum ?? 0, max: node.maximum ?? 1000, noNaN: true })
        .map((value) => (node.exclusiveMinimum === undefined ? value : value + 1))
    case 'array':
      return node.maxItems === 0 ? fc.constant([]) : fc.array(validValue(node.items ?? {}), { maxLength: 3 })
    case 'object':
      return validObject(node)
    default:
      return node.pattern === undefined
        ? fc.string({ minLength: 1, maxLength: 12 })
        : fc.stringMatching(new RegExp(node.pattern))
  }
}

function validObject({ properties, required = [] }: SchemaNode): fc.Arbitrary<unknown> {
  if (properties === undefined) return fc.constantFrom({}, { drop: true }, { when: { code: 'X' } })
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, validValue(field)]),
  )
  return fc.record(fields, { requiredKeys: [...required] })
}

const CODES = fc.constantFrom({}, { 'FILM-W001': { level: 'warn', message: 'Late.' } })
const CATALOG = fc.record({ name: fc.constantFrom('films', 'shop'), codes: CODES })

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ...Object.fromEntries(settingsOf(schema).map(([key, node]) => [key, validValue(node)])),
  catalogs: fc.array(CATALOG, { maxLength: 2 }),
  codes: fc.constantFrom({}, { 'FILM-E002': { user_message: 'Gone.' } }),
  signals: fc.constantFrom({}, { 'films.load': { extra_required: ['row'] } }),
}
/** Each setting by its own name, and now and then by another. */
const names = Object.fromEntries(
  settingsOf(schema).map(([key, node]) => [
    key,
    fc.constantFrom(key, key, key, ...spellingsOf(key, node['x-aliases'])),
  ]),
)
const isRoot = new Set(settingsOf(schema).flatMap(([key, node]) => (node['x-root'] === true ? [key] : [])))

/** Some of the settings, some of them in another spelling. */
function someSettings(keys: readonly string[], maxKeys: number): fc.Arbitrary<Config> {
  const entry = fc.oneof(
    ...keys.map((key) =>
      fc.tuple(fc.constant(key), names[key] ?? fc.constant(key), values[key] ?? fc.constant(null)),
    ),
  )
  return fc
    .uniqueArray(entry, { selector: ([key]) => key, maxLength: maxKeys })
    .map((entries) => Object.fromEntries(entries.map(([, name, value]) => [name, value])))
}

const OWN = ['staging', 'ci'] as const
const inProfile = Object.keys(values).filter((key) => !isRoot.has(key))
const profiles = fc.record(
  {
    staging: someSettings(inProfile, 3),
    ci: fc
      .tuple(someSettings(inProfile, 2), fc.constantFrom('qa', 'staging', 'user'))
      .map(([settings, base]) => ({ ...settings, extends: base })),
    qa: someSettings(inProfile, 3),
  },
  { requiredKeys: ['staging', 'ci'] },
)

/** Configs that are right. */
export const validConfig: fc.Arbitrary<Config> = fc
  .tuple(
    someSettings(inProfile, 8),
    fc.option(profiles, { nil: undefined }),
    fc.constantFrom(undefined, 'dev', 'qa', ...OWN),
    fc.boolean(),
    fc.option(someSettings(inProfile, 3), { nil: undefined, freq: 4 }),
  )
  .map(([settings, blocks, profile, isUpper, python]) => ({
    ...settings,
    ...(blocks === undefined ? {} : { [isUpper ? 'PROFILES' : 'profiles']: blocks }),
    ...(profile === undefined || (OWN.some((name) => name === profile) && blocks === undefined)
      ? {}
      : { profile }),
    ...(python === undefined ? {} : { SMONITOR: python }),
  }))

/** What is put where something else was: anything, and what is close to right. */
const replacement: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    -1,
    0,
    0.5,
    1.5,
    1e9,
    '',
    'all',
    'Warn',
    'qa',
    'console',
    true,
    false,
    null,
    [],
    {},
    '3',
    'true',
  ),
)

/** Configs that were right before something in them was changed; with the keys at the top that were. */
export const mutatedConfig: fc.Arbitrary<{ readonly config: Config; readonly touched: readonly string[] }> =
  fc
    .tuple(validConfig, fc.array(fc.tuple(fc.nat(), fc.nat(), replacement), { minLength: 1, maxLength: 2 }))
    .map(([config, mutations]) => mutateObject(config, mutations))

/** Configs of all kinds: right, changed, and made of anything. */
export const anyConfig: fc.Arbitrary<Config> = fc.oneof(
  { weight: 3, arbitrary: mutatedConfig.map(({ config }) => config) },
  { weight: 2, arbitrary: validConfig },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }) },
)
