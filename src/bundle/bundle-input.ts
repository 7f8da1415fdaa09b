import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { RunEnd, RunFacts, RunInfo, TelemetryLoss } from './manifest.ts'
import type { RedactionMarks } from './redaction/bundle-redaction.ts'

/** What a bundle is written from. */
export interface BundleInput extends Partial<RunFacts> {
  readonly run: RunInfo
  readonly end: RunEnd
  readonly catalogs: readonly CatalogDefinition[]
  /** Read once, in order; never held in memory as a whole. */
  readonly events: Iterable<DiagnosticEvent>
  /** Its spans: documents of OTLP JSON. @default none, and no file */
  readonly traces?: Iterable<object>
  /** Its metrics: documents of OTLP JSON. @default none, and no file */
  readonly metrics?: Iterable<object>
  /** What is known to be missing of spans and metrics; asked after all were read. @default nothing */
  readonly telemetryLoss?: () => TelemetryLoss
  /** Diagnostics that no OTLP endpoint has taken yet. @default none */
  readonly unsent?: number
  /** Events that are known to be missing; asked after all events were read. @default none */
  readonly dropped?: () => number
  /** Environment variables whose secrets are looked for and taken out, beside those of `process`; none of it is written. @default none */
  readonly environment?: Readonly<Record<string, string>>
  /** What was taken out before, of the bundle that this one is made of. @default nothing */
  readonly redactedBefore?: RedactionMarks | null
  /** Events that were not wanted in the bundle; asked after all events were read. @default none */
  readonly leftOut?: () => number
}
