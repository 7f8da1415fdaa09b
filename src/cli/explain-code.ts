import { readBundle } from '../bundle/read-bundle.ts'
import { AUDIENCES, type CatalogDefinition } from '../record/catalog-definition.ts'
import { pageOf } from '../record/page-of.ts'
import { resolveText } from '../record/resolve-text.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { paramsOf, signalsOf } from '../report/catalog-pages.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { nearestName } from '../setup/settings/nearest-name.ts'
import { summarise } from '../triage/summarise.ts'
import { findCatalogs, type FoundCatalog } from './find-catalogs.ts'
import { reading } from './reading-bundle.ts'

/** Options of {@link explainCode}. */
export interface ExplainCodeOptions {
  readonly cwd: string
  /** A bundle, whose catalogs are read instead of the project's. */
  readonly from?: string
}

/** What is known of a code. */
export interface CodeExplanation {
  readonly schema: 'smonitor.code/1'
  readonly code: string
  readonly library: { readonly name: string; readonly version: string | null }
  /** The file, package or bundle that has it. */
  readonly found_in: string
  readonly level: string
  readonly title: string | null
  readonly message: string
  readonly hint: string | null
  /** The words for each reader that has some of its own. */
  readonly audience: Readonly<Record<string, { readonly message: string; readonly hint: string | null }>>
  readonly params: readonly string[]
  /** The signals whose contracts name it. */
  readonly signals: readonly string[]
  readonly doc_url: string | null
  readonly issues_url: string | null
  readonly deprecated: { readonly since: string | null; readonly replaced_by: string | null } | null
  /** How often it is in the bundle; `null` without one. */
  readonly seen: number | null
}

/**
 * Tells what a code means, from the catalogs of the project, of its packages or of a bundle.
 *
 * @throws DiagnosticError SMON-E128 for a code that no catalog has, with the nearest one that there is.
 */
export function explainCode(code: string, { cwd, from }: ExplainCodeOptions): CodeExplanation {
  const { found, problems } = findCatalogs(from === undefined ? { cwd } : { cwd, from })
  const owner = [...found, OWN].find(({ catalog }) => Object.hasOwn(catalog.codes, code))
  if (owner === undefined) throw unknownCode(code, found, problems)
  return describe(code, owner, from === undefined ? null : countOf(code, from))
}

/** Our own codes are known everywhere: they are printed where no catalog is. */
const OWN: FoundCatalog = { catalog: ownDiagnostics, from: 'smonitor itself' }

function unknownCode(code: string, found: readonly FoundCatalog[], problems: readonly string[]): Error {
  const codes = found.flatMap(({ catalog }) => Object.keys(catalog.codes))
  const near = nearestName(code, codes) ?? nearestName(code, Object.keys(OWN.catalog.codes))
  return ownDiagnostics.error('SMON-E128', {
    what: `no code ${code}`,
    // A catalog that could not be read may well have it, unless a known one has nearly the same.
    known: near === undefined ? [...problems, listOf(codes)].join(' ') : `Perhaps ${near} is meant`,
  })
}

function listOf(codes: readonly string[]): string {
  if (codes.length === 0) return "Only smonitor's own codes are known"
  const rest = codes.length - MAX_NAMED
  return `Known are ${codes.slice(0, MAX_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

const MAX_NAMED = 10

function countOf(code: string, from: string): number {
  const { incidents } = reading(from, () => summarise(readBundle(from)))
  return incidents.filter((one) => one.code === code).reduce((sum, { count }) => sum + count, 0)
}

function describe(code: string, { catalog, from }: FoundCatalog, seen: number | null): CodeExplanation {
  const definition = catalog.codes[code] as CatalogDefinition['codes'][string]
  const { level, title, message, hint, audience = {}, deprecated } = definition
  const wordsFor = AUDIENCES.filter((name) => audience[name] !== undefined).map((name) => {
    // Without params the placeholders stay as they are written.
    const words = resolveText(definition, {}, name)
    return [name, { message: words.message, hint: words.hint ?? null }] as const
  })
  return {
    schema: 'smonitor.code/1',
    code,
    library: { name: catalog.name, version: catalog.version ?? null },
    found_in: from,
    level,
    title: title ?? null,
    message,
    hint: hint ?? null,
    audience: Object.fromEntries(wordsFor),
    params: paramsOf(definition),
    signals: signalsOf(catalog, code),
    doc_url: pageOf(catalog, code) ?? null,
    issues_url: catalog.links?.issues ?? null,
    deprecated:
      deprecated === undefined
        ? null
        : { since: deprecated.since ?? null, replaced_by: deprecated.replacedBy ?? null },
    seen,
  }
}

/** Renders what is known of a code for a person. */
export function renderCode(explanation: CodeExplanation): string {
  const { code, library, level, title, message, hint, audience, params, signals } = explanation
  const { doc_url, issues_url, deprecated, seen, found_in } = explanation
  const of = [library.name, library.version].filter(Boolean).join(' ')
  const rows: [string, string][] = [
    ['what', message],
    ...(hint === null ? [] : [['to do', hint] as [string, string]]),
    ...Object.entries(audience).map(([name, words]): [string, string] => [
      `for ${name}`,
      [words.message === message ? '' : words.message, words.hint === hint ? '' : (words.hint ?? '')]
        .filter(Boolean)
        .join(' '),
    ]),
    ['params', params.join(', ')],
    ['from', signals.join(', ')],
    ['docs', doc_url ?? ''],
    ['report it', issues_url ?? ''],
    ['seen', seen === null ? '' : seen === 1 ? 'once' : `${seen} times`],
    ['found in', found_in],
  ]
  const shown = rows.filter(([, text]) => text !== '')
  const width = Math.max(...shown.map(([name]) => name.length))
  const instead = deprecated?.replaced_by == null ? '' : ` See ${deprecated.replaced_by}.`
  const since = deprecated?.since == null ? '' : ` since ${deprecated.since}`
  return `${[
    `${code}${title === null ? '' : `  ${title}`}  (${level}${of === '' ? '' : `, ${of}`})`,
    ...(deprecated === null ? [] : [`Not used any more${since}.${instead}`]),
    '',
    ...shown.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
  ]
    .map(toSafeLine)
    .join('\n')}\n`
}
