import { BundleError } from '../bundle/bundle-error.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'

/**
 * Does what reads a bundle, and says in our own words what is wrong with it.
 *
 * @throws DiagnosticError SMON-E107
 */
export function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    if (isDiagnosticError(cause)) throw cause
    const message = (cause as Error).message
    const reason = cause instanceof BundleError ? message : `The bundle ${path} cannot be read: ${message}.`
    throw ownDiagnostics.error('SMON-E107', { reason }, { cause })
  }
}
