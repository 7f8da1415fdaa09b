import { markWrapper } from '../record/wraps.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** An OTel exporter of either signal. */
export interface ExporterLike {
  export(items: unknown, done: (result: { readonly code: number; readonly error?: Error }) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

/** OTel's code for an export that worked. */
const SUCCESS = 0

/** Wraps an exporter so that its first failure is said; the SDK itself keeps silent about it by default. */
export function reportFailures(exporter: ExporterLike, signal: string, endpoint: string): ExporterLike {
  let isReported = false
  const reporting: ExporterLike = {
    export(items, done) {
      exporter.export(items, (result) => {
        done(result)
        if (result.code === SUCCESS || isReported) return
        isReported = true
        ownDiagnostics.emit('SMON-W202', { endpoint, signal, reason: reasonOf(result.error) })
      })
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
  return markWrapper(reporting, exporter)
}

/** Node puts the reason of a refused connection into `code` and leaves the message of the group empty. */
function reasonOf(error: (Error & { readonly code?: unknown }) | undefined): string {
  if (error === undefined) return 'the exporter gave no reason'
  const code = typeof error.code === 'string' || typeof error.code === 'number' ? String(error.code) : ''
  if (error.message.includes(code) && error.message !== '') return error.message
  return [error.message, code].filter((part) => part !== '').join(' ') || error.name
}
