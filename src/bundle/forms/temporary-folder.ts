import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is to be removed at the end of the process; one listener for all, since Node warns of eleven. */
const folders = new Set<string>()

/** A folder that nobody else can look into, and that is gone when the process is. */
export interface TemporaryFolder {
  readonly path: string
  remove(): void
}

/** Makes a folder for its owner alone. @throws Error of `node:fs` */
export function createTemporaryFolder(): TemporaryFolder {
  if (folders.size === 0) process.once('exit', removeAll)
  const path = mkdtempSync(join(tmpdir(), 'smonitor-bundle-'))
  folders.add(path)
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true })
      folders.delete(path)
      if (folders.size === 0) process.off('exit', removeAll)
    },
  }
}

function removeAll(): void {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
}
