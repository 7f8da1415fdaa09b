import type { Audience, CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import { AUDIENCES } from '../record/catalog-definition.ts'
import { pageOf } from '../record/page-of.ts'
import { listTexts } from '../record/resolve-text.ts'
import { listPlaceholders } from '../record/template.ts'
import { toMarkdownCode, toMarkdownLink, toMarkdownText } from './markdown.ts'

/** The names of the params that the texts of a code have, in the order of their first use. */
export function paramsOf(definition: CodeDefinition): string[] {
  return [...new Set(listTexts(definition).flatMap(listPlaceholders))]
}

/** The signals of a catalog that may emit a code, by their contracts. */
export function signalsOf({ signals = {} }: CatalogDefinition, code: string): string[] {
  return Object.entries(signals)
    .filter(([, contract]) => contract.codes?.includes(code) === true)
    .map(([name]) => name)
}

/**
 * Writes a catalog as one page of Markdown: a table of its codes, and one of what its signals promise.
 *
 * @example
 * ```ts
 * import { catalogToMarkdown } from 'smonitor/report'
 *
 * console.log(
 *   catalogToMarkdown({ name: 'films', codes: { 'FILM-W001': { level: 'warn', message: 'The film {id} has no year.' } } }),
 * )
 * ```
 */
export function catalogToMarkdown(catalog: CatalogDefinition): string {
  const { name, version, codes, signals = {} } = catalog
  const lines = [
    `# Diagnostics of ${toMarkdownText(name)}${version === undefined ? '' : ` ${toMarkdownText(version)}`}`,
    '',
    '| Code | Level | Title | Message | What to do |',
    '| --- | --- | --- | --- | --- |',
    ...sorted(codes).map(([code, { level, title = '', message, hint = '', deprecated }]) =>
      row([
        deprecated === undefined ? toMarkdownCode(code) : `~~${toMarkdownCode(code)}~~`,
        level,
        toMarkdownText(title),
        toMarkdownText(message),
        toMarkdownText(hint),
      ]),
    ),
    ...(Object.keys(signals).length === 0
      ? []
      : [
          '',
          '## Signals',
          '',
          '| Function | Codes | Required | Support |',
          '| --- | --- | --- | --- |',
          ...sorted(signals).map(([signal, { codes: promised = [], required = [], tier = 1 }]) =>
            row([toMarkdownCode(signal), list(promised), list(required), TIERS[tier] ?? String(tier)]),
          ),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

/**
 * Writes the page of one code as Markdown: what happened, why it matters to whom, and what to do.
 *
 * @throws TypeError for a code that the catalog does not have.
 */
export function codeToMarkdown(catalog: CatalogDefinition, code: string): string {
  const definition = Object.hasOwn(catalog.codes, code) ? catalog.codes[code] : undefined
  if (definition === undefined) throw new TypeError(`The catalog ${catalog.name} has no code ${code}.`)
  const { title, level, message, hint, audience = {}, deprecated } = definition
  const page = pageOf(catalog, code)
  const own = AUDIENCES.filter((name) => audience[name] !== undefined)
  const params = paramsOf(definition)
  const signals = signalsOf(catalog, code)
  const lines = [
    `# ${toMarkdownText(code)}${title === undefined ? '' : `: ${toMarkdownText(title)}`}`,
    '',
    `Level ${level}, of ${toMarkdownText(catalog.name)}${catalog.version === undefined ? '' : ` ${toMarkdownText(catalog.version)}`}.`,
    ...(deprecated === undefined ? [] : ['', `**${deprecationOf(deprecated)}**`]),
    '',
    '## What happened',
    '',
    toMarkdownText(message),
    ...(hint === undefined ? [] : ['', '## What to do', '', toMarkdownText(hint)]),
    ...(own.length === 0
      ? []
      : [
          '',
          '## In other words',
          '',
          '| For | Message | What to do |',
          '| --- | --- | --- |',
          ...own.map((name) => row([name, ...textsOf(definition, name)])),
        ]),
    ...(params.length === 0 ? [] : ['', `Params: ${list(params)}.`]),
    ...(signals.length === 0 ? [] : ['', `Comes from: ${list(signals)}.`]),
    ...(page === undefined ? [] : ['', `Read more: ${toMarkdownLink(page)}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** A sentence that says since when a code is not used any more, and what is in its place. */
export function deprecationOf({ since, replacedBy }: NonNullable<CodeDefinition['deprecated']>): string {
  const when = since === undefined ? '' : ` since ${toMarkdownText(since)}`
  const instead = replacedBy === undefined ? '' : `; see ${toMarkdownCode(replacedBy)}`
  return `Not used any more${when}${instead}.`
}

const TIERS: Readonly<Record<number, string>> = { 1: 'full', 2: 'in part', 3: 'experimental' }

function textsOf({ audience }: CodeDefinition, name: Audience): string[] {
  const { message = '', hint = '' } = audience?.[name] ?? {}
  return [toMarkdownText(message), toMarkdownText(hint)]
}

function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function list(names: readonly string[]): string {
  return names.map(toMarkdownCode).join(', ')
}
