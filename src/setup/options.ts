import type { Sink } from '../../exporters/sink.ts'
import { LEVEL_NAMES, toLevel, type Level } from '../record/level.ts'
import { isProfileName, PROFILE_NAMES, PROFILES, type ProfileName } from '../profiles/profiles.ts'
import type { Environment } from './environment.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import { readSpoolSetting, type SpoolOptions, type SpoolSetting } from './spool-setting.ts'

/** What {@link startSmonitor} takes. Everything is optional; the environment fills in what is left out. */
export interface SmonitorOptions {
  /** The name of the program in its telemetry. @default OTEL_SERVICE_NAME, else what the OTel SDK takes */
  readonly serviceName?: string
  /** Who reads the terminal. @default SMONITOR_PROFILE, else 'user' */
  readonly profile?: ProfileName
  /** What is less serious is not printed; files keep everything. @default SMONITOR_LEVEL, else the profile's */
  readonly level?: Level
  /** How many diagnostics of one kind are printed before the rest is counted. @default the profile's */
  readonly maxRepeats?: number
  /** A file to append every diagnostic to, as a line of JSON. @default SMONITOR_JSON, else none */
  readonly json?: string
  /** A folder to write a bundle to when the program ends; a bundle there is replaced. @default SMONITOR_BUNDLE, else none */
  readonly bundle?: string
  /** How many of the newest diagnostics are kept in memory. @default SMONITOR_EVENT_BUFFER, else 1000 */
  readonly bufferSize?: number
  /** Records uncaught errors and rejections; Node's own output and exit code stay. @default SMONITOR_CAPTURE_EXCEPTIONS, else true */
  readonly captureExceptions?: boolean
  /** Records what `process.emitWarning` and Node itself warn of; Node prints it as ever. @default SMONITOR_CAPTURE_WARNINGS, else true */
  readonly captureWarnings?: boolean
  /** Records what the program prints with `console`. @default SMONITOR_CAPTURE_CONSOLE, else false */
  readonly captureConsole?: boolean
  /** Sources that are kept quiet: each itself, and what is below it after a dot. @default SMONITOR_SILENCE, a list with commas */
  readonly silence?: readonly string[]
  /** What a diagnostic without a correlation id belongs to. @default none */
  readonly correlationId?: string
  /** Where the run keeps its diagnostics on disk; `false` keeps none. @default SMONITOR_SPOOL, else '.smonitor/runs' */
  readonly spool?: string | false | SpoolOptions
  /** Sinks of your own, beside those of the profile. @default none */
  readonly sinks?: readonly Sink[]
}

/** The settings in force, each with its value. */
export interface Settings {
  readonly isEnabled: boolean
  readonly serviceName: string | undefined
  readonly profile: ProfileName
  /** Whether somebody named a profile; else it is the default. */
  readonly isProfileSet: boolean
  readonly level: Level
  readonly maxRepeats: number
  readonly json: string | undefined
  readonly bundle: string | undefined
  readonly bufferSize: number
  readonly captureExceptions: boolean
  readonly captureWarnings: boolean
  readonly captureConsole: boolean
  readonly silence: readonly string[]
  readonly correlationId: string | undefined
  readonly sinks: readonly Sink[]
  /** `undefined` when nothing is kept on disk. */
  readonly spool: SpoolSetting | undefined
  /** Handed down by whoever started this process, so that all processes of a run share it. */
  readonly runId: string | undefined
}

/**
 * Reads the settings: what the call says wins over the environment, and that over the profile.
 *
 * @throws DiagnosticError SMON-E102 that names the setting, its value and what it may be.
 */
export function readSettings(options: SmonitorOptions, env: Environment): Settings {
  const profile = profileOf(options.profile, env)
  return {
    isEnabled: booleanOf('SMONITOR_ENABLED', env) ?? true,
    serviceName: options.serviceName,
    profile,
    isProfileSet: options.profile !== undefined || textOf('SMONITOR_PROFILE', env) !== undefined,
    level: levelOf(options.level, env) ?? PROFILES[profile].level,
    maxRepeats: countOf('maxRepeats', options.maxRepeats) ?? PROFILES[profile].maxRepeats,
    json: options.json ?? textOf('SMONITOR_JSON', env),
    bundle: options.bundle ?? textOf('SMONITOR_BUNDLE', env),
    bufferSize:
      countOf('bufferSize', options.bufferSize) ??
      countOf('SMONITOR_EVENT_BUFFER', textOf('SMONITOR_EVENT_BUFFER', env)) ??
      1000,
    captureExceptions: options.captureExceptions ?? booleanOf('SMONITOR_CAPTURE_EXCEPTIONS', env) ?? true,
    captureWarnings: options.captureWarnings ?? booleanOf('SMONITOR_CAPTURE_WARNINGS', env) ?? true,
    captureConsole: options.captureConsole ?? booleanOf('SMONITOR_CAPTURE_CONSOLE', env) ?? false,
    silence: options.silence ?? listOf('SMONITOR_SILENCE', env),
    correlationId: options.correlationId,
    sinks: options.sinks ?? [],
    spool: readSpoolSetting(options.spool, env),
    runId: textOf('SMONITOR_RUN_ID', env),
  }
}

function profileOf(option: string | undefined, env: Environment): ProfileName {
  const value = option ?? textOf('SMONITOR_PROFILE', env) ?? 'user'
  if (isProfileName(value)) return value
  throw ownDiagnostics.error('SMON-E102', {
    setting: option === undefined ? 'SMONITOR_PROFILE' : 'profile',
    value,
    allowed: `one of: ${PROFILE_NAMES.join(', ')}`,
  })
}

function levelOf(option: string | undefined, env: Environment): Level | undefined {
  const value = option ?? textOf('SMONITOR_LEVEL', env)
  if (value === undefined) return undefined
  const level = toLevel(value)
  if (level !== undefined) return level
  throw ownDiagnostics.error('SMON-E102', {
    setting: option === undefined ? 'SMONITOR_LEVEL' : 'level',
    value,
    allowed: `one of: ${LEVEL_NAMES.join(', ')}`,
  })
}

function countOf(setting: string, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined
  const count = Number(value)
  if (count >= 0 && (Number.isInteger(count) || count === Infinity)) return count
  throw ownDiagnostics.error('SMON-E102', { setting, value, allowed: 'a whole number, 0 or more' })
}

function booleanOf(variable: string, env: Environment): boolean | undefined {
  const value = textOf(variable, env)?.toLowerCase()
  if (value === undefined) return undefined
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  throw ownDiagnostics.error('SMON-E102', { setting: variable, value, allowed: 'true or false' })
}

function listOf(variable: string, env: Environment): readonly string[] {
  const texts = (textOf(variable, env) ?? '').split(',').map((text) => text.trim())
  return texts.filter((text) => text !== '')
}

/** A variable that is set to nothing counts as not set. */
function textOf(variable: string, env: Environment): string | undefined {
  const value = env[variable]?.trim()
  return value === undefined || value === '' ? undefined : value
}
