import type { Command } from 'commander'
import { isDiagnosticError, type DiagnosticFields } from '../record/diagnostic-brand.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { definitionOf, loadCatalogs, type LoadedCatalogs } from '../setup/catalogs/load-catalogs.ts'
import { reviewCatalogs, type CatalogRemark } from '../setup/catalogs/review-catalogs.ts'
import { adviseOnCatalogs } from '../setup/settings/check-catalogs.ts'
import { inspectSettings, type InspectedSettings } from '../setup/settings/resolve-settings.ts'
import { textOf, type SettingNotice } from '../setup/settings/setting-notice.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { EXIT } from './exit-codes.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ValidateFlags {
  readonly configPath?: string
  readonly strict: boolean
  readonly json: boolean
}

/** What `--json` prints. */
interface Validation {
  readonly schema: 'smonitor.validate/1'
  readonly file: string | null
  readonly isValid: boolean
  readonly problems: readonly Remark[]
  readonly warnings: readonly Remark[]
}

interface Remark {
  readonly code: string | null
  /** The setting that it is about, and in which file. */
  readonly setting: string | null
  readonly message: string
  readonly hint: string | null
}

/** Adds `smonitor validate`: whether a config is right, and what to do where it is not. */
export function validateCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('validate')
    .summary('check the config file, and the catalogs of a project')
    .description(
      'Checks smonitor.config.* or the key "smonitor" of package.json, with all its profiles and catalogs. The config is looked for from this folder up to the root of the repository. Modules that are named are run, and the catalogs that they export are checked with the others.',
    )
    .argument('[modules...]', 'modules that export catalogs')
    .option('--config-path <path>', 'the config file, or the folder that it is in')
    .option('--strict', 'take warnings for problems', false)
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the config is valid
  1  there is none, and no module is named
  2  it is not valid, or the command line is not understood`,
    )
    .action((modules: readonly string[], flags: ValidateFlags) => {
      setExitCode(validate(modules, flags))
    })
}

function validate(modules: readonly string[], { configPath, strict, json }: ValidateFlags): number {
  const result = inspect(configPath, strict, modules)
  if (json) process.stdout.write(toPrettyJson(result))
  else if (result.file === null) printRemarks(result)
  else process.stdout.write(render(result))
  if (result.file === null) return EXIT.failed
  return result.isValid ? EXIT.ok : EXIT.invalid
}

function inspect(configPath: string | undefined, isStrict: boolean, modules: readonly string[]): Validation {
  const cwd = process.cwd()
  let inspected: InspectedSettings
  try {
    // Nothing but the file counts: its result is the same for everybody.
    inspected = inspectSettings({ flags: configPath === undefined ? {} : { configPath }, env: {}, cwd })
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    const isThere = error.code === 'SMON-E109'
    return resultOf(isThere ? String(error.params['path']) : null, [remarkOfError(error)], [])
  }
  const { configFile } = inspected
  if (configFile === undefined && modules.length === 0) {
    return resultOf(null, [remarkOfError(ownDiagnostics.error('SMON-E114', { folder: cwd }))], [])
  }
  const loaded = modules.map((file) => loadCatalogs(file, cwd))
  const remarks = reviewAll(inspected, loaded)
  const problems = [
    ...inspected.problems.map(remarkOf),
    ...loaded.flatMap(({ path, problems: found }) => found.map((message) => remarkOfModule(path, message))),
    ...remarks.filter(({ kind }) => kind === 'problem').map(remarkOfCatalog),
  ]
  const warnings = [
    ...inspected.warnings.map(remarkOf),
    ...ofOtherProfiles(inspected, configPath, cwd),
    ...remarks.filter(({ kind }) => kind === 'warning').map(remarkOfCatalog),
  ]
  const all = isStrict ? [[...problems, ...warnings], []] : [problems, warnings]
  return resultOf(configFile ?? loaded.map(({ path }) => path).join(', '), all[0] ?? [], all[1] ?? [])
}

/** What only shows where a profile of one's own is the active one: whether its routes end at its sinks. */
function ofOtherProfiles(
  { profiles, problems, warnings, settings }: InspectedSettings,
  configPath: string | undefined,
  cwd: string,
): Remark[] {
  if (problems.length > 0) return []
  const said = new Set(warnings.map(({ setting }) => setting))
  return profiles
    .filter((profile) => profile !== settings.profile)
    .flatMap((profile) => {
      const flags = { profile, ...(configPath === undefined ? {} : { configPath }) }
      return inspectSettings({ flags, env: {}, cwd }).warnings
    })
    .filter(({ code, setting }) => {
      if (code !== 'SMON-W221' || said.has(setting)) return false
      said.add(setting)
      return true
    })
    .map(remarkOf)
}

/** What is to be said of all catalogs together; those of a config that is not valid are left out. */
function reviewAll(
  { problems, settings }: InspectedSettings,
  loaded: readonly LoadedCatalogs[],
): readonly CatalogRemark[] {
  const own = problems.length === 0 ? settings.catalogs.map(definitionOf) : []
  // A module and the config may name the same one.
  const catalogs = [...new Set([...own, ...loaded.flatMap(({ catalogs: found }) => found)])]
  const advice = adviseOnCatalogs(catalogs).map((message): CatalogRemark => ({
    kind: 'warning',
    place: '',
    message,
    hint: '',
  }))
  return [...reviewCatalogs(catalogs), ...advice]
}

function resultOf(file: string | null, problems: readonly Remark[], warnings: readonly Remark[]): Validation {
  return { schema: 'smonitor.validate/1', file, isValid: problems.length === 0, problems, warnings }
}

function remarkOf(notice: SettingNotice): Remark {
  return { code: notice.code, setting: notice.setting, ...textOf(notice) }
}

function remarkOfModule(path: string, message: string): Remark {
  return { code: 'SMON-E113', setting: path, message: `${path}: ${message}`, hint: null }
}

function remarkOfCatalog({ kind, place, message, hint }: CatalogRemark): Remark {
  const code = kind === 'problem' ? 'SMON-E113' : null
  return { code, setting: place === '' ? null : place, message, hint: hint === '' ? null : hint }
}

function remarkOfError({ code, message, hint }: Error & DiagnosticFields): Remark {
  return { code, setting: null, message, hint: hint ?? null }
}

/** That there is no config is no result of the command but its failure. */
function printRemarks({ problems }: Validation): void {
  process.stderr.write(problems.map(renderRemark).join(''))
}

function renderRemark({ code, message, hint }: Remark): string {
  const line = `${toSafeLine(message)}${code === null ? '' : ` (${code})`}\n`
  return hint === null ? line : `${line}  What to do: ${toSafeLine(hint)}\n`
}

function render({ file, isValid, problems, warnings }: Validation): string {
  const counts = [countOf(problems.length, 'problem'), countOf(warnings.length, 'warning')]
    .filter((text) => text !== '')
    .join(' and ')
  const verdict = isValid ? 'is valid' : 'is not valid'
  const head = `${file} ${verdict}${counts === '' ? '' : `: ${counts}`}.`
  const remarks = [...problems, ...warnings].map((remark) => `\n${renderRemark(remark)}`)
  return `${toSafeLine(head)}\n${remarks.join('')}`
}

function countOf(count: number, what: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
