import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from './bundle-error.ts'
import {
  BUNDLE_SCHEMA,
  MANIFEST_FILE,
  RUN_END_SOURCES,
  RUN_END_STATES,
  type BundleManifest,
  type RunEnd,
  type RunInfo,
} from './manifest.ts'
import { asNumber, asObject, asText } from './read-fields.ts'
import { isPythonManifest, PYTHON_NOTES, toPythonManifest } from './python-manifest.ts'

/** A manifest, and what a reader is to know about it. */
export interface ReadManifest {
  readonly manifest: BundleManifest
  /** What the bundle says in another way than ours do, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * Reads the manifest of a bundle: ours, or one of the Python library.
 *
 * @throws BundleError when there is none, or it cannot be read.
 */
export function readManifest(folder: string): ReadManifest {
  const path = join(folder, MANIFEST_FILE)
  if (!existsSync(path)) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${folder} is no bundle: it has no ${MANIFEST_FILE}. Give the folder that \`smonitor run --out\` wrote.`,
    )
  }
  const manifest = parseManifest(folder, path)
  if (isPythonManifest(manifest)) return { manifest: toPythonManifest(manifest), notes: PYTHON_NOTES }
  if (manifest['schema'] !== BUNDLE_SCHEMA) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} has the schema "${asText(manifest['schema']) ?? 'none'}", and this version of smonitor reads "${BUNDLE_SCHEMA}". Read it with the version that wrote it: ${asText(manifest['smonitor_version']) ?? 'unknown'}.`,
    )
  }
  return { manifest: withDefaults(manifest), notes: [] }
}

function parseManifest(folder: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new BundleError(
      'not-a-bundle',
      folder,
      `${path} is not valid JSON: ${(error as Error).message}. The bundle is damaged; write it again.`,
      error,
    )
  }
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
    report: objectOrNull(manifest['report']),
    config: objectOrNull(manifest['config']),
    otel: otelOf(manifest['otel']),
    process: objectOrNull(manifest['process']) as BundleManifest['process'],
    policy: policyOf(manifest['policy']),
    triage: objectOrNull(manifest['triage']) as BundleManifest['triage'],
    redactions: objectOrNull(manifest['redactions']) as BundleManifest['redactions'],
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

function objectOrNull(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function policyOf(value: unknown): BundleManifest['policy'] {
  const { rules } = asObject(value)
  return Array.isArray(rules) ? { rules } : null
}

function otelOf(value: unknown): BundleManifest['otel'] {
  const otel = objectOrNull(value)
  return otel === null ? null : { resource: asObject(otel['resource']) }
}
