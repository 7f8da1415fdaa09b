// Acts on import, unlike everything else: `node --import smonitor/register app.js`.
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { startSmonitor } from './start-smonitor.ts'

try {
  startSmonitor()
} catch (error) {
  if (!isDiagnosticError(error)) throw error
  // Whoever sees this mistyped a setting or lacks a package: two lines tell them, a stack of ours would hide it.
  process.stderr.write(
    `${toSafeLine(error.message)} (${error.code})\n  What to do: ${toSafeLine(error.hint ?? '')}\n`,
  )
  process.exit(1)
}
