import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A part of `config.schema.json`: the words of JSON Schema draft 7 that it uses, and those of our own (`x-`),
 * which editors and validators pass over.
 */
export interface SchemaNode {
  readonly $ref?: string
  readonly description?: string
  readonly type?: 'boolean' | 'string' | 'integer' | 'number' | 'array' | 'object'
  readonly enum?: readonly string[]
  readonly const?: string | boolean
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly items?: SchemaNode
  readonly minItems?: number
  readonly maxItems?: number
  readonly not?: SchemaNode
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  /** What is taken besides, and JSON Schema cannot say: `level` in any case, a `sink` object, a `function`. */
  readonly 'x-accepts'?: 'level' | 'sink' | 'function'
  /** What it may be, in words for a message: `Use …`. */
  readonly 'x-allowed'?: string
  /** The same where it comes from the environment, if it may be less there. */
  readonly 'x-allowed-env'?: string
  /** Other names of the setting: those of the Python library that are not its own in snake case. */
  readonly 'x-aliases'?: readonly string[]
  /** What it is when nothing says so, in words, where that is no constant. */
  readonly 'x-default'?: string
  /** The environment variables, the first that is set wins. */
  readonly 'x-env'?: readonly string[]
  /** What the number of the variable is multiplied with. */
  readonly 'x-env-factor'?: number
  /** Makes the definition a setting; the section of the page that it is in. */
  readonly 'x-group'?: string
  /** What it does not do yet, for the page. */
  readonly 'x-note'?: string
  /** A path: relative to the folder of the file that says it. */
  readonly 'x-path'?: boolean
  /** Accepted and checked; without effect until the part that acts on it is there. */
  readonly 'x-pending'?: boolean
  /** Not in a profile. */
  readonly 'x-root'?: boolean
  /** The type in TypeScript, where it does not follow from the rest. */
  readonly 'x-ts'?: string
  /** In TypeScript, where there is such a number, `Infinity` too. */
  readonly 'x-unlimited'?: boolean
}

/** The whole of `config.schema.json`. */
export interface ConfigSchema extends SchemaNode {
  readonly definitions: Readonly<Record<string, SchemaNode>>
}

/** Reads the schema of a folder. */
export function readConfigSchema(folder: string): ConfigSchema {
  return JSON.parse(readFileSync(join(folder, 'config.schema.json'), 'utf8')) as ConfigSchema
}

/** Lists the settings with their keys, in the order of the schema. */
export function settingsOf({ definitions }: ConfigSchema): [string, SchemaNode][] {
  return Object.entries(definitions).filter(([, node]) => node['x-group'] !== undefined)
}

/** Lists the definitions that are no settings but parts of them; those of rules are checked by src/policy. */
export function partsOf({ definitions }: ConfigSchema): [string, SchemaNode][] {
  return Object.entries(definitions).filter(
    ([name, node]) => node['x-group'] === undefined && !/^policy[A-Z]/.test(name),
  )
}

/** The name in a reference within the schema. */
export function nameOfRef($ref: string): string {
  return $ref.slice('#/definitions/'.length)
}

/** Lists the other spellings of a setting: its aliases, and all of it as Python and its configs write them. */
export function spellingsOf(key: string, aliases: readonly string[] = []): string[] {
  const all = [key, ...aliases].flatMap((name) => [name, toSnakeCase(name), toSnakeCase(name).toUpperCase()])
  return [...new Set(all)].filter((name) => name !== key)
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
