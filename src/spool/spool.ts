import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { listCatalogs } from '../record/catalog-registry.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { openAppendFile } from './append-file.ts'

/** The place on disk where the processes of one run leave their diagnostics, each in a file of its own. */
export interface SpoolWriter {
  /** Adds an event as a line of JSON; an urgent one is on disk when this returns. */
  append(line: string, isUrgent: boolean): void
  /** Says anew what is known of the run. */
  setInfo(info: object): void
  flush(): void
  close(): void
}

/** Options of {@link openSpool}. */
export interface SpoolOptions {
  /** What is known of the run; the reader gets it back. */
  readonly info: object
  /** Beyond this size events are dropped and counted. @default 67108864 (64 MiB) */
  readonly maxBytes?: number
}

/** What the processes of a run left in a spool. */
export interface SpoolContents {
  /** The info of the process that opened the spool first; `undefined` when none did. */
  readonly info: object | undefined
  readonly catalogs: readonly CatalogDefinition[]
  /** The files with events, one for each process or worker. */
  readonly eventFiles: readonly string[]
  /** Events that did not fit. */
  readonly dropped: number
}

interface Trailer {
  readonly catalogs: readonly CatalogDefinition[]
  readonly dropped: number
}

/**
 * Opens the spool of a run for this process or worker thread.
 *
 * @throws Error of `node:fs` when the folder cannot be written.
 */
export function openSpool(folder: string, { info, maxBytes = 67_108_864 }: SpoolOptions): SpoolWriter {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const id = `${process.pid}-${threadId}`
  const infoPath = join(folder, `info-${Date.now()}-${id}.json`)
  writeFileSync(infoPath, safeStringify(info), { mode: 0o600 })
  const file = openAppendFile(join(folder, `events-${id}.jsonl`), { maxBytes })
  let known = ''

  // Beside the events, so that the catalogs are there however the process ends.
  function writeTrailer(): void {
    const catalogs = listCatalogs()
    const state = `${catalogs.length} ${file.dropped}`
    if (state === known) return
    known = state
    const trailer: Trailer = { catalogs, dropped: file.dropped }
    writeFileSync(join(folder, `trailer-${id}.json`), safeStringify(trailer), { mode: 0o600 })
  }

  return {
    append(line, isUrgent) {
      file.append(line, isUrgent)
      if (isUrgent) writeTrailer()
    },
    setInfo(next) {
      writeFileSync(infoPath, safeStringify(next), { mode: 0o600 })
    },
    flush() {
      file.flush()
      writeTrailer()
    },
    close() {
      file.close()
      writeTrailer()
    },
  }
}

/** Reads what is in a spool, apart from the events themselves. A file that cannot be read counts as absent. */
export function readSpool(folder: string): SpoolContents {
  const names = readdirSync(folder).toSorted()
  const trailers = names
    .filter((name) => name.startsWith('trailer-'))
    .map((name) => readJson(join(folder, name)))
  const catalogs = new Map<string, CatalogDefinition>()
  let dropped = 0
  for (const trailer of trailers) {
    const { catalogs: found = [], dropped: count = 0 } = (trailer ?? {}) as Partial<Trailer>
    for (const catalog of found) catalogs.set(`${catalog.name}@${catalog.version ?? ''}`, catalog)
    dropped += count
  }
  const infoName = names.find((name) => name.startsWith('info-'))
  return {
    info: infoName === undefined ? undefined : (readJson(join(folder, infoName)) as object | undefined),
    catalogs: [...catalogs.values()],
    eventFiles: names.filter((name) => name.startsWith('events-')).map((name) => join(folder, name)),
    dropped,
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
