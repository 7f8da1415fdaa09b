// What reads and writes bundles, for tools of any kind.
export { BundleError } from './bundle-error.ts'
export { BUNDLE_SCHEMA, EVENTS_FILE, MANIFEST_FILE } from './manifest.ts'
export { readBundle } from './read-bundle.ts'
export { writeBundle } from './write-bundle.ts'

export type { BundleProblem } from './bundle-error.ts'
export type { BundleFile, BundleManifest, RunEnd, RunEndSource, RunEndState, RunInfo } from './manifest.ts'
export type { Bundle } from './read-bundle.ts'
export type { BundleInput, WriteBundleOptions } from './write-bundle.ts'
export type { DiagnosticEvent, ExceptionFields } from '../record/diagnostic-event.ts'
