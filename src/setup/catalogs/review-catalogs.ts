import type { CatalogDefinition, CodeDefinition } from '../../record/catalog-definition.ts'
import { pageOf } from '../../record/page-of.ts'
import { FIELD_NAMES } from '../../record/field-names.ts'
import { listPlaceholders } from '../../record/template.ts'
import { nearestName } from '../settings/nearest-name.ts'

/** Something about the catalogs of a project that its authors should look at. */
export interface CatalogRemark {
  /** A problem breaks something for readers; a warning may be meant. */
  readonly kind: 'problem' | 'warning'
  /** What it is about: `films`, `films: MOV-W010` or `films: films.load`. */
  readonly place: string
  readonly message: string
  readonly hint: string
}

/**
 * Looks at the catalogs of a project as a whole: what each can only get wrong together with the others, and what types
 * do not see. What `defineCatalog` throws for is not looked at again.
 */
export function reviewCatalogs(catalogs: readonly CatalogDefinition[]): CatalogRemark[] {
  return [
    ...findDuplicates(catalogs),
    ...catalogs.flatMap((catalog) => [
      ...Object.entries(catalog.codes).flatMap(([code, definition]) => [
        ...checkPlaceholders(catalog, code, definition),
        ...checkReplacement(catalog, catalogs, code, definition),
      ]),
      ...checkPages(catalog),
      ...checkContracts(catalog),
    ]),
  ]
}

/** A code belongs to one library: whoever reads it must find one meaning. */
function findDuplicates(catalogs: readonly CatalogDefinition[]): CatalogRemark[] {
  const owners = new Map<string, CatalogDefinition>()
  const found: CatalogRemark[] = []
  for (const catalog of catalogs) {
    for (const code of Object.keys(catalog.codes)) {
      const owner = owners.get(code)
      // Two versions of one library have their codes in common.
      if (owner === undefined || (owner.name === catalog.name && owner.version !== catalog.version)) {
        owners.set(code, catalog)
      } else if (owner !== catalog) {
        const place = `${catalog.name}: ${code}`
        const message = `The code "${code}" is declared by the catalog "${owner.name}" and by the catalog "${catalog.name}".`
        found.push({
          kind: 'problem',
          place,
          message,
          hint: 'A code belongs to one library: rename it in the newer one.',
        })
      }
    }
  }
  return found
}

const BRACED = /\{([^{}\s]{1,64})\}/g
const PLACEHOLDER = /^[A-Za-z_]\w*(?::json)?$/

function checkPlaceholders(
  { name }: CatalogDefinition,
  code: string,
  definition: CodeDefinition,
): CatalogRemark[] {
  const place = `${name}: ${code}`
  const own = [definition.title, definition.message, definition.hint].flatMap((text) =>
    text === undefined ? [] : listPlaceholders(text),
  )
  const known = [...new Set(own)]
  const unknown = Object.entries(definition.audience ?? {}).flatMap(([audience, texts]) =>
    Object.entries(texts ?? {}).flatMap(([field, text]) =>
      listPlaceholders(String(text))
        .filter((placeholder) => !known.includes(placeholder))
        .map((placeholder): CatalogRemark => {
          const nearest = nearestName(placeholder, known)
          return {
            // One that is nearly the name of another is not filled where only that one is passed.
            kind: nearest === undefined ? 'warning' : 'problem',
            place,
            message: `The ${field} of "${code}" for ${audience} has {${placeholder}}, which its own title, message and hint have not.`,
            hint:
              nearest === undefined
                ? 'Say it in the message too, or take it out.'
                : `Write {${nearest}} if you meant that.`,
          }
        }),
    ),
  )
  return [...unknown, ...checkBraces(place, code, definition)]
}

/** What looks like a placeholder of another language is printed as it is. */
function checkBraces(place: string, code: string, definition: CodeDefinition): CatalogRemark[] {
  const texts = [definition, ...Object.values(definition.audience ?? {})].flatMap((source) => [
    source?.message,
    source?.hint,
  ])
  const odd = texts.flatMap((text) =>
    [...(text ?? '').replaceAll(/\{\{.*?\}\}/g, '').matchAll(BRACED)].flatMap(([, inner = '']) =>
      PLACEHOLDER.test(inner) ? [] : inner,
    ),
  )
  return [...new Set(odd)].map((inner) => ({
    kind: 'warning',
    place,
    message: `A text of "${code}" has {${inner}}, which is no placeholder and is printed as it is.`,
    hint: 'Write {name} or {name:json}, or {{name}} for the braces themselves.',
  }))
}

function checkReplacement(
  catalog: CatalogDefinition,
  catalogs: readonly CatalogDefinition[],
  code: string,
  { deprecated }: CodeDefinition,
): CatalogRemark[] {
  const next = deprecated?.replacedBy
  if (next === undefined || catalogs.some(({ codes }) => Object.hasOwn(codes, next))) return []
  return [
    {
      kind: 'problem',
      place: `${catalog.name}: ${code}`,
      message: `The code "${code}" is replaced by "${next}", which no catalog declares.`,
      hint: withNearest('Declare it, or correct its spelling.', next, Object.keys(catalog.codes)),
    },
  ]
}

function checkPages(catalog: CatalogDefinition): CatalogRemark[] {
  const without = Object.keys(catalog.codes).filter((code) => pageOf(catalog, code) === undefined)
  if (without.length === 0) return []
  const listed = without.slice(0, MOST_LISTED).join(', ')
  const more = without.length > MOST_LISTED ? ` and ${without.length - MOST_LISTED} more` : ''
  return [
    {
      kind: 'warning',
      place: catalog.name,
      message: `The catalog "${catalog.name}" has codes without a page: ${listed}${more}.`,
      hint: 'Give the catalog `docs`, an address with {code} in it.',
    },
  ]
}

const MOST_LISTED = 10
const FIELDS = new Set(FIELD_NAMES.values())

function checkContracts({ name, codes, signals = {} }: CatalogDefinition): CatalogRemark[] {
  return Object.entries(signals).flatMap(([signal, contract]) => {
    const place = `${name}: ${signal}`
    const promised = contract.codes ?? Object.keys(codes)
    const unknown = promised
      .filter((code) => !Object.hasOwn(codes, code))
      .map((code): CatalogRemark => ({
        kind: 'problem',
        place,
        message: `The contract of "${signal}" names the code "${code}", which the catalog does not declare.`,
        hint: withNearest('Declare it, or correct its spelling.', code, Object.keys(codes)),
      }))
    const params = new Set(
      promised.flatMap((code) => {
        const { title = '', message = '', hint = '' } = codes[code] ?? {}
        return [title, message, hint].flatMap(listPlaceholders)
      }),
    )
    const unused = (contract.required ?? [])
      .filter((param) => !params.has(param) && !FIELDS.has(param))
      .map((param): CatalogRemark => ({
        kind: 'warning',
        place,
        message: `The contract of "${signal}" requires "${param}", which no message of its codes has.`,
        hint: withNearest('It has to come as `extra` each time.', param, [...params]),
      }))
    return [...unknown, ...unused]
  })
}

function withNearest(hint: string, written: string, names: readonly string[]): string {
  const nearest = nearestName(written, names)
  return nearest === undefined ? hint : `Write ${nearest} if you meant that. ${hint}`
}
