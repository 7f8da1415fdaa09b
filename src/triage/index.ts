// What bundles mean: their diagnostics as incidents, and what differs between two runs.
export { compareBundles } from './compare-bundles.ts'
export { diffCatalogs } from './diff-catalogs.ts'
export { summarise } from './summarise.ts'

export type {
  BundleComparison,
  ComparedIncident,
  ComparedRun,
  CountDelta,
  RunToRunState,
  SettingChange,
} from '../record/bundle-comparison.ts'
export type { CatalogChange, CatalogDiff } from './diff-catalogs.ts'
export type { SummariseOptions } from './summarise.ts'
export type { Incident, TriageSummary } from '../record/triage-summary.ts'
