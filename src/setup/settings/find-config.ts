import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { isPlainObject } from './check-value.ts'

/** A config file, or a package.json with settings in it. */
export interface FoundConfig {
  readonly path: string
  readonly isPackage: boolean
}

/** A file that could have been the config, and is not. */
export interface PassedOver {
  readonly path: string
  readonly reason: string
  readonly remedy: string
}

/** What a search found. */
export interface ConfigSearch {
  readonly found: FoundConfig | undefined
  readonly passedOver: readonly PassedOver[]
}

/** The names of a config file; in one folder the first wins. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `smonitor.config.${extension}`,
)

/**
 * Looks for a config in a folder and the folders around it, up to the root of the repository (`.git`), of the
 * workspace (`workspaces` in package.json, or pnpm-workspace.yaml) or of the file system. The first hit wins.
 */
export function findConfig(start: string): ConfigSearch {
  const passedOver: PassedOver[] = []
  let folder = realPath(start)
  for (;;) {
    const text = readText(join(folder, 'package.json'))
    const found = findInFolder(folder, text, passedOver)
    const parent = dirname(folder)
    if (found !== undefined || parent === folder || isRoot(folder, text)) return { found, passedOver }
    folder = parent
  }
}

/** Looks for a config in one folder alone. */
export function findConfigIn(folder: string): ConfigSearch {
  const passedOver: PassedOver[] = []
  const found = findInFolder(folder, readText(join(folder, 'package.json')), passedOver)
  return { found, passedOver }
}

function findInFolder(
  folder: string,
  packageText: string | undefined,
  passedOver: PassedOver[],
): FoundConfig | undefined {
  const files = CONFIG_NAMES.map((name) => join(folder, name)).filter(isFile)
  const foreign = files.filter((path) => !path.endsWith('.json') && isInDependency(realPath(path)))
  for (const path of foreign) {
    passedOver.push({
      path,
      reason: 'it is in node_modules, and the code of a dependency is not run unasked',
      remedy: 'To run it, name the file itself with configPath, --config-path or SMONITOR_CONFIG',
    })
  }
  const hits: FoundConfig[] = files
    .filter((path) => !foreign.includes(path))
    .map((path) => ({ path, isPackage: false }))
  if (hasSettings(packageText)) hits.push({ path: join(folder, 'package.json'), isPackage: true })
  const [first, ...others] = hits
  for (const { path, isPackage } of first === undefined ? [] : others) {
    passedOver.push({
      path,
      reason: `${first?.path} is in the same folder and wins`,
      remedy: isPackage ? 'Remove its key "smonitor", or the other file' : 'Remove one of the two',
    })
  }
  return first
}

/** What a package.json says of its library under `smonitor`, which is no setting. */
export const METADATA: readonly string[] = ['docUrl', 'issuesUrl', 'apiUrl', 'catalog']

/** A package.json that is damaged is not read for its settings: whoever runs the program has heard of it. */
function hasSettings(packageText: string | undefined): boolean {
  // Most have no such key, and parsing all of them on the way up would cost every start.
  if (packageText?.includes('"smonitor"') !== true) return false
  const settings = parseObject(packageText)['smonitor']
  if (settings === undefined) return false
  return !isPlainObject(settings) || Object.keys(settings).some((key) => !METADATA.includes(key))
}

function isRoot(folder: string, packageText: string | undefined): boolean {
  if (existsSync(join(folder, '.git')) || existsSync(join(folder, 'pnpm-workspace.yaml'))) return true
  return packageText?.includes('"workspaces"') === true && 'workspaces' in parseObject(packageText)
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isPlainObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isInDependency(path: string): boolean {
  return path.split(sep).includes('node_modules')
}

/** What cannot be looked at, such as a folder without permission, is not there for us. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

function readText(path: string): string | undefined {
  if (!isFile(path)) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
