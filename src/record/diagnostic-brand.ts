import type { Level } from './level.ts'
import type { ParamAttributes } from './template.ts'

/** The mark by which a `DiagnosticError` is known, also when another copy of smonitor made it. */
export const DIAGNOSTIC_BRAND = Symbol.for('smonitor.DiagnosticError.v1')

/** What a `DiagnosticError` carries besides the fields of every error. */
export interface DiagnosticFields {
  readonly code: string
  readonly level: Level
  readonly title?: string
  readonly hint?: string
  /** Address of the code's page. */
  readonly docs?: string
  readonly params: ParamAttributes
  /** The catalog that declares the code. */
  readonly catalog: { readonly name: string; readonly version?: string }
}

/** Tells whether a thrown value is a `DiagnosticError`, of this copy of smonitor or another. */
export function isDiagnosticError(value: unknown): value is Error & DiagnosticFields {
  try {
    return typeof value === 'object' && value !== null && DIAGNOSTIC_BRAND in value
  } catch {
    return false
  }
}
