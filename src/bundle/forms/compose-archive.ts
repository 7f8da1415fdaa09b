import { chmodSync } from 'node:fs'
import { loadTar } from './load-tar.ts'

/** What {@link composeArchive} packs. */
export interface ArchiveContents {
  /** What the archive is called: its files unpack into a folder of that name. */
  readonly name: string
  readonly files: readonly string[]
  /** The time of all files, ISO 8601. */
  readonly time: string
}

/** Packs files of a folder. The same files give the same archive on every machine, and nobody's name is in it. */
export function composeArchive(path: string, folder: string, { name, files, time }: ArchiveContents): void {
  const stem = name.replace(/\.(tar\.gz|tgz)$/i, '')
  loadTar().create(
    {
      file: path,
      cwd: folder,
      sync: true,
      gzip: { portable: true },
      portable: true,
      strict: true,
      mtime: new Date(time),
      prefix: /^\.*$/.test(stem) ? 'bundle' : stem,
    },
    files.toSorted(),
  )
  chmodSync(path, 0o600)
}
