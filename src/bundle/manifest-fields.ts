import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { toLevel } from '../record/level.ts'
import {
  BUNDLE_SCHEMA,
  RUN_END_SOURCES,
  RUN_END_STATES,
  type BundleFile,
  type BundleManifest,
  type EarlierRun,
  type RunEnd,
  type RunInfo,
} from './manifest.ts'
import { asCount, asNumber, asObject, asObjects, asText, asTexts, isObject } from './read-fields.ts'

type Data = Readonly<Record<string, unknown>>

/** A bundle that somebody edited or wrote by hand may lack parts: each is what a bundle without it has. */
export function toBundleManifest(manifest: Data): BundleManifest {
  const events = asObject(manifest['events'])
  const earlier = asObjects(manifest['earlier_runs']).map(toEarlierRun)
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: asText(manifest['smonitor_version']) ?? '',
    generated_at: asText(manifest['generated_at']) ?? '',
    run: toRunInfo(asObject(manifest['run'])),
    end: toRunEnd(asObject(manifest['end'])),
    events: {
      total: asCount(events['total']),
      by_level: toCounts(events['by_level']),
      by_code: toCounts(events['by_code']),
      dropped: asCount(events['dropped']),
      left_out: asCount(events['left_out']),
    },
    ...telemetryOf(manifest['telemetry']),
    ...(asCount(manifest['unsent']) === 0 ? {} : { unsent: asCount(manifest['unsent']) }),
    files: toFiles(manifest['files']),
    catalogs: toCatalogs(manifest['catalogs']),
    report: objectOrNull(manifest['report']),
    config: objectOrNull(manifest['config']),
    otel: otelOf(manifest['otel']),
    process: objectOrNull(manifest['process']) as BundleManifest['process'],
    policy: policyOf(manifest['policy']),
    triage: objectOrNull(manifest['triage']) as BundleManifest['triage'],
    ...(earlier.length === 0 ? {} : { earlier_runs: earlier }),
    redactions: objectOrNull(manifest['redactions']) as BundleManifest['redactions'],
  }
}

/** What each field of a manifest has to be where it is not `null`. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  smonitor_version: isText,
  generated_at: isText,
  run: isObject,
  'run.run_id': isText,
  'run.session_id': isText,
  'run.started_at': isText,
  'run.service_name': isText,
  'run.entry': isText,
  'run.profile': isText,
  'run.runtime': isObject,
  'run.platform': isObject,
  end: isObject,
  'end.ended_at': isText,
  'end.exit_code': Number.isFinite,
  'end.signal': isText,
  events: isObject,
  'events.total': isCount,
  'events.dropped': isCount,
  'events.left_out': isCount,
  'events.by_level': isObject,
  'events.by_code': isObject,
  telemetry: isObject,
  unsent: isCount,
  files: isObject,
  catalogs: Array.isArray,
  report: isObject,
  config: isObject,
  otel: isObject,
  process: isObject,
  policy: isObject,
  triage: isObject,
  earlier_runs: Array.isArray,
  redactions: isObject,
}

/** Lists the fields of a manifest that are of another type than they have to be, and so are not read. */
export function listWrongFields(manifest: Data): string[] {
  return Object.entries(KINDS)
    .filter(([path, isRight]) => {
      const [first = '', second] = path.split('.')
      const value = second === undefined ? manifest[first] : asObject(manifest[first])[second]
      return value !== undefined && value !== null && !isRight(value)
    })
    .map(([path]) => path)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function toRunEnd(end: Data): RunEnd {
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

function toRunInfo(run: Data): RunInfo {
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

function toEarlierRun(earlier: Data): EarlierRun {
  const events = asObject(earlier['events'])
  return {
    run: toRunInfo(asObject(earlier['run'])),
    end: toRunEnd(asObject(earlier['end'])),
    generated_at: asText(earlier['generated_at']) ?? '',
    smonitor_version: asText(earlier['smonitor_version']) ?? '',
    events: {
      total: asCount(events['total']),
      dropped: asCount(events['dropped']),
      left_out: asCount(events['left_out']),
    },
    problems: asTexts(earlier['problems']),
  }
}

function toCounts(value: unknown): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter((entry): entry is [string, number] => isCount(entry[1])),
  )
}

function toFiles(value: unknown): Readonly<Record<string, BundleFile>> {
  const isFile = ([, file]: [string, unknown]): boolean => {
    const { lines, bytes, sha256 } = asObject(file)
    return isCount(lines) && isCount(bytes) && typeof sha256 === 'string'
  }
  return Object.fromEntries(Object.entries(asObject(value)).filter(isFile)) as Readonly<
    Record<string, BundleFile>
  >
}

/** Catalogs and codes that are none are left out, so that nobody who reads them has to ask. */
function toCatalogs(value: unknown): CatalogDefinition[] {
  return asObjects(value).flatMap((catalog) => {
    const { name, version, codes } = catalog
    if (typeof name !== 'string' || !isTextOrNone(version) || !isObject(codes)) return []
    const known = Object.entries(codes).filter(([, definition]) => isCode(asObject(definition)))
    return [{ ...catalog, codes: Object.fromEntries(known) } as unknown as CatalogDefinition]
  })
}

function isCode({ level, message, title, hint, audience }: Data): boolean {
  return (
    toLevel(level) !== undefined &&
    typeof message === 'string' &&
    isTextOrNone(title) &&
    isTextOrNone(hint) &&
    (audience === undefined || isObject(audience))
  )
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function objectOrNull(value: unknown): Data | null {
  return isObject(value) ? value : null
}

function policyOf(value: unknown): BundleManifest['policy'] {
  const { rules } = asObject(value)
  return Array.isArray(rules) ? { rules } : null
}

function telemetryOf(value: unknown): Pick<BundleManifest, 'telemetry'> {
  if (!isObject(value)) return {}
  return {
    telemetry: { spans_dropped: asCount(value['spans_dropped']), torn_lines: asCount(value['torn_lines']) },
  }
}

function otelOf(value: unknown): BundleManifest['otel'] {
  if (!isObject(value)) return null
  const { resource, schema_url } = value
  return { resource: asObject(resource), ...(typeof schema_url === 'string' ? { schema_url } : {}) }
}
