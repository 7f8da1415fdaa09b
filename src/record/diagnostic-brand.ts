import { isObject } from './is-object.ts'
import { toLevel, type Level } from './level.ts'
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
    if (!isObject(value) || !(DIAGNOSTIC_BRAND in value)) return false
    // It may be a proxy, or have been changed since it was made.
    const { code, level, params, catalog } = value as unknown as DiagnosticFields
    return (
      typeof code === 'string' &&
      toLevel(level) === level &&
      isObject(params) &&
      typeof catalog.name === 'string'
    )
  } catch {
    return false
  }
}
