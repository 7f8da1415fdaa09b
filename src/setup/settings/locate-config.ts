import { existsSync, statSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { CONFIG_NAMES, findConfig, findConfigIn, type ConfigSearch } from './find-config.ts'

/** Which config is asked for, and where that was said. */
export interface ConfigRequest {
  /** A file, a folder, or `false` for none. */
  readonly path: string | false
  /** What it was said with, such as `SMONITOR_CONFIG`. */
  readonly setting: string
}

/**
 * Finds the config file that is asked for, or looks for one from the folder that the program is started in.
 *
 * @throws DiagnosticError SMON-E110 when there is none where one was asked for.
 */
export function locateConfig(request: ConfigRequest | undefined, cwd: string): ConfigSearch {
  if (request === undefined) return findConfig(cwd)
  if (request.path === false) return { found: undefined, passedOver: [] }
  const path = resolve(cwd, request.path)
  if (isFolder(path)) return locateIn(path, request.setting)
  if (existsSync(path)) {
    // Whoever names the file itself wants it run, wherever it is.
    return { found: { path, isPackage: basename(path) === 'package.json' }, passedOver: [] }
  }
  throw ownDiagnostics.error('SMON-E110', {
    path,
    setting: request.setting,
    reason: existsSync(dirname(path)) ? 'there is no such file' : 'there is no such folder',
  })
}

function locateIn(folder: string, setting: string): ConfigSearch {
  const search = findConfigIn(folder)
  if (search.found !== undefined) return search
  const [passed] = search.passedOver
  const reason =
    passed === undefined
      ? `the folder has none of ${CONFIG_NAMES.join(', ')}, and no settings in its package.json`
      : `${relative(folder, passed.path)} is not used: ${passed.reason}`
  throw ownDiagnostics.error('SMON-E110', { path: folder, setting, reason })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
