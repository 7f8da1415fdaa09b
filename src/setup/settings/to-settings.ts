import { resolve } from 'node:path'
import { toLevel } from '../../record/level.ts'
import { PARTS } from './config-shape.ts'
import type { SettingKey } from './read-settings-block.ts'
import type { ActiveProfile } from './resolve-profile.ts'
import type { SettingNotice } from './setting-notice.ts'
import type { Settings } from './settings.ts'
import type { DuplicateMode, SmonitorConfig, SpoolSettings } from './smonitor-config.ts'

/** What settings depend on besides their values. */
export interface SettingContext {
  readonly profile: ActiveProfile
  /** The folder that relative paths are in. */
  readonly cwd: string
  readonly isProfileSet: boolean
  readonly origins: Settings['origins']
  readonly warnings: readonly SettingNotice[]
}

/** Brings the values that were checked into the one form that the running program works with. */
export function toSettings(
  values: ReadonlyMap<SettingKey, unknown>,
  { profile, isProfileSet, cwd, origins, warnings }: SettingContext,
): Settings {
  const raw = Object.fromEntries(values) as unknown as Required<SmonitorConfig>
  const { enabled, level, maxRepeats, slowSignalLevel, file, bundleRedact, spool, duplicatePolicy, ...same } =
    raw
  return {
    ...same,
    isEnabled: enabled,
    profile: profile.name,
    isProfileSet,
    audience: profile.base,
    level: toLevel(level) ?? 'info',
    maxRepeats: maxRepeats === 'all' ? Infinity : maxRepeats,
    slowSignalLevel: toLevel(slowSignalLevel) ?? 'info',
    file: typeof file === 'string' ? { path: file } : file,
    bundleRedact: typeof bundleRedact === 'string' ? { preset: bundleRedact } : bundleRedact,
    spool: spoolOf(spool, cwd),
    duplicatePolicy: duplicatePolicyOf(duplicatePolicy, raw.duplicateEveryN),
    origins,
    warnings,
  }
}

function spoolOf(value: Required<SmonitorConfig>['spool'], cwd: string): Settings['spool'] {
  if (value === false) return undefined
  const fields = Object.entries(PARTS['spoolSettings']?.properties ?? {})
  const defaults = Object.fromEntries(
    fields.flatMap(([name, { default: standard }]) => (standard === undefined ? [] : [[name, standard]])),
  )
  const given: SpoolSettings = typeof value === 'string' ? { folder: value } : value === true ? {} : value
  const { folder = '', ...limits } = { ...(defaults as SpoolSettings), ...given }
  return { ...limits, folder: resolve(cwd, folder) }
}

/** The Python library's words for the same. */
const PYTHON_MODES: Readonly<Record<string, DuplicateMode>> = {
  emit_summary: 'summary',
  emit_every_n: 'everyN',
  emit_first: 'first',
  emit_last: 'last',
}

function duplicatePolicyOf(
  value: Required<SmonitorConfig>['duplicatePolicy'],
  n: number,
): Settings['duplicatePolicy'] {
  if (typeof value === 'string') return { mode: PYTHON_MODES[value] ?? value, n }
  return { mode: value.mode, n: value.n ?? n }
}
