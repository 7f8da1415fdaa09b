import type { Audience, CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { defined } from '../record/defined.ts'
import type { Level } from '../record/level.ts'
import { BUNDLE_SCHEMA, type BundleManifest } from './manifest.ts'
import { asCount, asObject, asText } from './read-fields.ts'

type Data = Readonly<Record<string, unknown>>

/** What readers are told of a bundle of the Python library. */
export const PYTHON_NOTES: readonly string[] = [
  'It is of the Python library. Its keys are fingerprints (fp_…), for which a retry or another form is another defect; ours have one key for these.',
  'It has no stacks, no OpenTelemetry ids and no checksums, and does not say how the program ended.',
]

/** Tells whether a manifest is one that `export_bundle` of the Python library wrote; it has no schema. */
export function isPythonManifest(manifest: Data): boolean {
  return manifest['schema'] === undefined && asText(asObject(manifest['python'])['version']) !== null
}

/** Tells whether an event is one of the Python library, which has fingerprints where ours have keys. */
export function isPythonEvent({ triage_key, event_name }: DiagnosticEvent): boolean {
  return triage_key.startsWith('fp_') && event_name === ''
}

/** Says what a manifest of the Python library says, as ours do; what it does not know is empty. */
export function toPythonManifest(manifest: Data): BundleManifest {
  const python = asObject(manifest['python'])
  const platform = asObject(manifest['platform'])
  const runtime = asObject(manifest['runtime'])
  const triage = asObject(manifest['triage'])
  const [script] = Array.isArray(manifest['argv']) ? manifest['argv'] : []
  const generatedAt = asText(manifest['generated_at']) ?? ''
  const byCode = countsOf(triage['events_by_code'])
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: asText(manifest['smonitor_version']) ?? '',
    generated_at: generatedAt,
    run: {
      run_id: asText(runtime['run_id']) ?? '',
      session_id: asText(runtime['session_id']) ?? '',
      started_at: '',
      service_name: '',
      entry: asText(script)?.split(/[\\/]/).at(-1) ?? null,
      pid: 0,
      profile: asText(asObject(manifest['config'])['profile']) ?? '',
      runtime: {
        name: asText(python['implementation']) ?? 'Python',
        version: asText(python['version']) ?? '',
      },
      platform: {
        os: (asText(platform['system']) ?? '').toLowerCase(),
        release: asText(platform['release']) ?? '',
        arch: asText(platform['machine']) ?? '',
      },
    },
    end: { ended_at: generatedAt, exit_code: null, signal: null, state: 'unknown' },
    events: {
      // It has no total; codes are all that it counts for certain.
      total: 0,
      by_level: {},
      by_code: byCode,
      dropped: 0,
      left_out: 0,
    },
    files: {},
    catalogs: catalogsOf(asObject(manifest['codes'])),
    report: asObject(manifest['report']),
    otel: null,
    process: null,
    policy: policyOf(asObject(manifest['policy'])),
    triage: null,
    redactions: null,
    config: { settings: asObject(manifest['config']) },
  }
}

/** Its filters come before its routes. */
function policyOf({ filters, routes }: Data): BundleManifest['policy'] {
  return { rules: [filters, routes].flatMap((rules) => (Array.isArray(rules) ? rules : [])) }
}

function countsOf(value: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, count]) => [key, asCount(count)]))
}

/** Its codes belong to no library that it names; they are one catalog without a name. */
function catalogsOf(codes: Data): CatalogDefinition[] {
  const entries = Object.entries(codes).map(([code, value]) => [code, codeOf(code, asObject(value))] as const)
  return entries.length === 0 ? [] : [{ name: '', codes: Object.fromEntries(entries) }]
}

function codeOf(code: string, entry: Data): CodeDefinition {
  const textOf = (key: string): string | undefined => asText(entry[key]) ?? undefined
  const words = (audience: Audience) =>
    defined({
      message: textOf(`${audience}_message`),
      hint: textOf(`${audience}_hint`),
    })
  const audience = Object.fromEntries(
    (['dev', 'qa', 'agent'] as const)
      .map((name) => [name, words(name)] as const)
      .filter(([, texts]) => Object.keys(texts).length > 0),
  )
  return {
    level: levelOf(code),
    message: textOf('user_message') ?? textOf('message') ?? textOf('dev_message') ?? textOf('title') ?? code,
    ...defined({ title: textOf('title'), hint: textOf('user_hint') ?? textOf('hint') }),
    ...(Object.keys(audience).length === 0 ? {} : { audience }),
  }
}

/** A code of the Python library has no level of its own; its letter says it, as in `MSM-W010`. */
function levelOf(code: string): Level {
  const letter = /-([A-Z])\d+$/.exec(code)?.[1] ?? ''
  return ({ D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' } as const)[letter] ?? 'info'
}
