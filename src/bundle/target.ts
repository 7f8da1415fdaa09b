import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BundleError } from './bundle-error.ts'
import { EVENTS_FILE, MANIFEST_FILE } from './manifest.ts'
import { asObject, asText } from './read-fields.ts'

/**
 * Checks that a bundle may be written to a folder, before the work that leads to it is done.
 *
 * @throws BundleError when something is there that must not be overwritten.
 */
export function checkTarget(folder: string, force: boolean): void {
  if (folder.trim() === '') {
    // Resolved, it would be the working folder.
    throw new BundleError(
      'unwritable',
      folder,
      'The folder for the bundle has no name. Name one, such as out/bundle.',
    )
  }
  if (!existsSync(folder)) return checkParents(folder)
  const names = listNames(folder)
  if (names === undefined) {
    throw new BundleError('exists', folder, `${folder} is a file. Choose a folder for the bundle.`)
  }
  if (names.length === 0) return
  const ours = bundleFilesIn(folder)
  const other = names.find((name) => !ours.has(name))
  if (other === MANIFEST_FILE) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds a ${MANIFEST_FILE} that is damaged or not ours, so it is left as it is. Delete the folder, or choose another.`,
    )
  }
  if (other !== undefined) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds ${other}, which is no part of a bundle. Choose another folder: it is left as it is.`,
    )
  }
  if (!force) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds a bundle already. Choose another folder, or replace it with --force.`,
    )
  }
}

/** Lists the names of the files that are a bundle's; a file of that name that others wrote is not. */
function bundleFilesIn(folder: string): ReadonlySet<string> {
  try {
    const manifest = asObject(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')))
    const isOurs = asText(manifest['schema'])?.startsWith('smonitor.bundle/') === true
    return new Set(isOurs ? [MANIFEST_FILE, EVENTS_FILE, ...Object.keys(asObject(manifest['files']))] : [])
  } catch {
    return new Set()
  }
}

function checkParents(folder: string): void {
  let parent = dirname(resolve(folder))
  while (!existsSync(parent)) parent = dirname(parent)
  if (listNames(parent) === undefined) {
    throw new BundleError(
      'unwritable',
      folder,
      `${parent} is a file, so there can be no folder ${folder} in it. Choose another folder.`,
    )
  }
}

function listNames(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

/** Processes that end together may write the same bundle: the last one has it. */
const ATTEMPTS = 10

/** Puts what was written beside a bundle in its place. @throws Error of `node:fs` */
export function replace(target: string, draft: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(target, { recursive: true, force: true })
      renameSync(draft, target)
      return
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt === ATTEMPTS || !['ENOTEMPTY', 'EEXIST'].includes(code)) throw error
    }
  }
}
