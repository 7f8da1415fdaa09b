// Acts on import, unlike everything else: `node --import smonitor/register app.js`.
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { printError } from './print-error.ts'
import { startSmonitor } from './start-smonitor.ts'

try {
  startSmonitor()
} catch (error) {
  if (!isDiagnosticError(error)) throw error
  // Whoever sees this mistyped a setting or lacks a package: two lines tell them, a stack of ours would hide it.
  printError(error)
  process.exit(1)
}
