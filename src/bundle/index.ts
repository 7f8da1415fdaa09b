// What reads and writes bundles, for tools of any kind.
export { BundleError } from './bundle-error.ts'
export {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  LOGS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  TRACES_FILE,
} from './manifest.ts'
export { readBundle } from './read-bundle.ts'
export { RedactError } from './redaction/redact-error.ts'
export { verifyBundle } from './verify-bundle.ts'
export { writeBundle } from './write-bundle.ts'

export type { BundleProblem } from './bundle-error.ts'
export type {
  BundleFile,
  BundleManifest,
  EarlierRun,
  ProcessInfo,
  RunEnd,
  RunEndSource,
  RunEndState,
  RunInfo,
} from './manifest.ts'
export type { BundleRedactOptions, BundleRedactPreset, RedactionMarks } from './redaction/bundle-redaction.ts'
export type { TriageEntry, TriageSections, TriageSlowSignal, TriageSummaryEntry } from './triage-sections.ts'
export type { BundleForm } from './forms/bundle-form.ts'
export type { Bundle } from './read-bundle.ts'
export type { BundleWriter } from './read-manifest.ts'
export type { BundleVerification } from './verify-bundle.ts'
export type { WriteBundleOptions } from './write-bundle.ts'
export type { BundleInput } from './bundle-input.ts'
export type { DiagnosticEvent, ExceptionFields } from '../record/diagnostic-event.ts'
