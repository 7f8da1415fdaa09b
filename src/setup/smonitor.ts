import type { Sink } from '../../exporters/sink.ts'
import type { BundleManifest } from '../bundle/manifest.ts'
import type { WriteBundleOptions } from '../bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { SmonitorOptions } from './options.ts'
import type { RunReport } from './report/run-report.ts'

/** The running smonitor of a program. */
export interface Smonitor {
  /** 32 hex digits; the same for every process of a run. */
  readonly runId: string
  /** 32 hex digits; another one for each process. */
  readonly sessionId: string
  /** Whose words are printed. */
  readonly profile: string
  /** Whether diagnostics are taken; see {@link Smonitor.configure}. */
  readonly isEnabled: boolean
  /**
   * Changes the settings that are named, from the next diagnostic on; nothing that was emitted before is lost.
   *
   * @throws DiagnosticError SMON-E102 for a setting that is not valid; nothing is changed then.
   */
  configure(options: SmonitorOptions): void
  /**
   * Adds a sink beside those of the settings.
   *
   * @returns What takes it out again, flushed and closed.
   */
  addSink(sink: Sink): () => void
  /** Lists the newest diagnostics, oldest first: all that are kept in memory, or the last `limit`. */
  recentEvents(limit?: number): DiagnosticEvent[]
  /** Sums the run up so far, in this process: counts, timings, incidents, and smonitor's own health. */
  report(): RunReport
  /** Counts work that was done although it need not have been; the report tells of it. */
  recordRedundancy(callsite: string, details?: object): void
  /** Writes the diagnostics that are kept in memory as a bundle. @throws BundleError */
  exportBundle(folder: string, options?: WriteBundleOptions): BundleManifest
  /** Brings everything that was emitted to its sinks and OTLP endpoints; gives up after 10 seconds. */
  flush(): Promise<void>
  /** Flushes, writes the bundle and lets go of OTel. Called again, it does nothing. */
  shutdown(): Promise<void>
}

// Shared by every copy of smonitor in the process: a program has one set-up.
const KEY = Symbol.for('smonitor.running.v1')

/**
 * Finds the smonitor that runs in this process, whoever started it.
 *
 * @example
 * ```ts
 * import { getSmonitor } from 'smonitor/sdk'
 *
 * console.log(getSmonitor()?.report().events_total)
 * ```
 */
export function getSmonitor(): Smonitor | undefined {
  return (globalThis as { [KEY]?: Smonitor | undefined })[KEY]
}

/** Says which smonitor runs in this process; `undefined` when none does any more. */
export function setSmonitor(smonitor: Smonitor | undefined): void {
  ;(globalThis as { [KEY]?: Smonitor | undefined })[KEY] = smonitor
}
