import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  MANIFEST_FILE,
  RUN_END_SOURCES,
  RUN_END_STATES,
  type BundleManifest,
  type RunEnd,
  type RunInfo,
} from './manifest.ts'
import { parseEvent } from './parse-event.ts'
import { asNumber, asObject, asText } from './read-fields.ts'
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

function readManifest(folder: string): BundleManifest {
  const path = join(folder, MANIFEST_FILE)
  if (!existsSync(path)) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${folder} is no bundle: it has no ${MANIFEST_FILE}. Give the folder that \`smonitor run --out\` wrote.`,
    )
  }
  let manifest: Readonly<Record<string, unknown>>
  try {
    manifest = asObject(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} is not valid JSON: ${(error as Error).message}. The bundle is damaged; write it again.`,
      error,
    )
  }
  if (manifest['schema'] !== BUNDLE_SCHEMA) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} has the schema "${asText(manifest['schema']) ?? 'none'}", and this version of smonitor reads "${BUNDLE_SCHEMA}". Read it with the version that wrote it: ${asText(manifest['smonitor_version']) ?? 'unknown'}.`,
    )
  }
  return withDefaults(manifest)
}

/** A bundle that somebody edited or wrote by hand may lack parts: each is what a bundle without it has. */
function withDefaults(manifest: Readonly<Record<string, unknown>>): BundleManifest {
  const { run, end, events, files, catalogs } = manifest
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: asText(manifest['smonitor_version']) ?? '',
    generated_at: asText(manifest['generated_at']) ?? '',
    run: toRunInfo(asObject(run)),
    end: toRunEnd(asObject(end)),
    events: {
      total: asNumber(asObject(events)['total']) ?? 0,
      by_level: asObject(asObject(events)['by_level']) as BundleManifest['events']['by_level'],
      by_code: asObject(asObject(events)['by_code']) as BundleManifest['events']['by_code'],
      dropped: asNumber(asObject(events)['dropped']) ?? 0,
      left_out: asNumber(asObject(events)['left_out']) ?? 0,
    },
    files: asObject(files) as BundleManifest['files'],
    catalogs: Array.isArray(catalogs) ? catalogs : [],
  }
}

function toRunEnd(end: Readonly<Record<string, unknown>>): RunEnd {
  const state = RUN_END_STATES.find((known) => known === end['state'])
  const source = RUN_END_SOURCES.find((known) => known === end['known_by'])
  return {
    ended_at: asText(end['ended_at']) ?? '',
    exit_code: asNumber(end['exit_code']),
    signal: asText(end['signal']),
    ...(state === undefined ? {} : { state }),
    ...(source === undefined ? {} : { known_by: source }),
  }
}

function toRunInfo(run: Readonly<Record<string, unknown>>): RunInfo {
  const runtime = asObject(run['runtime'])
  const platform = asObject(run['platform'])
  return {
    run_id: asText(run['run_id']) ?? '',
    session_id: asText(run['session_id']) ?? '',
    started_at: asText(run['started_at']) ?? '',
    service_name: asText(run['service_name']) ?? '',
    entry: asText(run['entry']),
    pid: asNumber(run['pid']) ?? 0,
    profile: asText(run['profile']) ?? '',
    runtime: { name: asText(runtime['name']) ?? '', version: asText(runtime['version']) ?? '' },
    platform: {
      os: asText(platform['os']) ?? '',
      release: asText(platform['release']) ?? '',
      arch: asText(platform['arch']) ?? '',
    },
  }
}
