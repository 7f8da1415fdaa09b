import { wrongValue, type SettingNotice } from './setting-notice.ts'
import { readConfig, type ConfigPlace, type ReadConfig } from './read-config.ts'
import type { ConfigRequest } from './locate-config.ts'
import { showPath } from './read-settings-block.ts'
import type { SmonitorOptions } from './smonitor-options.ts'

/** What the program or the command line says itself. */
export interface ReadOptions extends ReadConfig {
  /** The config file that it asks for. */
  readonly request: ConfigRequest | undefined
}

/** How the options of a call are read. */
export const CALL: ConfigPlace = {
  from: 'call',
  name: showPath,
  takesSpellings: false,
  kind: 'config',
  ignored: ['configPath'],
}

/** How the options of the command line are read. */
export const FLAGS: ConfigPlace = {
  ...CALL,
  from: 'flag',
  name: (path) => `--${showPath(path).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
}

/** Reads options: settings, and which config file. */
export function readOptions(options: SmonitorOptions, place: ConfigPlace): ReadOptions {
  const given: unknown = options
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const notice = wrongValue('The argument', given, 'an object with settings, such as { profile: "dev" }')
    return { ...readConfig({}, place), notices: [notice], request: undefined }
  }
  const read = readConfig(options as Readonly<Record<string, unknown>>, place)
  const path: unknown = options.configPath
  const setting = place.name(['configPath'])
  if (path === undefined) return { ...read, request: undefined }
  if (path === false || (typeof path === 'string' && path !== ''))
    return { ...read, request: { path, setting } }
  const notice: SettingNotice = wrongValue(setting, path, 'the path of a config file or its folder, or false')
  return { ...read, notices: [...read.notices, notice], request: undefined }
}
