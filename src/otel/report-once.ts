import { diag } from '@opentelemetry/api'
import { isRaised } from './emission.ts'

/**
 * Creates a reporter that says each message once, through OTel's own channel. It never throws, but for what a strict
 * mode throws at the caller: that is no problem of ours.
 */
export function createOnceReporter(): (message: string, problem?: unknown) => void {
  const told = new Set<string>()
  return (message, problem) => {
    if (isRaised(problem)) throw problem
    if (told.has(message)) return
    told.add(message)
    try {
      if (problem === undefined) diag.error(message)
      else diag.error(message, problem)
    } catch {
      // The host's own logger threw: there is nobody left to tell.
    }
  }
}
