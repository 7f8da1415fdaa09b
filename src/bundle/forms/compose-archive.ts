import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readChunks, writeAll } from './copy-bytes.ts'
import { loadTar } from './load-tar.ts'

/** What {@link composeArchive} packs. */
export interface ArchiveContents {
  /** What the archive is called: its files unpack into a folder of that name. */
  readonly name: string
  readonly files: readonly string[]
  /** The time of all files, ISO 8601. */
  readonly time: string
}

/**
 * Packs files of a folder. The same files give the same archive on every machine, and nobody's name is in it.
 *
 * @throws Error of `node:fs`
 */
export function composeArchive(path: string, folder: string, { name, files, time }: ArchiveContents): void {
  const { Header, PackSync, ReadEntry } = loadTar()
  const stem = name.replace(/\.(tar\.gz|tgz)$/i, '')
  const prefix = /^\.*$/.test(stem) ? 'bundle' : stem
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    const pack = new PackSync({ gzip: { portable: true }, portable: true, strict: true })
    pack.on('data', (bytes: Buffer) => writeAll(descriptor, bytes))
    for (const file of files.toSorted()) {
      const source = join(folder, file)
      const entry = new ReadEntry(
        new Header({
          path: `${prefix}/${file}`,
          size: statSync(source).size,
          type: 'File',
          mode: 0o600,
          mtime: new Date(time),
        }),
      )
      pack.add(entry)
      // Not by its path: the package reads a large file deep down in its own calls, and holds all of it.
      for (const bytes of readChunks(source)) entry.write(bytes)
      entry.end()
    }
    pack.end()
  } finally {
    closeSync(descriptor)
  }
}
