import { closeSync, openSync, readSync } from 'node:fs'
import { MANIFEST_FILE, README_FILE } from '../manifest.ts'
import { loadTar } from './load-tar.ts'
import { PART_FILES } from './part-files.ts'

/** A file of a bundle in an archive. */
export interface ArchiveEntry {
  /** One of the names that a bundle has, without its folder. */
  readonly name: string
  /** Takes its bytes as they come. */
  onBytes(take: (bytes: Buffer) => void): void
  /** Called when all of them have come. */
  onEnd(done: () => void): void
}

/** What was in an archive besides. */
export interface ArchiveRest {
  /** Files, folders and links that are no part of the bundle, or are there twice. */
  readonly ignored: number
  /** Why its end could not be read; `undefined` for a whole archive. */
  readonly damage: string | undefined
}

/** An archive that holds more than this many times its own size, and more than the least, is a trap. */
const MAX_RATIO = 100
const MIN_LIMIT = 2 ** 31
/** Each is unpacked in memory as a whole, and a trap is a thousand times as large as it looks. */
const READ_BYTES = 32_768

/**
 * Reads the files of a bundle in an archive, of which only regular files count that have the names of a bundle, at the
 * top or in one folder. Nothing is written.
 *
 * @param onEntry - Told of each; an answer of `false` ends the reading.
 * @throws Error of `node:fs`
 */
export function readArchive(path: string, onEntry: (entry: ArchiveEntry) => boolean): ArchiveRest {
  const { Parser } = loadTar()
  const seen = new Set<string>()
  let folder: string | undefined
  let ignored = 0
  let damage: string | undefined
  let isEnough = false
  let bytes = 0
  let limit = MIN_LIMIT
  const parser = new Parser({
    onwarn: (_code, message) => {
      damage ??= String(message)
    },
    onReadEntry: (entry) => {
      bytes += entry.size
      const place = placeOf(entry.path)
      const isFile = ['File', 'OldFile', 'ContiguousFile'].includes(entry.type)
      if (bytes > limit) damage = `it unpacks to more than ${Math.floor(limit / 2 ** 20)} MiB`
      if (isEnough || damage !== undefined) return entry.resume()
      if (
        !isFile ||
        place === undefined ||
        (folder ?? place.folder) !== place.folder ||
        seen.has(place.name)
      ) {
        if (entry.type !== 'Directory') ignored += 1
        return entry.resume()
      }
      folder = place.folder
      seen.add(place.name)
      const isLast = !onEntry({
        name: place.name,
        onBytes: (take) => entry.on('data', take),
        onEnd: (done) => entry.on('end', done),
      })
      if (isLast) entry.on('end', () => (isEnough = true))
      return entry.resume()
    },
  })
  parser.on('error', (error: Error) => {
    damage ??= error.message
  })
  const descriptor = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(READ_BYTES)
    let at = 0
    while (!isEnough && damage === undefined) {
      const size = readSync(descriptor, chunk, 0, READ_BYTES, at)
      if (size === 0) break
      at += size
      limit = Math.max(MIN_LIMIT, MAX_RATIO * at)
      // A copy, since the parser may keep what it could not use yet.
      parser.write(Buffer.from(chunk.subarray(0, size)))
    }
    if (!isEnough && damage === undefined) parser.end()
  } catch (error) {
    damage ??= (error as Error).message
  } finally {
    closeSync(descriptor)
  }
  return { ignored, damage }
}

const NAMES: ReadonlySet<string> = new Set([MANIFEST_FILE, README_FILE, ...PART_FILES])

/** Where in the archive a file of a bundle lies; `undefined` for what is no such file. */
function placeOf(path: string): { readonly folder: string; readonly name: string } | undefined {
  const segments = path.replace(/^\.\//, '').split('/')
  const name = segments.at(-1) ?? ''
  if (segments.length > 2 || segments.includes('..') || !NAMES.has(name)) return undefined
  return { folder: segments.length === 2 ? (segments[0] ?? '') : '', name }
}
