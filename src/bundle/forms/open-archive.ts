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
    if (names.size === 0 && rest.damage === undefined) {
      throw new BundleError(
        'not-a-bundle',
        path,
        `${path} is no bundle, or a damaged one: it has no ${MANIFEST_FILE}.`,
      )
    }
    const source = openUnpacked(path, folder.path, rest)
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

function openUnpacked(path: string, folder: string, { damage }: ArchiveRest): BundleSource {
  try {
    return openFolder(folder)
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    // What the folder lacks, the rest of the archive may have had.
    if (damage !== undefined) {
      throw new BundleError(
        'not-a-bundle',
        path,
        isCutOff(damage)
          ? `${path} is cut off: it ends before its ${MANIFEST_FILE} does. Copy or download it again.`
          : `${path} is no bundle, or a damaged one: it cannot be unpacked: ${damage}.`,
        error,
      )
    }
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
    ...(damage === undefined
      ? []
      : [`The archive is ${isCutOff(damage) ? 'cut off' : 'damaged'}, and was read up to there: ${damage}.`]),
  ]
}

/** What zlib and tar say of an archive that ends too early. */
function isCutOff(damage: string): boolean {
  return /unexpected end of file|truncated/i.test(damage)
}
