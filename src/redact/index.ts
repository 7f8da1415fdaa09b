export { createRedactor } from './create-redactor.ts'
export { createKnownValues, type KnownValues } from './known-values.ts'
export type {
  CompiledPattern,
  CompilePattern,
  PartName,
  RedactionCounts,
  RedactOptions,
  RedactPreset,
  Redactor,
} from './redactor.ts'
