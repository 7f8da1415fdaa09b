import type { BundleManifest } from '../bundle/manifest.ts'
import { asObject } from '../bundle/read-fields.ts'
import type { SettingChange } from '../record/bundle-comparison.ts'
import { safeStringify } from '../record/safe-stringify.ts'

/** Settings that no two runs share. */
const OF_EACH_RUN = new Set(['runId', 'sessionId', 'correlationId'])

/** Lists what was set in another way in the two runs: versions, the profile, settings and catalogs. */
export function listChanges(current: BundleManifest, previous: BundleManifest): SettingChange[] {
  const before = factsOf(previous)
  const after = factsOf(current)
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((what) => ({ what, before: before.get(what) ?? null, after: after.get(what) ?? null }))
    .filter((change) => change.before !== change.after)
}

function factsOf({ smonitor_version, run, catalogs, config }: BundleManifest): Map<string, string> {
  const facts: [string, string][] = [
    ['smonitor', smonitor_version],
    ['runtime', `${run.runtime.name} ${run.runtime.version}`.trim()],
    ['platform', [run.platform.os, run.platform.release, run.platform.arch].filter(Boolean).join(' ')],
    ['profile', run.profile],
    ['entry', run.entry ?? ''],
    ['service', run.service_name],
    ...catalogs.map(({ name, version, codes }): [string, string] => [
      `catalog ${name === '' ? '(no name)' : name}`,
      [version, `${Object.keys(asObject(codes)).length} codes`].filter(Boolean).join(', '),
    ]),
    ...Object.entries(asObject(asObject(config)['settings']))
      .filter(([key]) => !OF_EACH_RUN.has(key))
      .map(([key, value]): [string, string] => [
        `setting ${key}`,
        typeof value === 'string' ? value : safeStringify(value),
      ]),
  ]
  return new Map(facts.filter(([, value]) => value !== ''))
}
