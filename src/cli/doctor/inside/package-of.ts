import { readFileSync } from 'node:fs'

/** The package that a file belongs to. */
export interface FilePackage {
  readonly name: string
  readonly version: string
  readonly folder: string
}

const known = new Map<string, FilePackage>()

/** Finds the installed package that a file belongs to; `undefined` for a file of the program itself. */
export function packageOf(file: string): FilePackage | undefined {
  const [, folder, name] = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(file) ?? []
  if (folder === undefined || name === undefined) return undefined
  const found = known.get(folder) ?? readPackage(folder, name.replace('\\', '/'))
  known.set(folder, found)
  return found
}

/** What is installed under another name is known by its own. */
function readPackage(folder: string, installedAs: string): FilePackage {
  try {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Readonly<
      Record<string, unknown>
    >
    return {
      name: typeof name === 'string' ? name : installedAs,
      version: typeof version === 'string' ? version : '',
      folder,
    }
  } catch {
    return { name: installedAs, version: '', folder }
  }
}
