import { closeSync, openSync, readSync } from 'node:fs'
import type { Parser } from 'tar'
import { MANIFEST_FILE, README_FILE } from '../manifest.ts'
import { loadTar } from './load-tar.ts'
import { PART_FILES } from './part-files.ts'

/** A file of a bundle in an archive. */
export interface ArchiveEntry {
  /** One of the names that a bundle has, without its folder. */
  readonly name: string
  /** Takes its bytes as they come. */
  readonly onBytes: (take: (bytes: Buffer) => void) => void
  /** Called when all of them have come. */
  readonly onEnd: (done: () => void) => void
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
  const state: State = {
    folder: undefined,
    ignored: 0,
    damage: undefined,
    isEnough: false,
    read: 0,
    unpacked: 0,
  }
  const parser = new Parser({
    onwarn: (_code, message) => {
      state.damage ??= String(message)
    },
    onReadEntry: (entry) => {
      const place = placeOf(entry.path)
      const limit = Math.max(MIN_LIMIT, MAX_RATIO * state.read)
      state.unpacked += entry.size
      if (state.unpacked > limit)
        state.damage ??= `it unpacks to more than ${Math.floor(limit / 2 ** 20)} MiB`
      const isOurs =
        FILE_TYPES.has(entry.type) &&
        place !== undefined &&
        (state.folder ?? place.folder) === place.folder &&
        !seen.has(place.name)
      if (!isOurs && entry.type !== 'Directory') state.ignored += 1
      if (isOurs && !state.isEnough && state.damage === undefined) {
        state.folder = place.folder
        seen.add(place.name)
        const isLast = !onEntry({
          name: place.name,
          onBytes: (take) => entry.on('data', take),
          onEnd: (done) => entry.on('end', done),
        })
        if (isLast) entry.on('end', () => (state.isEnough = true))
      }
      entry.resume()
    },
  })
  parser.on('error', (error: Error) => {
    state.damage ??= error.message
  })
  feed(parser, path, state)
  return state
}

interface State extends ArchiveRest {
  folder: string | undefined
  ignored: number
  damage: string | undefined
  isEnough: boolean
  /** Bytes of the archive, and of the files in it. */
  read: number
  unpacked: number
}

function feed(parser: Parser, path: string, state: State): void {
  const descriptor = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(READ_BYTES)
    while (!state.isEnough && state.damage === undefined) {
      const size = readSync(descriptor, chunk, 0, READ_BYTES, state.read)
      if (size === 0) break
      state.read += size
      // A copy, since the parser may keep what it could not use yet.
      parser.write(Buffer.from(chunk.subarray(0, size)))
    }
    if (!state.isEnough && state.damage === undefined) parser.end()
  } catch (error) {
    state.damage ??= (error as Error).message
  } finally {
    closeSync(descriptor)
  }
}

/** Neither links nor devices: these lead elsewhere. */
const FILE_TYPES: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile'])

const NAMES: ReadonlySet<string> = new Set([MANIFEST_FILE, README_FILE, ...PART_FILES])

/** Where in the archive a file of a bundle lies; `undefined` for what is no such file. */
function placeOf(path: string): { readonly folder: string; readonly name: string } | undefined {
  const segments = path.replace(/^\.\//, '').split('/')
  const name = segments.at(-1) ?? ''
  if (segments.length > 2 || segments.includes('..') || !NAMES.has(name)) return undefined
  return { folder: segments.length === 2 ? (segments[0] ?? '') : '', name }
}
