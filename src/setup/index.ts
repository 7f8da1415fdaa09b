// What an application switches on.
export { createPolicy } from '../policy/policy.ts'
export { PolicyError } from '../policy/rule-problem.ts'
export { policyProcessor, policySpanProcessor } from '../policy/policy-processor.ts'
export { getSmonitor } from './smonitor.ts'
export { defineConfig } from './settings/define-config.ts'
export { explainConfig } from './settings/explain-config.ts'
export { startSmonitor } from './start-smonitor.ts'
export { withSmonitor } from './with-smonitor.ts'

export type { ConfigExplanation, ExplainedSetting } from './settings/explain-config.ts'
export type {
  BundleRedactSettings,
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
export type {
  CoalesceAction,
  DedupeAction,
  ItemKind,
  Literal,
  Operators,
  PolicyRule,
  When,
} from '../policy/rule.ts'
export type {
  Decided,
  Decision,
  Policy,
  PolicyOptions,
  PolicyStats,
  RuleStats,
} from '../policy/policy-types.ts'
export type { PolicyClock } from '../policy/clock.ts'
export type { PolicyOutcome, RuleCounts } from '../policy/compile-rule.ts'
export type { ConditionFailure } from '../policy/conditions.ts'
export type { FieldChange, PolicyExplanation, PolicyStep, RuleExplanation } from '../policy/explain.ts'
export type { LogRecordProcessorLike, PolicySpanProcessorLike } from '../policy/policy-processor.ts'
export type { RuleProblem } from '../policy/rule-problem.ts'
export type {
  PolicyLogRecord,
  ResourceLike,
  SpanEventLike,
  SpanLike,
  TraceLike,
} from '../policy/policy-item.ts'
export type { RedactOptions, RedactPreset } from '../redact/redactor.ts'
export type { LogRecordLike, ScopeLike } from '../record/log-record.ts'
export type { Smonitor } from './smonitor.ts'
export type { RunReport } from './report/run-report.ts'
export type { BundleManifest, RunEnd, RunInfo } from '../bundle/manifest.ts'
export type { BundleRedactOptions, BundleRedactPreset } from '../bundle/redaction/bundle-redaction.ts'
export type { WriteBundleOptions } from '../bundle/write-bundle.ts'
export type { Sink } from '../../exporters/sink.ts'
export type { CatalogDefinition } from '../record/catalog-definition.ts'
export type { DiagnosticEvent } from '../record/diagnostic-event.ts'
export type { Level } from '../record/level.ts'
export type { ProfileName } from '../profiles/profiles.ts'
