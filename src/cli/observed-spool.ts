import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import type { BundleManifest, RunInfo } from '../bundle/manifest.ts'
import type { WriteBundleOptions } from '../bundle/write-bundle.ts'
import { describeEnv } from '../setup/describe-process.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { readSettings } from '../setup/options.ts'
import { countUnsent, type UnsentCount } from '../spool/outbox/unsent-files.ts'
import { openRunSpool } from '../spool/run-spool.ts'
import type { ProgramEnd } from './spawn-observed.ts'

/** A run that is kept since no endpoint has taken some of it. */
export interface UnsentRun extends UnsentCount {
  readonly folder: string
}

/** Where a program under `smonitor run` leaves its diagnostics, until they are in the bundle. */
export interface ObservedSpool {
  /** The folder of all runs, for the program. */
  readonly root: string
  /**
   * Writes the bundle, and deletes what it was made from, unless a process of the program goes on, or no endpoint has
   * taken some of it yet.
   *
   * @returns What is kept for that, where the program has not said it itself.
   * @throws DiagnosticError SMON-E104 that says how to come by the bundle all the same.
   */
  writeBundle(end: ProgramEnd, out: string, options: WriteBundleOptions): UnsentRun | undefined
  discard(): void
}

/**
 * Opens the spool of a run as its observer: where the program keeps its runs anyway, so that `smonitor export` finds
 * it if even the observer is killed. Where that cannot be written, or no spool is wanted, it is a temporary folder.
 */
export function openObservedSpool(info: RunInfo): ObservedSpool {
  const { folder: wanted, ...limits } = readSettings({}, process.env).spool ?? {}
  const open = (root: string) => openRunSpool({ ...limits, root, runId: info.run_id, info, role: 'observer' })
  let temporary: string | undefined
  let spool = wanted === undefined ? undefined : open(wanted)
  if (spool?.open() !== true) {
    temporary = mkdtempSync(join(tmpdir(), 'smonitor-run-'))
    spool = open(temporary)
    spool.open()
  }
  const { folder } = spool
  const opened = spool

  function discard(): void {
    opened.discard()
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
  }

  return {
    root: temporary ?? wanted ?? '',
    writeBundle({ pid, exitCode, signal }, out, options) {
      const fallback = { ...info, pid }
      opened.setInfo(fallback)
      opened.close({ exit_code: exitCode, signal })
      let manifest: BundleManifest
      try {
        // The program has inherited it from here.
        manifest = bundleFromSpool(folder, out, { ...options, fallback, env: describeEnv(process.env) })
      } catch (cause) {
        const reason = `${(cause as Error).message} What the program left is kept: \`smonitor export --from ${relative('', folder)} --out <folder>\` makes a bundle of it.`
        throw ownDiagnostics.error('SMON-E104', { reason }, { cause })
      }
      const left = countUnsent(folder)
      if (left.unsent === 0) {
        discard()
        return undefined
      }
      return manifest.events.by_code['SMON-W230'] === undefined ? { ...left, folder } : undefined
    },
    discard,
  }
}
