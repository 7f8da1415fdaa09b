import {
  AUDIENCES,
  type CatalogDefinition,
  type CodeDefinition,
  type SignalContract,
} from '../record/catalog-definition.ts'
import { LEVEL_NAMES } from '../record/level.ts'

/** What is wrong, as the end of a sentence that begins with the place; `undefined` when nothing is. */
type Problem = string | undefined

/** Checks what types cannot hold for authors who write JavaScript. @throws TypeError that names the place. */
export function checkDefinition(definition: CatalogDefinition): void {
  if (!isFilled(definition?.name)) throw new TypeError('The catalog has no name. Use that of the library.')
  const { name, codes, links = {}, signals = {} } = definition
  const catalog = `The catalog "${name}"`
  refuse(catalog, isRecord(codes) ? undefined : 'has no codes. Use an object of them.')
  refuse(catalog, notTexts('', definition, 'docs') ?? notTexts('links.', links, ...Object.keys(links)))
  for (const [code, entry] of Object.entries(codes)) refuse(placeOf('code', code, name), problemOf(entry))
  for (const [signal, contract] of Object.entries(signals)) {
    refuse(placeOf('signal', signal, name), problemOfContract(contract, codes))
  }
}

/**
 * Lists what an author should change although it works: a code that others will stumble over. It is not thrown,
 * since a library that is out there must still load.
 */
export function listAdvice({ name, codes }: CatalogDefinition): string[] {
  return Object.entries(codes).flatMap(([code, entry]) => {
    const advice = problemOfName(code, entry)
    return advice === undefined ? [] : [`${placeOf('code', code, name)} ${advice}`]
  })
}

const CODE = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$/

function problemOfName(code: string, { level }: CodeDefinition): Problem {
  if (!CODE.test(code)) return 'is not well formed. Use upper case and digits, as in MSM-W010.'
  // A miss that is expected while probing must not look like a warning.
  if (code.includes('-DBG-PROBE-') && level !== 'debug') return 'is about probing. Use the level debug.'
  return undefined
}

function problemOf(entry: CodeDefinition | null | undefined): Problem {
  if (!isRecord(entry)) return NO_OBJECT
  const { level, message, deprecated = {}, warning = 'Warning', audience = {} } = entry
  return (
    notOneOf('level', level, LEVEL_NAMES) ??
    (isFilled(message) ? undefined : 'has no message. Say what happened.') ??
    notTexts('', entry, 'title', 'hint', 'docs') ??
    notTexts('deprecated.', deprecated, 'since', 'replacedBy') ??
    (deprecated.replacedBy === '' ? 'has no text in deprecated.replacedBy.' : undefined) ??
    notOneOf('warning', warning, ['Warning', 'DeprecationWarning']) ??
    Object.entries(audience)
      .map(
        ([name, words]) =>
          notOneOf('audience', name, AUDIENCES) ?? notTexts(`audience.${name}.`, words, 'message', 'hint'),
      )
      .find(Boolean)
  )
}

function problemOfContract(contract: SignalContract | null | undefined, declared: object): Problem {
  if (!isRecord(contract)) return NO_OBJECT
  const { codes = [], required = [], tier = 1 } = contract
  for (const texts of [codes, required]) {
    if (!Array.isArray(texts) || !texts.every(isText))
      return 'has codes or required that is not a list of texts.'
  }
  const unknown = codes.find((code) => !Object.hasOwn(declared, code))
  return (
    notOneOf('tier', tier, [1, 2, 3]) ??
    (unknown === undefined ? undefined : `promises the code "${unknown}", which the catalog does not have.`)
  )
}

const NO_OBJECT = 'is not an object.'

function placeOf(kind: string, key: string, catalogName: string): string {
  return `The ${kind} "${key}" of the catalog "${catalogName}"`
}

function refuse(place: string, problem: Problem): void {
  if (problem !== undefined) throw new TypeError(`${place} ${problem}`)
}

function notOneOf(field: string, value: unknown, allowed: readonly unknown[]): Problem {
  return allowed.includes(value)
    ? undefined
    : `has the ${field} "${String(value)}". Use one of: ${allowed.join(', ')}.`
}

/** Each of these fields must be a text, or not set. */
function notTexts(path: string, owner: object | null, ...fields: readonly string[]): Problem {
  if (!isRecord(owner)) return `has no object in ${path}`
  const values = owner as Readonly<Record<string, unknown>>
  const wrong = fields.find((field) => values[field] !== undefined && !isText(values[field]))
  return wrong === undefined ? undefined : `has ${path}${wrong} that is not a text.`
}

function isFilled(value: unknown): boolean {
  return isText(value) && value !== ''
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
