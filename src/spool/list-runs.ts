import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRunFile, writerOfAbout } from './run-files.ts'

/**
 * Lists the folders of runs in a folder: real ones, since a link could lead anywhere, with files of a spool in them.
 *
 * @returns Their paths; none when there is no such folder.
 * @throws Error of `node:fs` when the folder is there and cannot be read.
 */
export function listRuns(root: string): string[] {
  return namesIn(root)
    .map((name) => join(root, name))
    .filter(isRunFolder)
}

/** Tells whether a folder has files of a spool in it. */
export function isRunFolder(folder: string): boolean {
  return isKind(folder, 'isDirectory') && namesIn(folder).some(isRunFile)
}

/** Tells whether a folder has nothing in it but what a spool has written; whatever else is there is somebody's. */
export function isOursAlone(folder: string): boolean {
  const names = namesIn(folder)
  return (
    names.some((name) => writerOfAbout(name) !== undefined) &&
    names.every((name) => isRunFile(name) && isKind(join(folder, name), 'isFile'))
  )
}

/** Lists what is in a folder; nothing when there is none. @throws Error of `node:fs` when it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // Others delete old runs at the same time.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

/** Asks of the thing itself, not of what a link leads to. What was deleted meanwhile is of no kind. */
function isKind(path: string, kind: 'isDirectory' | 'isFile'): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.[kind]() === true
}
