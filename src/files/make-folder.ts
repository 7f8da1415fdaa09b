import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and what leads to it.
 *
 * One after the other, from the outermost on: under `/proc`, which says that there is no such folder when one is to be
 * made in it, `mkdirSync` with `recursive` asks for it again for ever.
 *
 * @param mode - Of those that are made.
 * @returns The outermost folder that was not there.
 * @throws Error of `node:fs`
 */
export function makeFolder(path: string, mode?: number): string | undefined {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return makeOnce(path, mode)
    } catch (error) {
      // Another process may take away what leads to it.
      if (attempt === ATTEMPTS || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

const ATTEMPTS = 3

function makeOnce(path: string, mode: number | undefined): string | undefined {
  const missing: string[] = []
  let folder = resolve(path)
  while (!isThere(folder)) {
    missing.unshift(folder)
    folder = dirname(folder)
  }
  for (const one of missing) make(one, mode)
  // A file in its place is refused in the words of the file system.
  if (missing.length === 0 && !statSync(folder).isDirectory()) mkdirSync(folder)
  return missing[0]
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path
  } catch (error) {
    // Below a file there is nothing, and making it says so.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw error
  }
}

/** Another process may have made it meanwhile. */
function make(path: string, mode: number | undefined): void {
  try {
    mkdirSync(path, mode === undefined ? {} : { mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}
