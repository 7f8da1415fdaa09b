import { BundleError } from '../bundle/bundle-error.ts'
import { readBundle, type Bundle } from '../bundle/read-bundle.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { createProgress } from './progress.ts'

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

/**
 * Does what reads the events of a bundle, and shows how far it is.
 *
 * @throws DiagnosticError SMON-E107
 */
export function readingEvents<Result>(path: string, read: (bundle: Bundle) => Result): Result {
  const progress = createProgress(`Reading ${toSafeLine(path)}`, 'diagnostics')
  try {
    return reading(path, () => read(withTicks(readBundle(path), progress.tick)))
  } finally {
    progress.end()
  }
}

function withTicks(bundle: Bundle, tick: () => void): Bundle {
  function* events(): Generator<DiagnosticEvent> {
    for (const event of bundle.events()) {
      tick()
      yield event
    }
  }
  // Not a copy: what it says of itself changes while it is read.
  return Object.create(bundle, { events: { value: events } }) as Bundle
}
