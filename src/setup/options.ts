import type { Environment } from './environment.ts'
import { resolveSettings } from './settings/resolve-settings.ts'
import type { Settings } from './settings/settings.ts'
import type { SmonitorOptions } from './settings/smonitor-options.ts'

export type { Settings } from './settings/settings.ts'
export type { SmonitorOptions } from './settings/smonitor-options.ts'

/**
 * Reads the settings of a program: what the call says, and what the environment and the config file say besides.
 *
 * @param cwd - The folder from which a config file is looked for.
 * @throws DiagnosticError as {@link resolveSettings} does.
 */
export function readSettings(call: SmonitorOptions, env: Environment, cwd: string = process.cwd()): Settings {
  return resolveSettings({ call, env, cwd }).settings
}
