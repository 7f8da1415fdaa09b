import { dirname } from 'node:path'
import type { FoundConfig } from './find-config.ts'
import { loadConfig, type RawConfig } from './load-config.ts'
import { locateConfig, type ConfigRequest } from './locate-config.ts'
import { placeOfFile, readConfig, type ReadConfig } from './read-config.ts'
import { showPath, type Place } from './read-settings-block.ts'
import { withoutEffect } from './setting-notice.ts'

/** A config file that was read, or that there is none. */
export interface ReadFile extends ReadConfig {
  readonly path: string | undefined
  /** As in origins: `file PATH`. */
  readonly from: string
  /** Names a setting of it in messages. */
  readonly name: Place['name']
}

/** What there is without a config file. */
export const NO_FILE: ReadFile = {
  path: undefined,
  from: 'file',
  name: showPath,
  values: new Map(),
  profiles: new Map(),
  notices: [],
}

/** Reads the config that is asked for, or the one that there is. */
export type ConfigReader = (request: ConfigRequest | undefined, cwd: string) => ReadFile

/**
 * Finds and reads the config file.
 *
 * @throws DiagnosticError SMON-E109 or SMON-E110 when it cannot be had.
 */
export function readConfigFile(request: ConfigRequest | undefined, cwd: string): ReadFile {
  const { found, passedOver } = locateConfig(request, cwd)
  const ignored = passedOver.map(({ path, reason, remedy }) => withoutEffect(path, reason, remedy))
  const file = found === undefined ? NO_FILE : readLoaded(found, loadConfig(found), cwd)
  return ignored.length === 0 ? file : { ...file, notices: [...ignored, ...file.notices] }
}

/** Reads what a config file holds. */
export function readLoaded(found: FoundConfig, raw: RawConfig, cwd: string): ReadFile {
  const place = placeOfFile(found, cwd, dirname(found.path))
  return { ...readConfig(raw, place), path: found.path, from: place.from, name: place.name }
}
