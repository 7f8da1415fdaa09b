import { PROFILES } from '../../profiles/profiles.ts'
import type { Environment } from '../environment.ts'
import { layerOf, pick, type Layer, type Said } from './layers.ts'
import type { ConfigRequest } from './locate-config.ts'
import { NO_FILE, readConfigFile, type ConfigReader, type ReadFile } from './read-config-file.ts'
import { readOtelConfig } from './read-otel-config.ts'
import type { ProfileBlock } from './read-config.ts'
import { CONFIG_VARIABLE, readEnvironment, textOf, type EnvironmentSettings } from './read-environment.ts'
import { CALL, FLAGS, readOptions, type ReadOptions } from './read-options.ts'
import { SETTING_LIST, type SettingKey } from './read-settings-block.ts'
import { checkProfiles, resolveProfile, type ActiveProfile } from './resolve-profile.ts'
import { checkRoutes } from './check-routes.ts'
import { strictly, toError, type SettingNotice } from './setting-notice.ts'
import type { Settings } from './settings.ts'
import type { SmonitorOptions } from './smonitor-options.ts'
import { toSettings } from './to-settings.ts'

/** Where settings come from. */
export interface SettingSources {
  /** What the program says itself. */
  readonly call?: SmonitorOptions
  /** What the command line says. */
  readonly flags?: SmonitorOptions
  readonly env: Environment
  /** The folder from which a config file is looked for. */
  readonly cwd: string
}

/** The settings in force, and where each came from. */
export interface ResolvedSettings {
  readonly settings: Settings
  /**
   * By key: `call`, `flag`, `environment SMONITOR_X`, `file PATH`, `file PATH, profile qa`, `profile qa` or
   * `default`.
   */
  readonly origins: Readonly<Record<string, string>>
  readonly warnings: readonly SettingNotice[]
  /** The config file that was read. */
  readonly configFile: string | undefined
}

/** The same whether it can be used or not, with what stands in the way. */
export interface InspectedSettings extends ResolvedSettings {
  readonly problems: readonly SettingNotice[]
  /** The profiles of one's own that there are. */
  readonly profiles: readonly string[]
}

/**
 * Finds out each setting: the call wins over the command line, that over the environment, that over the config file
 * (the active profile's block over the rest of it), and that over the profile and the defaults.
 *
 * @throws DiagnosticError SMON-E102 for a value that is not valid, SMON-E109 or SMON-E110 for a config file that
 *   cannot be had, SMON-E111 for a setting that is not known under `strictConfig`, SMON-E113 for a catalog that is
 *   none.
 */
export function resolveSettings(sources: SettingSources): ResolvedSettings {
  const { problems, profiles: _profiles, ...resolved } = inspectSettings(sources)
  if (problems.length > 0) throw toError(problems)
  return resolved
}

/**
 * Finds out each setting and lists what is wrong with it.
 *
 * @param read - What has a config file: by default, the file system.
 * @throws DiagnosticError SMON-E109 or SMON-E110 for a config file that cannot be had.
 */
