import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import { BUNDLE_SCHEMA, EVENTS_FILE, MANIFEST_FILE, type BundleManifest, type RunInfo } from './manifest.ts'
import { parseEvent } from './parse-event.ts'
import { readLines } from './read-lines.ts'

/** A bundle, opened. */
export interface Bundle {
  /** The folder. */
  readonly path: string
  readonly manifest: BundleManifest
  /** Reads the events in order, a line at a time; can be called again. */
  events(): Iterable<DiagnosticEvent>
  /** Lines of the events that could not be read so far: cut off, damaged, or not ours. */
  readonly unreadableLines: number
}

/**
 * Opens a bundle.
 *
 * @param path - The folder, or one of its files.
 * @throws BundleError when there is no bundle, or its manifest cannot be read.
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 *
 * const bundle = readBundle('out/demo/bundle')
 * for (const event of bundle.events()) console.log(event.code, event.message)
 * ```
 */
export function readBundle(path: string): Bundle {
  const folder = folderOf(path)
  const manifest = readManifest(folder)
  const eventsPath = join(folder, EVENTS_FILE)
  const unreadable = { lines: 0 }
  return {
    path: folder,
    manifest,
    *events() {
      unreadable.lines = 0
      if (!existsSync(eventsPath)) return
      for (const line of readLines(eventsPath)) {
        const event = line === undefined ? undefined : parseEvent(line)
        if (event === undefined) unreadable.lines += 1
        else yield event
      }
    },
    get unreadableLines() {
      return unreadable.lines
    },
  }
}

function folderOf(path: string): string {
  if (!existsSync(path)) {
    throw new BundleError(
      'missing',
      path,
      `There is no bundle at ${path}. Write one with: smonitor run --out ${path} -- node app.js`,
    )
  }
  if (statSync(path).isDirectory()) return path
  return [MANIFEST_FILE, EVENTS_FILE].includes(basename(path)) ? dirname(path) : path
}

function readManifest(folder: string): BundleManifest {
  const path = join(folder, MANIFEST_FILE)
  if (!existsSync(path)) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${folder} is no bundle: it has no ${MANIFEST_FILE}. Give the folder that \`smonitor run --out\` wrote.`,
    )
  }
  let manifest: Partial<BundleManifest> | null
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<BundleManifest> | null
  } catch (error) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} is not valid JSON: ${(error as Error).message}. The bundle is damaged; write it again.`,
      error,
    )
  }
  if (manifest?.schema !== BUNDLE_SCHEMA) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} has the schema "${String(manifest?.schema)}", and this version of smonitor reads "${BUNDLE_SCHEMA}".`,
    )
  }
  return withDefaults(manifest)
}

/** A bundle that somebody edited or wrote by hand may lack parts: each is what a bundle without it has. */
function withDefaults(manifest: Partial<BundleManifest>): BundleManifest {
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: manifest.smonitor_version ?? '',
    generated_at: manifest.generated_at ?? '',
    run: { ...UNKNOWN_RUN, ...manifest.run },
    end: { ended_at: '', exit_code: null, signal: null, ...manifest.end },
    catalogs: Array.isArray(manifest.catalogs) ? manifest.catalogs : [],
    events: { total: 0, by_level: {}, by_code: {}, dropped: 0, ...manifest.events },
    files: manifest.files ?? {},
  }
}

const UNKNOWN_RUN: RunInfo = {
  run_id: '',
  session_id: '',
  started_at: '',
  service_name: '',
  entry: null,
  pid: 0,
  profile: '',
  runtime: { name: '', version: '' },
  platform: { os: '', release: '', arch: '' },
}
