import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { createSpoolSink, type SpoolSink } from '../../exporters/spool-sink.ts'
import type { RunInfo } from '../bundle/manifest.ts'
import { checkTarget } from '../bundle/write-bundle.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** A bundle that the program itself writes when it ends. */
export interface BundleAtExit {
  /** Collects the events on disk until then. */
  readonly sink: SpoolSink
  /** Changes where the bundle goes. @throws BundleError when the folder holds something that is no bundle. */
  setFolder(folder: string): void
  /** Writes the bundle, without waiting; a failure is printed, since nothing else is left to tell. */
  write(exitCode: number | null): void
}

/** Prepares a bundle in a folder. @throws BundleError when the folder holds something that is no bundle. */
export function createBundleAtExit(initialFolder: string, info: RunInfo): BundleAtExit {
  checkTarget(initialFolder, true)
  // Resolved now: the program may change its folder before it ends.
  let folder = resolve(initialFolder)
  const spool = mkdtempSync(join(tmpdir(), 'smonitor-'))
  return {
    sink: { ...createSpoolSink({ folder: spool, info }), name: 'bundle' },
    setFolder(next) {
      checkTarget(next, true)
      folder = resolve(next)
    },
    write(exitCode) {
      const end = { ended_at: new Date().toISOString(), exit_code: exitCode, signal: null }
      try {
        bundleFromSpool(spool, folder, { end, fallback: info, force: true })
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        const { message, hint } = ownDiagnostics.resolve('SMON-E104', { reason })
        process.stderr.write(`${message} ${hint} (SMON-E104)\n`)
      } finally {
        rmSync(spool, { recursive: true, force: true })
      }
    },
  }
}
