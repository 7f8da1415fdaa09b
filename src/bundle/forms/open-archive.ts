import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../bundle-error.ts'
import { MANIFEST_FILE } from '../manifest.ts'
import { readArchive, type ArchiveRest } from './archive-entries.ts'
import type { BundleSource } from './bundle-source.ts'
import { writeAll } from './copy-bytes.ts'
import { openFolder } from './open-folder.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/**
 * Opens a bundle that is an archive: its files are unpacked into a folder that nobody else can look into, and that is
 * gone when the process is.
 *
 * @throws BundleError when it is none, or cannot be unpacked.
 */
export function openArchive(path: string): BundleSource {
  const folder = createTemporaryFolder()
  try {
    const names = new Set<string>()
    const rest = unpack(path, folder.path, names)
    if (names.size === 0) {
      const reason =
        rest.damage === undefined ? `it has no ${MANIFEST_FILE}` : `it cannot be unpacked: ${rest.damage}`
      throw new BundleError('not-a-bundle', path, `${path} is no bundle, or a damaged one: ${reason}.`)
    }
    const source = openUnpacked(path, folder.path)
    return {
      ...source,
      path,
      form: 'tar',
      notes: [...source.notes, ...notesOn(rest)],
      close: () => folder.remove(),
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}

function openUnpacked(path: string, folder: string): BundleSource {
  try {
    return openFolder(folder)
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    // Whoever reads it knows the archive, and no folder.
    const message = error.message.replaceAll(`${folder}/`, `${path}: `).replaceAll(folder, path)
    throw new BundleError(error.problem, path, message, error.cause)
  }
}

function unpack(path: string, folder: string, names: Set<string>): ArchiveRest {
  const open = new Set<number>()
  let failure: Error | undefined
  const attempt = (action: () => void): void => {
    try {
      if (failure === undefined) action()
    } catch (error) {
      failure = error as Error
    }
  }
  try {
    const rest = readArchive(path, ({ name, onBytes, onEnd }) => {
      attempt(() => {
        const descriptor = openSync(join(folder, name), 'wx', 0o600)
        names.add(name)
        open.add(descriptor)
        onBytes((bytes) => attempt(() => writeAll(descriptor, bytes)))
        onEnd(() => {
          open.delete(descriptor)
          closeSync(descriptor)
        })
      })
      return true
    })
    if (failure !== undefined) throw failure
    return rest
  } finally {
    for (const descriptor of open) closeSync(descriptor)
  }
}

function notesOn({ ignored, damage }: ArchiveRest): string[] {
  return [
    ...(ignored === 0
      ? []
      : [
          `The archive holds ${ignored} ${ignored === 1 ? 'file' : 'files'} besides, which no bundle has; they were not looked at.`,
        ]),
    ...(damage === undefined ? [] : [`The archive is damaged, and was read up to there: ${damage}.`]),
  ]
}
