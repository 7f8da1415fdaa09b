import {
  AUDIENCES,
  type CatalogDefinition,
  type CodeDefinition,
  type SignalContract,
} from '../record/catalog-definition.ts'
import { LEVEL_NAMES } from '../record/level.ts'

/** Checks what types cannot hold for authors who write JavaScript. @throws TypeError that names the place. */
export function checkDefinition(definition: CatalogDefinition): void {
  if (typeof definition?.name !== 'string' || definition.name === '') {
    throw new TypeError(
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    )
  }
  if (!isRecord(definition.codes)) {
    throw new TypeError(`The catalog "${definition.name}" has no codes. Give it an object of codes.`)
  }
  if (!hasTexts(definition, 'docs')) {
    throw new TypeError(
      `The catalog "${definition.name}" has docs that are not a text. Give it an address with {code} in it.`,
    )
  }
  for (const [name, link] of Object.entries(definition.links ?? {})) {
    if (typeof link !== 'string') {
      throw new TypeError(
        `The catalog "${definition.name}" has a link "${name}" that is not a text. Give it an address.`,
      )
    }
  }
  for (const [code, entry] of Object.entries(definition.codes)) {
    const problem = problemOf(entry)
    if (problem !== undefined) {
      throw new TypeError(`The code "${code}" of the catalog "${definition.name}" ${problem}`)
    }
  }
  for (const [signal, contract] of Object.entries(definition.signals ?? {})) {
    const problem = problemOfContract(contract, definition)
    if (problem !== undefined) {
      throw new TypeError(`The signal "${signal}" of the catalog "${definition.name}" ${problem}`)
    }
  }
}

/**
 * Lists what an author should change although it works: a code that others will stumble over. It is not thrown,
 * since a library that is out there must still load.
 */
export function listAdvice({ name, codes }: CatalogDefinition): string[] {
  return Object.entries(codes).flatMap(([code, entry]) => {
    const advice = problemOfName(code) ?? problemOfProbe(code, entry)
    return advice === undefined ? [] : [`The code "${code}" of the catalog "${name}" ${advice}`]
  })
}

const CODE = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$/
const PROBE = '-DBG-PROBE-'

function problemOfName(code: string): string | undefined {
  if (CODE.test(code)) return undefined
  return 'is not well formed. Use upper-case letters, digits and dashes, the library first, for example MSM-W010.'
}

/** A miss that is expected while probing must not look like a warning. */
function problemOfProbe(code: string, { level }: CodeDefinition): string | undefined {
  if (!code.includes(PROBE) || level === 'debug') return undefined
  return `is about probing and has the level "${level}". Give it the level "debug", or another name.`
}

function problemOfContract(
  contract: SignalContract | null | undefined,
  { codes }: CatalogDefinition,
): string | undefined {
  if (!isRecord(contract)) return 'has no contract. Give it { codes, required }.'
  const { codes: promised = [], required = [], tier = 1 } = contract
  for (const [field, texts] of Object.entries({ codes: promised, required })) {
    if (!Array.isArray(texts) || texts.some((text) => typeof text !== 'string'))
      return `has ${field} that are not a list of texts.`
  }
  if (![1, 2, 3].includes(tier)) return `has the tier "${String(tier)}". Use one of: 1, 2, 3.`
  const unknown = promised.find((code) => !Object.hasOwn(codes, code))
  return unknown === undefined
    ? undefined
    : `promises the code "${unknown}", which the catalog does not declare. Declare it, or correct its spelling.`
}

function problemOf(entry: CodeDefinition | null | undefined): string | undefined {
  if (!isRecord(entry)) return 'is not an object. Give it a level and a message.'
  if (!LEVEL_NAMES.includes(entry.level)) {
    return `has the level "${String(entry.level)}". Use one of: ${LEVEL_NAMES.join(', ')}.`
  }
  if (typeof entry.message !== 'string' || entry.message === '') {
    return 'has no message. Say in a full sentence what happened.'
  }
  for (const field of ['title', 'hint', 'docs'] as const) {
    if (!hasTexts(entry, field)) return `has a ${field} that is not a text.`
  }
  const { deprecated = {}, warning = 'Warning' } = entry
  if (!hasTexts(deprecated, 'since', 'replacedBy')) {
    return 'has a deprecation that is not an object of texts. Give it { since, replacedBy }.'
  }
  if (deprecated.replacedBy === '') return 'is replaced by a code without a name. Name one such as MSM-W010.'
  if (!WARNINGS.includes(warning)) {
    return `has the warning "${String(warning)}". Use one of: ${WARNINGS.join(', ')}.`
  }
  for (const [name, texts] of Object.entries(entry.audience ?? {})) {
    if (!AUDIENCES.includes(name as never)) {
      return `speaks to the audience "${name}". Use one of: ${AUDIENCES.join(', ')}.`
    }
    if (!hasTexts(texts, 'message', 'hint')) {
      return `has words for the audience "${name}" that are not texts. Give it { message, hint }.`
    }
  }
  return undefined
}

const WARNINGS: readonly string[] = ['Warning', 'DeprecationWarning']

/** Whether each of these fields is a text, or is not set. */
function hasTexts<Fields extends object>(
  fields: Fields | null | undefined,
  ...names: (keyof Fields)[]
): boolean {
  return (
    isRecord(fields) && names.every((name) => fields[name] === undefined || typeof fields[name] === 'string')
  )
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
