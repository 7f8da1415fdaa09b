import { isMainThread } from 'node:worker_threads'
import { createSpoolSink, type SpoolSink } from '../../../exporters/spool-sink.ts'
import { createSpoolTelemetry, type SpoolTelemetry } from '../../../exporters/spool-telemetry.ts'
import type { SpooledRun } from '../../bundle/manifest.ts'
import { openRunSpool, type RunSpool } from '../../spool/run-spool.ts'
import { createBundleAtExit, type BundleAtExit } from '../bundle-at-exit.ts'
import type { Settings } from '../options.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { reportSpoolProblem } from '../spool-problems.ts'
import { wantsTelemetry } from '../wants-telemetry.ts'

/** The spool of the run, and its sink. */
export interface Spool {
  readonly run: RunSpool
  readonly sink: SpoolSink
}

/** What was opened before. */
interface Before {
  readonly bundle: BundleAtExit | undefined
  readonly telemetry: SpoolTelemetry | undefined
}

/** Opens the spool that the settings ask for; `undefined` where they ask for none. */
export function spoolOf(settings: Settings['spool'], info: SpooledRun): Spool | undefined {
  if (settings === undefined) return undefined
  const { folder, ...limits } = settings
  const run = openRunSpool({
    ...limits,
    root: folder,
    runId: info.run_id,
    info,
    onProblem: reportSpoolProblem,
  })
  return { run, sink: createSpoolSink(run) }
}

/**
 * Prepares the bundle of the end. One that is moved to another folder keeps what it holds already.
 *
 * @throws DiagnosticError SMON-E104 when the folder cannot hold it.
 */
export function bundleOf(
  { bundle: folder, bundleRedact: redact }: Settings,
  before: Before | undefined,
  info: SpooledRun,
  spool: RunSpool | undefined,
): BundleAtExit | undefined {
  if (before?.bundle !== undefined) {
    if (folder !== undefined) before.bundle.setFolder(folder)
    before.bundle.setRedact(redact)
    return before.bundle
  }
  // What the threads of a process have to say is in the bundle of their main thread.
  return folder === undefined || !isMainThread
    ? undefined
    : createBundleAtExit(folder, { info, redact, spool })
}

/** Keeps spans where the bundle is made from, or where the run keeps its diagnostics. */
export function telemetryOf(
  settings: Settings,
  before: Before | undefined,
  spool: RunSpool | undefined,
): SpoolTelemetry | undefined {
  if (spool === undefined || !wantsTelemetry(settings)) return undefined
  if (before?.telemetry?.spool === spool) return before.telemetry
  return createSpoolTelemetry({
    spool,
    onProblem: (error) => ownDiagnostics.emit('SMON-W219', { reason: reasonOf(error).replace(/\.$/, '') }),
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
