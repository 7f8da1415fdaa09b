import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import { EVENTS_FILE, MANIFEST_FILE, type BundleManifest } from './manifest.ts'
import { parseEvent } from './parse-event.ts'
import { readLines } from './read-lines.ts'
import { readManifest } from './read-manifest.ts'

/** A bundle, opened. */
export interface Bundle {
  /** The folder. */
  readonly path: string
  readonly manifest: BundleManifest
  /** What it says in another way than our bundles do, such as one of the Python library: a sentence each. */
  readonly notes: readonly string[]
  /** Reads the events in order, a line at a time; can be called again. */
  events(): Iterable<DiagnosticEvent>
  /** Lines of the events that could not be read so far: cut off, damaged, or not ours. */
  readonly unreadableLines: number
}

/**
 * Opens a bundle: ours, or one that `export_bundle` of the Python library wrote.
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
  const { manifest, notes } = readManifest(folder)
  const eventsPath = join(folder, EVENTS_FILE)
  if (manifest.events.total > 0 && !existsSync(eventsPath)) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${folder} has no ${EVENTS_FILE}, which held ${manifest.events.total} diagnostics. The bundle is damaged; write it again.`,
    )
  }
  const unreadable = { lines: 0 }
  return {
    path: folder,
    manifest,
    notes,
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
      `There is no bundle at ${path}. Write one with \`smonitor run --out ${path} -- node app.js\`.`,
    )
  }
  if (statSync(path).isDirectory()) return path
  return [MANIFEST_FILE, EVENTS_FILE].includes(basename(path)) ? dirname(path) : path
}
