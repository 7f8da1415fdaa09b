// Acts on import, unlike everything else: `node --import smonitor/register app.js`.
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { printError } from './print-error.ts'
import { preloadSmonitor } from './start-smonitor.ts'

try {
  preloadSmonitor()
} catch (error) {
  if (!isDiagnosticError(error)) throw error
  // Whoever sees this mistyped a setting or lacks a package: two lines tell them, a stack of ours would hide it.
  printError(error)
  process.exit(1)
}
