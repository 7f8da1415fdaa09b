// What an application switches on.
export { getSmonitor } from './smonitor.ts'
export { defineConfig } from './settings/define-config.ts'
export { explainConfig } from './settings/explain-config.ts'
export { startSmonitor } from './start-smonitor.ts'
export { withSmonitor } from './with-smonitor.ts'

export type { ConfigExplanation, ExplainedSetting } from './settings/explain-config.ts'
export type {
  ConfigSettings,
  DuplicateMode,
  DuplicateSettings,
  FileSettings,
  ProfileSettings,
  ProfilingHook,
  SinkName,
  SinkSettings,
  SmonitorConfig,
  SpoolSettings,
} from './settings/smonitor-config.ts'
export type { SmonitorOptions } from './settings/smonitor-options.ts'
export type { Smonitor } from './smonitor.ts'
export type { RunReport } from './report/run-report.ts'
export type { BundleManifest, RunEnd, RunInfo } from '../bundle/manifest.ts'
export type { WriteBundleOptions } from '../bundle/write-bundle.ts'
export type { Sink } from '../../exporters/sink.ts'
export type { CatalogDefinition } from '../record/catalog-definition.ts'
export type { DiagnosticEvent } from '../record/diagnostic-event.ts'
export type { Level } from '../record/level.ts'
export type { ProfileName } from '../profiles/profiles.ts'
