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
  /** Changes where the bundle goes. @throws DiagnosticError SMON-E104 */
  setFolder(folder: string): void
  /** Writes the bundle, without waiting; a failure is printed, since nothing else is left to tell. */
  write(end: ProgramEnd): void
  /** Forgets what was collected and writes nothing. */
  abandon(): void
}

/** How this program ends; both are `null` while it goes on. */
export interface ProgramEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** Prepares a bundle in a folder. @throws DiagnosticError SMON-E104 when the folder cannot hold it. */
export function createBundleAtExit(initialFolder: string, info: RunInfo): BundleAtExit {
  checkFolder(initialFolder)
  // Resolved now: the program may change its folder before it ends.
  let folder = resolve(initialFolder)
  const spool = createSpoolFolder()
  return {
    sink: { ...createSpoolSink({ folder: spool, info }), name: 'bundle' },
    setFolder(next) {
      checkFolder(next)
      folder = resolve(next)
    },
    abandon() {
      rmSync(spool, { recursive: true, force: true })
    },
    write({ exitCode, signal }) {
      const end = { ended_at: new Date().toISOString(), exit_code: exitCode, signal }
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

function createSpoolFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'smonitor-'))
  } catch (cause) {
    const reason = `There is no folder for temporary files: ${(cause as Error).message}.`
    throw ownDiagnostics.error('SMON-E104', { reason }, { cause })
  }
}

function checkFolder(folder: string): void {
  try {
    checkTarget(folder, true)
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E104', { reason: (cause as Error).message }, { cause })
  }
}
