import { findCatalog, registerCatalog } from '../../record/catalog-registry.ts'
import { readSettings, type Settings, type SmonitorOptions } from '../options.ts'
import { isPlainObject } from '../settings/check-value.ts'
import { withoutEffect, type SettingNotice } from '../settings/setting-notice.ts'
import { takeSettings } from './running-state.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/**
 * Changes the settings that are named, and leaves the others.
 *
 * @param cwd - Where the program was started: its config stays the one that it was started with.
 * @returns What is to be said of them.
 * @throws DiagnosticError SMON-E102 for a setting that is not valid; nothing is changed then.
 */
export function changeSettings(
  { state, known, policy, pipeline, routes }: RuntimeParts,
  more: SmonitorOptions,
  cwd: string,
): readonly SettingNotice[] {
  // Anything else than settings is told for what it is, and not spread into letters.
  const merged = isPlainObject(more) ? { ...state.given, ...more } : more
  const next = readSettings(merged, process.env, cwd)
  const unchanged = [...pipeline.apply(next), ...fixedSettings(more, known)]
  policy.apply(next)
  routes.apply(next)
  makeKnown(next)
  takeSettings(state, merged, next)
  known.apply(next)
  return [...next.warnings, ...unchanged]
}

/** What a library defines itself, in the same version, is that library's to say. */
export function makeKnown({ catalogs }: Settings): void {
  for (const catalog of catalogs)
    if (findCatalog(catalog.name, catalog.version) === undefined) registerCatalog(catalog)
}

/** What a run is called is said once; another name in a later call is told, and not taken. */
function fixedSettings(
  { runId, sessionId }: SmonitorOptions,
  known: { readonly runId: string; readonly sessionId: string },
): SettingNotice[] {
  const remedy = 'Set it where smonitor is started first'
  return [
    ...(runId === undefined || runId === known.runId ? [] : ['runId']),
    ...(sessionId === undefined || sessionId === known.sessionId ? [] : ['sessionId']),
  ].map((setting) => withoutEffect(setting, 'the run has its id already', remedy))
}
