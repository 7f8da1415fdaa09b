import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BundleError } from '../bundle-error.ts'
import { EVENTS_FILE, MANIFEST_FILE } from '../manifest.ts'
import { asObject } from '../read-fields.ts'
import { readLines } from '../read-lines.ts'
import { MAX_DOCUMENT_BYTES, type BundleSource, type Data } from './bundle-source.ts'
import { describeFolder } from './describe-folder.ts'

/** Said of events without a manifest. */
export const NO_MANIFEST =
  'It has no bundle.json, so it does not say which program it was, how the run ended, and whether anything is missing.'

/**
 * Opens a bundle that is a folder.
 *
 * @throws BundleError when it is none, or its manifest cannot be read.
 */
export function openFolder(folder: string): BundleSource {
  const path = join(folder, MANIFEST_FILE)
  const manifest = isFile(path) ? readManifestFile(folder, path) : undefined
  if (manifest === undefined && !isFile(join(folder, EVENTS_FILE))) {
    throw new BundleError('not-a-bundle', folder, describeFolder(folder))
  }
  return {
    path: folder,
    form: 'folder',
    manifest,
    notes: manifest === undefined ? [NO_MANIFEST] : [],
    lines(file, onBytes) {
      // Names come from the manifest too, which may be anybody's.
      if (basename(file) !== file || !isFile(join(folder, file))) return undefined
      return readLines(join(folder, file), onBytes === undefined ? {} : { onBytes })
    },
    close: () => undefined,
  }
}

function readManifestFile(folder: string, path: string): Data {
  if (statSync(path).size > MAX_DOCUMENT_BYTES) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} is larger than 512 MiB, which is no manifest of ours.`,
    )
  }
  try {
    return asObject(JSON.parse(withoutMark(readFileSync(path, 'utf8'))))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) {
      throw new BundleError(
        'unreadable',
        path,
        `${path} cannot be read: ${(error as Error).message}. Check who may read it; it belongs to the user that wrote it.`,
        error,
      )
    }
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} is not valid JSON: ${(error as Error).message}. The bundle is damaged; write it again.`,
      error,
    )
  }
}

/** Removes the mark that editors of Windows put before UTF-8. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Pipes and devices may never end. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
