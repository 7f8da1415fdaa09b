import { describe, expect, test } from 'vitest'
import type { CatalogDefinition } from '../../../src/record/catalog-definition.ts'
import { reviewCatalogs } from '../../../src/setup/catalogs/review-catalogs.ts'

const PAGE = 'https://films.example/{code}'

/** A catalog with one code, and what a case adds to it. */
function catalog(more: Partial<CatalogDefinition>): CatalogDefinition {
  const codes = { 'MOV-W010': { level: 'warn' as const, message: 'The film {id} has no title.' } }
  return { name: 'films', docs: PAGE, codes, ...more }
}

/** Kind, place and message of each remark. */
const said = (...catalogs: CatalogDefinition[]): string[] =>
  reviewCatalogs(catalogs).map(({ kind, place, message, hint }) => `${kind} ${place} | ${message} | ${hint}`)

describe('a catalog', () => {
  test('with which nothing is wrong is not talked about', () => {
    const signals = { 'films.load': { codes: ['MOV-W010'], required: ['id', 'resource'], tier: 2 as const } }
    expect(said(catalog({ signals }))).toEqual([])
    expect(said(catalog({ docs: undefined as never, links: { docs: PAGE } }))).toEqual([])
  })

  test.each<[string, CatalogDefinition['codes'], string[]]>([
    [
      'a placeholder that is nearly another one',
      {
        A: {
          level: 'warn',
          message: '{selection}',
          audience: { qa: { message: '{selektion}', hint: '{selection}' } },
        },
      },
      [
        'problem films: A | The message of "A" for qa has {selektion}, which its own title, message and hint have not. | Write {selection} if you meant that.',
      ],
    ],
    [
      'a placeholder of one audience alone',
      { A: { level: 'warn', message: 'a', audience: { agent: { hint: 'use {row}' } } } },
      [
        'warning films: A | The hint of "A" for agent has {row}, which its own title, message and hint have not. | Say it in the message too, or take it out.',
      ],
    ],
    [
      'braces that are no placeholder',
      { A: { level: 'warn', message: '{a.b} {x!r} {0} {{fine}} { text } {ok:json}' } },
      ['a.b', 'x!r', '0'].map(
        (inner) =>
          `warning films: A | A text of "A" has {${inner}}, which is no placeholder and is printed as it is. | Write {name} or {name:json}, or {{name}} for the braces themselves.`,
      ),
    ],
    [
      'a replacement that there is not',
      {
        'A-W1': { level: 'warn', message: 'a', deprecated: { replacedBy: 'A-W3' } },
        'A-W2': { level: 'warn', message: 'b' },
      },
      [
        'problem films: A-W1 | The code "A-W1" is replaced by "A-W3", which no catalog declares. | Write A-W1 if you meant that. Declare it, or correct its spelling.',
      ],
    ],
  ])('is told of %s', (_, codes, remarks) => {
    expect(said(catalog({ codes }))).toEqual(remarks)
  })

  test('is told of codes without a page, once', () => {
    const { docs, ...without } = catalog({})
    expect(docs).toBe(PAGE)
    expect(said(without)).toEqual([
      'warning films | The catalog "films" has codes without a page: MOV-W010. | Give the catalog `docs`, an address with {code} in it.',
    ])
  })

  test('is told of contracts that promise what there is not', () => {
    const signals = {
      'films.load': { codes: ['MOV-W01'], required: ['ids'] },
      'films.read': { required: ['idd'] },
    }
    expect(said(catalog({ signals }))).toEqual([
      'problem films: films.load | The contract of "films.load" names the code "MOV-W01", which the catalog does not declare. | Write MOV-W010 if you meant that. Declare it, or correct its spelling.',
      'warning films: films.load | The contract of "films.load" requires "ids", which no message of its codes has. | It has to come as `extra` each time.',
      'warning films: films.read | The contract of "films.read" requires "idd", which no message of its codes has. | Write id if you meant that. It has to come as `extra` each time.',
    ])
  })
})

test('two catalogs that declare one code are told of, unless they are versions of one library', () => {
  const remark =
    'problem shop: MOV-W010 | The code "MOV-W010" is declared by the catalog "films" and by the catalog "shop". | A code belongs to one library: rename it in the newer one.'
  expect(said(catalog({}), catalog({ name: 'shop' }))).toEqual([remark])
  expect(said(catalog({ version: '1' }), catalog({ version: '2' }))).toEqual([])
  expect(said(catalog({ version: '1' }), catalog({ version: '1' }))).toHaveLength(1)
})
