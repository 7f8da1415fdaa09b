import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Option, type Command } from 'commander'
import { makeFolder } from '../files/make-folder.ts'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { catalogToMarkdown, codeToMarkdown } from '../report/catalog-pages.ts'
import { catalogToWeaver, weaverManifest } from '../report/catalog-weaver.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { diffCatalogs, type CatalogDiff } from '../triage/diff-catalogs.ts'
import { EXIT } from './exit-codes.ts'
import { findCatalogs, readCatalogFile, type FoundCatalog } from './find-catalogs.ts'
import { toPrettyJson } from './to-pretty-json.ts'

type CatalogFormat = 'markdown' | 'json' | 'weaver'

interface CatalogFlags {
  readonly from?: string
  readonly file?: string
  readonly name?: string
  readonly format: CatalogFormat
  readonly json: boolean
  readonly out?: string
}

/** Adds `smonitor catalog` and `smonitor catalog diff`. */
export function catalogCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command('catalog')
    .summary('print the catalogs of this project, or write a page for each code')
    .description(
      'Prints the catalogs of the config, of package.json, and of the packages that are installed here and declare one.',
    )
    .option('--from <bundle>', 'the catalogs of this bundle instead')
    .option('--file <path>', 'the catalog in this JSON file instead')
    .option('--name <library>', 'only the catalog of this library')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['markdown', 'json', 'weaver'])
        .default('markdown'),
    )
    .option('--json', 'short for --format json', false)
    .option('--out <folder>', 'write files there: a page for each code with markdown, a registry with weaver')
    .addHelpText(
      'after',
      `
Exit codes:
  0  the catalogs are printed or written
  1  there is none, or it cannot be read or written
  2  the command line is not understood`,
    )
    .action((flags: CatalogFlags) => {
      const format = flags.json ? 'json' : flags.format
      const catalogs = select(flags)
      if (flags.out === undefined) process.stdout.write(render(catalogs, format))
      else writeAll(catalogs, format, flags.out)
    })
  addDiff(command, setExitCode)
}

function addDiff(command: Command, setExitCode: (code: number) => void): void {
  command
    .command('diff')
    .summary('tell what differs between two releases of a catalog')
    .description(
      'Compares two catalogs as JSON. A code that was removed or renamed, or a param that is gone, breaks what others built on it.',
    )
    .argument('<before>', 'the catalog of the release, as JSON')
    .argument('<after>', 'the catalog as it is now, as JSON')
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing that breaks others
  1  a file is not there, or has no catalog
  2  the command line is not understood
  3  something breaks others`,
    )
    .action((before: string, after: string, { json }: { readonly json: boolean }) => {
      const diff = diffCatalogs(readCatalogFile(before), readCatalogFile(after))
      process.stdout.write(json ? toPrettyJson(diff) : renderDiff(diff))
      if (diff.isBreaking) setExitCode(EXIT.found)
    })
}

/** @throws DiagnosticError SMON-E128 */
function select({ from, file, name }: CatalogFlags): readonly FoundCatalog[] {
  const search = findCatalogs({
    cwd: process.cwd(),
    ...(from === undefined ? {} : { from }),
    ...(file === undefined ? {} : { file }),
  })
  for (const problem of search.problems) process.stderr.write(`Left out: ${toSafeLine(problem)}\n`)
  const found = search.found.filter(({ catalog }) => name === undefined || catalog.name === name)
  if (found.length === 0) {
    const known = search.found.map(({ catalog }) => catalog.name).join(', ')
    throw ownDiagnostics.error('SMON-E128', {
      what: name === undefined ? 'no catalog' : `no catalog of ${name}`,
      known: known === '' ? 'None is known' : `Known are those of ${known}`,
    })
  }
  return found
}

function render(catalogs: readonly FoundCatalog[], format: CatalogFormat): string {
  if (format === 'json') return toPrettyJson(catalogs.map(({ catalog }) => catalog))
  const one = format === 'weaver' ? catalogToWeaver : catalogToMarkdown
  return catalogs.map(({ catalog }) => one(catalog)).join('\n')
}

/** @throws DiagnosticError SMON-E108 */
function writeAll(catalogs: readonly FoundCatalog[], format: CatalogFormat, folder: string): void {
  const files = catalogs.flatMap(({ catalog }) => filesOf(catalog, format, catalogs.length > 1))
  for (const [name, text] of files) {
    const path = join(folder, name)
    try {
      makeFolder(dirname(path))
      writeFileSync(path, text)
    } catch (cause) {
      throw ownDiagnostics.error('SMON-E108', { path, reason: (cause as Error).message }, { cause })
    }
  }
  process.stderr.write(
    `Wrote ${files.length} ${files.length === 1 ? 'file' : 'files'} to ${toSafeLine(folder)}.\n`,
  )
}

function filesOf(
  catalog: CatalogDefinition,
  format: CatalogFormat,
  isOneOfMany: boolean,
): [string, string][] {
  const prefix = isOneOfMany ? `${fileName(catalog.name)}/` : ''
  if (format === 'json') return [[`${prefix}catalog.json`, toPrettyJson(catalog)]]
  if (format === 'weaver') {
    return [
      [`${prefix}manifest.yaml`, weaverManifest(catalog)],
      [`${prefix}registry/diagnostics.yaml`, catalogToWeaver(catalog)],
    ]
  }
  const pages = Object.keys(catalog.codes).map((code): [string, string] => [
    `${prefix}${fileName(code)}.md`,
    codeToMarkdown(catalog, code),
  ])
  return [[`${prefix}README.md`, catalogToMarkdown(catalog)], ...pages]
}

/** Names of libraries and codes are data, and must not lead out of the folder. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.@-]+/g, '_').replace(/^\.+/, '_') || '_'
}

function renderDiff({ before, after, isBreaking, changes }: CatalogDiff): string {
  const name = ({ name: library, version }: CatalogDiff['before']): string =>
    [library, version].filter(Boolean).join(' ')
  const head = `${name(before)} → ${name(after)}: ${changes.length === 0 ? 'no difference' : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`}${isBreaking ? ', and some break others' : ''}.`
  const lines = changes.map(
    ({ code, change, isBreaking: breaks, detail }) =>
      `${breaks ? 'BREAKS' : '      '}  ${code}  ${change}: ${detail}`,
  )
  return `${[head, ...lines].map(toSafeLine).join('\n')}\n`
}
