export { createRedactor } from './create-redactor.ts'
export type {
  CompiledPattern,
  CompilePattern,
  RedactionCounts,
  RedactOptions,
  RedactPreset,
  Redactor,
} from './redactor.ts'
