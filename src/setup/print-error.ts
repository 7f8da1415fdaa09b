import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { toSafeLine } from '../record/sanitise.ts'

/** Prints what went wrong and what to do: a coded diagnostic in words, anything else as it is. */
export function printError(error: unknown): void {
  if (!isDiagnosticError(error)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return
  }
  process.stderr.write(`${toSafeLine(error.message)} (${error.code})\n`)
  if (error.hint !== undefined) process.stderr.write(`  What to do: ${toSafeLine(error.hint)}\n`)
}
