import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyPattern, KNOWN_NAMES, typeOfField, type FieldType } from '../src/policy/field-types.ts'
import { ATTRIBUTE_WORDS, FIELD_WORDS } from '../src/policy/fields.ts'
import { KEEP_PATTERN } from '../src/policy/keep-notation.ts'
import { RATE_PATTERN } from '../src/policy/rate-notation.ts'
import type { ConfigSchema, SchemaNode } from './config-schema.ts'

/** Reads the schema of rules in a folder. */
export function readPolicySchema(folder: string): ConfigSchema {
  return JSON.parse(readFileSync(join(folder, 'policy.schema.json'), 'utf8')) as ConfigSchema
}

/** Tells whether a definition of the config's schema comes from that of rules. */
export function isPolicyPart(name: string): boolean {
  return /^policy[A-Z]/.test(name)
}

/** Puts the names of fields and the notations of limits where JSON Schema wants them, from the code that knows them. */
export function completePolicySchema(schema: ConfigSchema): ConfigSchema {
  const { definitions } = schema
  const part = (name: string): SchemaNode => {
    const node = definitions[name]
    if (node === undefined) throw new Error(`schemas/policy.schema.json has no definition "${name}".`)
    return node
  }
  const rule = part('policyRule')
  const notations: Readonly<Record<string, (node: SchemaNode) => SchemaNode>> = {
    keep: (node) => ({ ...node, anyOf: [{ type: 'boolean' }, { type: 'string', pattern: KEEP_PATTERN }] }),
    rate: (node) => ({ ...node, pattern: RATE_PATTERN }),
    rate_limit: (node) => ({ ...node, pattern: RATE_PATTERN }),
    set: withSettableKeys,
    rename: withWritableKeys,
  }
  return {
    ...schema,
    definitions: {
      ...definitions,
      policyRule: { ...rule, properties: mapValues(rule.properties ?? {}, notations) },
      policyFilter: {
        ...part('policyFilter'),
        properties: mapValues(part('policyFilter').properties ?? {}, notations),
      },
      policyField: { ...part('policyField'), pattern: FIELD },
      policyWritable: { ...part('policyWritable'), pattern: WRITABLE },
      policyWhen: completeWhen(part('policyWhen')),
    },
  }
}

const REST = '[\\s\\S]'
const OTHERS = `(params|extra|attributes|resource|scope\\.attributes)\\.${REST}`
const WRITABLE = `^((${['body', 'message', ...ATTRIBUTE_WORDS].join('|')})$|(params|extra|attributes)\\.${REST})`
const FIELD = `^((${FIELD_WORDS.map((word) => word.replace('.', '\\.')).join('|')})$|${OTHERS})`

function withWritableKeys(node: SchemaNode): SchemaNode {
  const [value = {}] = Object.values(node.patternProperties ?? {})
  return { ...node, patternProperties: { [WRITABLE]: value } }
}

/** What JSON Schema calls the types of fields. */
const NODES: Readonly<Record<FieldType, SchemaNode>> = {
  text: { type: 'string' },
  texts: { type: 'array', items: { type: 'string' } },
  whole: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  tk: { type: 'string', pattern: keyPattern('tk') },
  th: { type: 'string', pattern: keyPattern('th') },
  tc: { type: 'string', pattern: keyPattern('tc') },
}

/** Fields that others read have their types; the pattern for all others leaves these out. */
function withSettableKeys(node: SchemaNode): SchemaNode {
  const value = { $ref: '#/definitions/policySettable' }
  const byType = new Map<FieldType, string[]>()
  const attributes = [...KNOWN_NAMES].map((name) => `attributes.${name}`)
  for (const field of ['body', 'message', ...ATTRIBUTE_WORDS, ...attributes]) {
    const type = typeOfField(field)
    if (type !== undefined) byType.set(type, [...(byType.get(type) ?? []), field.replaceAll('.', '\\.')])
  }
  const typed = [...byType].map(([type, fields]) => [`^(${fields.join('|')})$`, NODES[type]] as const)
  const others = `^(?!(${[...byType.values()].flat().join('|')})$)(params|extra|attributes)\\.${REST}`
  return { ...node, patternProperties: { ...Object.fromEntries(typed), [others]: value } }
}

function mapValues(
  properties: Readonly<Record<string, SchemaNode>>,
  changes: Readonly<Record<string, (node: SchemaNode) => SchemaNode>>,
): Record<string, SchemaNode> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, changes[name]?.(node) ?? node]),
  )
}

function completeWhen(node: SchemaNode): SchemaNode {
  const { any = {}, all = {}, not = {} } = node.properties ?? {}
  const fields = FIELD_WORDS.map((word) => [word, { $ref: comparisonOf(word) }] as const)
  const undotted = FIELD_WORDS.filter((word) => !word.includes('.') && word !== 'severity')
  return {
    ...node,
    properties: { any, all, not, ...Object.fromEntries(fields) },
    patternProperties: {
      [`^${OTHERS}`]: { $ref: '#/definitions/policyComparison' },
      // As the Python library writes it.
      [`^(${undotted.join('|')})_prefix$`]: { type: 'string', minLength: 1 },
    },
  }
}

function comparisonOf(field: string): string {
  if (field === 'severity') return '#/definitions/policySeverityComparison'
  return `#/definitions/${field === 'level' ? 'policyLevelComparison' : 'policyComparison'}`
}