export function inspectSettings(
  { call = {}, flags = {}, env, cwd }: SettingSources,
  read: ConfigReader = readConfigFile,
): InspectedSettings {
  const said = { call: readOptions(call, CALL), flags: readOptions(flags, FLAGS), env: readEnvironment(env) }
  const above = layersAbove(said)
  // Switched off, smonitor must not stand in the way, whatever a config file holds.
  const isOff = pick('enabled', above)?.value === false
  const file = isOff ? NO_FILE : read(requestOf(said, env), cwd)
  const otel = isOff ? NO_FILE : readOtelConfig(env, cwd)
  // The file that is for smonitor alone wins over the one that is for all of OTel.
  const base = [layerOf(file.values, file.from), layerOf(otel.values, otel.from)]
  const profiles = new Map([
    ...otel.profiles,
    ...file.profiles,
    ...said.flags.profiles,
    ...said.call.profiles,
  ])
  const { profile, notices } = activeProfile(
    [...above, ...base],
    profiles,
    file.values.has('profile') ? file : otel,
  )

  const layers = [...above, ...profile.blocks.map(layerOfBlock), ...base, layerOfBuiltIn(profile)]
  const picked = pickAll(layers)
  const origins = Object.fromEntries([...picked].map(([key, { from }]) => [key, from]))
  const settings = toSettings(new Map([...picked].map(([key, { value }]) => [key, value])), {
    profile,
    isProfileSet: picked.get('profile')?.from !== 'default',
    cwd,
    origins,
    warnings: [],
  })
  const found = [
    ...said.call.notices,
    ...said.flags.notices,
    ...said.env.notices,
    ...file.notices,
    ...otel.notices,
    ...checkProfiles(profiles),
    ...notices,
  ]
  // Of rules that are not valid nothing more can be told.
  const isReadable = !isOff && found.every(({ kind }) => kind === 'warning')
  const all = [...found, ...(isReadable ? checkRoutes(settings) : [])].map(
    picked.get('strictConfig')?.value === true ? strictly : (notice) => notice,
  )
  const warnings = all.filter(({ kind }) => kind === 'warning')
  return {
    settings: { ...settings, warnings },
    origins,
    warnings,
    problems: all.filter(({ kind }) => kind === 'problem'),
    configFile: file.path ?? otel.path,
    profiles: [...profiles.keys()],
  }
}

interface SaidBySources {
  readonly call: ReadOptions
  readonly flags: ReadOptions
  readonly env: EnvironmentSettings
}

function layersAbove({ call, flags, env }: SaidBySources): readonly Layer[] {
  const fromEnv = [...env.values].map(
    ([key, { value, variable }]) => [key, { value, from: `environment ${variable}` }] as const,
  )
  return [layerOf(call.values, 'call'), layerOf(flags.values, 'flag'), new Map(fromEnv)]
}

function requestOf({ call, flags }: SaidBySources, env: Environment): ConfigRequest | undefined {
  const variable = textOf(CONFIG_VARIABLE, env)
  const fromEnv =
    variable === undefined
      ? undefined
      : { path: variable.toLowerCase() === 'false' ? (false as const) : variable, setting: CONFIG_VARIABLE }
  return call.request ?? flags.request ?? fromEnv
}

function activeProfile(
  layers: readonly Layer[],
  profiles: ReadonlyMap<string, ProfileBlock>,
  file: ReadFile,
): { readonly profile: ActiveProfile; readonly notices: readonly SettingNotice[] } {
  const { value, from } = pick('profile', layers) ?? { value: 'user', from: 'default' }
  return resolveProfile(String(value), profiles, nameOf('profile', from, file))
}

/** Names a setting by what it was said with. */
function nameOf(key: SettingKey, from: string, file: ReadFile): string {
  if (from.startsWith('environment ')) return from.slice('environment '.length)
  if (from === 'flag') return FLAGS.name([key])
  return from.startsWith('file ') ? file.name([key]) : CALL.name([key])
}

function layerOfBlock([name, block]: readonly [string, ProfileBlock]): Layer {
  return layerOf(block.values, `${block.from}, profile ${name}`)
}

function layerOfBuiltIn({ base }: ActiveProfile): Layer {
  const { level, maxRepeats } = PROFILES[base]
  return layerOf(
    new Map<SettingKey, unknown>([
      ['level', level],
      ['maxRepeats', maxRepeats],
    ]),
    `profile ${base}`,
  )
}

/** Settings that are taken apart before: profiles, and catalogs in the form of the Python library. */
const PARTS: ReadonlySet<string> = new Set(['profiles', 'codes', 'signals'])

function pickAll(layers: readonly Layer[]): ReadonlyMap<SettingKey, Said> {
  return new Map(
    SETTING_LIST.filter(([key]) => !PARTS.has(key)).map(([key, { default: value }]) => [
      key,
      pick(key, layers) ?? { value, from: 'default' },
    ]),
  )
}
