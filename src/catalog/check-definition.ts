import {
  AUDIENCES,
  type AudienceText,
  type CatalogDefinition,
  type CodeDefinition,
} from '../record/catalog-definition.ts'
import { LEVEL_NAMES } from '../record/level.ts'

/** Checks what types cannot hold for authors who write JavaScript. @throws TypeError that names the place. */
export function checkDefinition(definition: CatalogDefinition): void {
  if (typeof definition?.name !== 'string' || definition.name === '') {
    throw new TypeError(
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    )
  }
  if (typeof definition.codes !== 'object' || definition.codes === null) {
    throw new TypeError(`The catalog "${definition.name}" has no codes. Give it an object of codes.`)
  }
  if (definition.docs !== undefined && typeof definition.docs !== 'string') {
    throw new TypeError(
      `The catalog "${definition.name}" has docs that are not a text. Give it an address with {code} in it.`,
    )
  }
  for (const [code, entry] of Object.entries(definition.codes)) {
    const problem = problemOf(entry)
    if (problem !== undefined) {
      throw new TypeError(`The code "${code}" of the catalog "${definition.name}" ${problem}`)
    }
  }
}

function problemOf(entry: CodeDefinition | null | undefined): string | undefined {
  if (typeof entry !== 'object' || entry === null) return 'is not an object. Give it a level and a message.'
  if (!LEVEL_NAMES.includes(entry.level)) {
    return `has the level "${String(entry.level)}". Use one of: ${LEVEL_NAMES.join(', ')}.`
  }
  if (typeof entry.message !== 'string' || entry.message === '') {
    return 'has no message. Say in a full sentence what happened.'
  }
  for (const field of ['title', 'hint', 'docs'] as const) {
    if (entry[field] !== undefined && typeof entry[field] !== 'string')
      return `has a ${field} that is not a text.`
  }
  for (const [name, texts] of Object.entries(entry.audience ?? {})) {
    if (!AUDIENCES.includes(name as never)) {
      return `speaks to the audience "${name}". Use one of: ${AUDIENCES.join(', ')}.`
    }
    if (!areTexts(texts)) {
      return `has words for the audience "${name}" that are not texts. Give it { message, hint }.`
    }
  }
  return undefined
}

function areTexts(texts: AudienceText | null | undefined): boolean {
  if (typeof texts !== 'object' || texts === null) return false
  return [texts.message, texts.hint].every((text) => text === undefined || typeof text === 'string')
}
