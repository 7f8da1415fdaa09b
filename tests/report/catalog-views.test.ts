import { Marked } from 'marked'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CatalogDefinition } from '../../src/record/catalog-definition.ts'
import { catalogToMarkdown, codeToMarkdown } from '../../src/report/catalog-pages.ts'
import { catalogToWeaver, weaverManifest } from '../../src/report/catalog-weaver.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'

const films: CatalogDefinition = {
  name: 'films',
  version: '2.1.0',
  docs: 'https://films.example/{code}',
  codes: {
    'FILM-W002': { level: 'warn', message: 'Old.', deprecated: { since: '2.0.0', replacedBy: 'FILM-W001' } },
    'FILM-W001': {
      level: 'warn',
      title: 'Year missing',
      message: 'The film {id} has no year.',
      hint: 'Add it to {file}.',
      audience: { qa: { message: 'no year id={id}' }, agent: { hint: 'add_year' } },
    },
  },
  signals: { 'films.load': { codes: ['FILM-W001'], required: ['id'], tier: 2 } },
}

describe('a catalog in Markdown', () => {
  test('is a table of codes, and one of what signals promise', () => {
    expect(catalogToMarkdown(films)).toMatchInlineSnapshot(`
      "# Diagnostics of films 2.1.0

      | Code | Level | Title | Message | What to do |
      | --- | --- | --- | --- | --- |
      | \`FILM-W001\` | warn | Year missing | The film {id} has no year. | Add it to {file}. |
      | ~~\`FILM-W002\`~~ | warn |  | Old. |  |

      ## Signals

      | Function | Codes | Required | Support |
      | --- | --- | --- | --- |
      | \`films.load\` | \`FILM-W001\` | \`id\` | in part |
      "
    `)
  })

  test('has a page for each code', () => {
    expect(codeToMarkdown(films, 'FILM-W001')).toMatchInlineSnapshot(`
      "# FILM-W001: Year missing

      Level warn, of films 2.1.0.

      ## What happened

      The film {id} has no year.

      ## What to do

      Add it to {file}.

      ## In other words

      | For | Message | What to do |
      | --- | --- | --- |
      | qa | no year id={id} |  |
      | agent |  | add\\_year |

      Params: \`id\`, \`file\`.

      Comes from: \`films.load\`.

      Read more: <https://films.example/FILM-W001>
      "
    `)
    expect(codeToMarkdown(films, 'FILM-W002')).toContain(
      '**Not used any more since 2.0.0; see `FILM-W001`.**',
    )
    expect(() => codeToMarkdown(films, 'toString')).toThrow('The catalog films has no code toString.')
  })

  test.each(Object.entries(HOSTILE))(
    'keeps one row for each code, whatever its texts hold: %s',
    (_, text) => {
      const hostile: CatalogDefinition = {
        name: text,
        codes: { 'X-1': { level: 'warn', title: text, message: text, hint: text } },
        signals: { [text]: { codes: ['X-1'], required: [text] } },
      }
      const markdown = catalogToMarkdown(hostile)
      const tables = new Marked().lexer(markdown).filter((token) => token.type === 'table')
      expect(tables.map((table) => (table as { rows: unknown[] }).rows.length)).toEqual([1, 1])
      for (const line of [...markdown.split('\n'), ...codeToMarkdown(hostile, 'X-1').split('\n')])
        expect(findControl(line)).toBeUndefined()
    },
  )
})

describe('a catalog as a registry of Weaver', () => {
  test('has an attribute for each param and a refinement for each code, with what contracts require', () => {
    expect(catalogToWeaver(films)).toMatchInlineSnapshot(`
      "file_format: definition/2
      attributes:
        - key: "smonitor.param.file"
          type: any
          brief: "The param file of diagnostics of films."
          stability: development
        - key: "smonitor.param.id"
          type: any
          brief: "The param id of diagnostics of films."
          stability: development
      event_refinements:
        - id: "films.film_w001"
          ref: smonitor.diagnostic
          brief: "Year missing"
          note: "WARN: The film {id} has no year.\\nAdd it to {file}."
          attributes:
            - ref: smonitor.code
              requirement_level: required
              examples: ["FILM-W001"]
            - ref: "smonitor.param.id"
              requirement_level: required
            - ref: "smonitor.param.file"
              requirement_level: recommended
        - id: "films.film_w002"
          ref: smonitor.diagnostic
          brief: "Old."
          note: "WARN: Old."
          deprecated:
            reason: renamed
            renamed_to: "films.film_w001"
          attributes:
            - ref: smonitor.code
              requirement_level: required
              examples: ["FILM-W002"]
      "
    `)
    expect(weaverManifest(films)).toContain('registry_path: node_modules/smonitor/semconv')
  })

  test('is YAML that says every text as it was, whatever it holds', () => {
    for (const text of Object.values(HOSTILE)) {
      const yaml = catalogToWeaver({
        name: 'x',
        codes: { 'X-1': { level: 'warn', message: text, title: text } },
      })
      expect(parse(yaml)).toMatchObject({
        file_format: 'definition/2',
        event_refinements: [{ id: 'x.x_1', brief: text, note: `WARN: ${text}` }],
      })
    }
  })
})
