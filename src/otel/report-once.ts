import { diag } from '@opentelemetry/api'

/** Creates a reporter that says each message once, through OTel's own channel, and never throws. */
export function createOnceReporter(): (message: string, problem?: unknown) => void {
  const told = new Set<string>()
  return (message, problem) => {
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
