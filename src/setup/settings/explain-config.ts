import { SETTING_LIST } from './read-settings-block.ts'
import { resolveSettings } from './resolve-settings.ts'
import { textOf } from './setting-notice.ts'
import type { Settings } from './settings.ts'
import type { SmonitorOptions } from './smonitor-options.ts'

/** What a setting is, and who says so. */
export interface ExplainedSetting {
  readonly key: string
  /** Its value in the form that smonitor works with; `undefined` where there is none. */
  readonly value: unknown
  /**
   * `call`, `flag`, `environment SMONITOR_X`, `file PATH`, `file PATH, profile qa` (the block of a profile in it),
   * `profile qa` (one of the five) or `default`.
   */
  readonly from: string
}

/** The settings in force, each with where it comes from. */
export interface ConfigExplanation {
  /** The config file that was read; `null` when there is none. */
  readonly file: string | null
  readonly profile: string
  /** The one of the five profiles that the active one is made from. */
  readonly audience: string
  readonly settings: readonly ExplainedSetting[]
  /** What was left out, in sentences. */
  readonly warnings: readonly string[]
}

/**
 * Tells what `startSmonitor` would take for each setting, and where that comes from. It reads the environment and the
 * config file, and changes nothing.
 *
 * @param options - What the call of `startSmonitor` would be given.
 * @throws DiagnosticError as `startSmonitor` does, for settings that are not valid.
 * @example
 * ```ts
 * import { explainConfig } from 'smonitor/sdk'
 *
 * for (const { key, value, from } of explainConfig().settings) console.log(key, value, from)
 * ```
 */
export function explainConfig(options: SmonitorOptions = {}): ConfigExplanation {
  return explainSettings(resolveSettings({ call: options, env: process.env, cwd: process.cwd() }))
}

/** Lays resolved settings out for whoever asks. */
export function explainSettings({
  settings,
  origins,
  warnings,
  configFile,
}: ReturnType<typeof resolveSettings>): ConfigExplanation {
  return {
    file: configFile ?? null,
    profile: settings.profile,
    audience: settings.audience,
    settings: SETTING_LIST.filter(([key]) => origins[key] !== undefined).map(([key]) => ({
      key,
      value: key === 'enabled' ? settings.isEnabled : settings[key as keyof Settings],
      from: origins[key] ?? 'default',
    })),
    warnings: warnings.map((notice) => Object.values(textOf(notice)).join(' ')),
  }
}
