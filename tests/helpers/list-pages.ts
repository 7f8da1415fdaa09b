import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Every page of the repository, as a path. */
export function listPages(): string[] {
  return listFiles(ROOT, '.md')
}

/** The files of a folder and the folders in it, without what is installed, built or given. */
export function listFiles(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith(extension) && !/(^|\/)(node_modules|dist|out|fixtures|\.git)(\/|$)/.test(name),
    )
    .map((name) => join(folder, name))
}
