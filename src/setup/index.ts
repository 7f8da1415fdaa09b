// What an application switches on.
export { startSmonitor } from './start-smonitor.ts'

export type { SmonitorOptions } from './options.ts'
export type { Smonitor } from './start-smonitor.ts'
export type { SpoolOptions } from './spool-setting.ts'
export type { BundleManifest, RunEnd, RunInfo } from '../bundle/manifest.ts'
export type { WriteBundleOptions } from '../bundle/write-bundle.ts'
export type { Sink } from '../../exporters/sink.ts'
export type { DiagnosticEvent } from '../record/diagnostic-event.ts'
export type { Level } from '../record/level.ts'
export type { ProfileName } from '../profiles/profiles.ts'
