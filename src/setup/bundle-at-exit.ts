import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { createSpoolSink, type SpoolSink } from '../../exporters/spool-sink.ts'
import type { BundleManifest, SpooledRun } from '../bundle/manifest.ts'
import type { BundleRedactOptions } from '../bundle/redaction/bundle-redaction.ts'
import { createBundleRedaction } from '../bundle/redaction/create-bundle-redaction.ts'
import { checkTarget } from '../bundle/target.ts'
import { openRunSpool, type RunSpool } from '../spool/run-spool.ts'
import { describeEnv } from './describe-process.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import { reportSpoolProblem } from './spool-problems.ts'

/** A bundle that the program itself writes when it ends. */
export interface BundleAtExit {
  /** Collects the events on disk until then; `undefined` when the spool of the run has them anyway. */
  readonly sink: SpoolSink | undefined
  /** The spool that it is made from. */
  readonly spool: RunSpool
  /** Changes where the bundle goes. @throws DiagnosticError SMON-E104 */
  setFolder(folder: string): void
  /** Changes what is taken out of it. @throws DiagnosticError SMON-E104 */
  setRedact(redact: BundleRedactOptions): void
  /** Writes the bundle, without waiting; a failure is printed, since nothing else is left to tell. */
  write(end: ProgramEnd): void
  /** Forgets what was collected and writes nothing. */
  abandon(): void
}

/** Options of {@link createBundleAtExit}. */
export interface BundleAtExitOptions {
  readonly info: SpooledRun
  /** What is taken out of it. */
  readonly redact: BundleRedactOptions
  readonly spool: RunSpool | undefined
}

/** How this program ends; both are `null` while it goes on. */
export interface ProgramEnd {
  readonly exitCode: number | null
  readonly signal: string | null
  /** Its environment variables, as others may see them. @default all of them */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Prepares a bundle in a folder. It is made from the spool of the run, and so has what every process and thread of
 * the run has left by then. Without one, or where that cannot be written, it is made from a spool of its own.
 *
 * @throws DiagnosticError SMON-E104 when the folder cannot hold it.
 */
export function createBundleAtExit(
  initialFolder: string,
  { info, redact: initialRedact, spool }: BundleAtExitOptions,
): BundleAtExit {
  checkFolder(initialFolder)
  checkRedact(initialRedact)
  // Resolved now: the program may change its folder before it ends.
  let folder = resolve(initialFolder)
  let redact = initialRedact
  const source = spool?.open() === true ? sharedSource(spool) : createSource(info)
  return {
    sink: source.sink,
    spool: source.spool,
    setFolder(next) {
      checkFolder(next)
      folder = resolve(next)
    },
    setRedact(next) {
      checkRedact(next)
      redact = next
    },
    abandon: () => source.remove(),
    write(end) {
      source.close(end)
      try {
        const known = existsSync(source.folder) ? {} : { end: toRunEnd(end) }
        const manifest = bundleFromSpool(source.folder, folder, {
          ...known,
          fallback: info,
          env: end.env ?? describeEnv(process.env),
          force: true,
          redact,
        })
        source.release(manifest)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        const { message, hint } = ownDiagnostics.resolve('SMON-E104', { reason })
        process.stderr.write(`${message} ${hint} (SMON-E104)\n`)
      } finally {
        source.remove()
      }
    },
  }
}

/** Where the events of the bundle are. */
interface Source {
  readonly folder: string
  readonly spool: RunSpool
  readonly sink: SpoolSink | undefined
  close(end: ProgramEnd): void
  /** Called when they are in the bundle. */
  release(manifest: BundleManifest): void
  remove(): void
}

/** The spool of the run, which is closed by whoever opened it, and stays. */
function sharedSource(spool: RunSpool): Source {
  return {
    folder: spool.folder,
    spool,
    sink: undefined,
    close: () => undefined,
    release({ events }) {
      // It was opened for the bundle: a program without diagnostics leaves no spool.
      if (events.total + events.dropped === 0) spool.discard()
    },
    remove: () => undefined,
  }
}

function createSource(info: SpooledRun): Source {
  const root = createTemporaryFolder()
  const spool = openRunSpool({
    root,
    runId: info.run_id,
    info,
    maxRuns: 1,
    onProblem: reportSpoolProblem,
  })
  return {
    folder: spool.folder,
    spool,
    sink: { ...createSpoolSink(spool), name: 'bundle' },
    close: ({ exitCode, signal }) => spool.close({ exit_code: exitCode, signal }),
    release: () => undefined,
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

function toRunEnd({ exitCode, signal }: ProgramEnd) {
  return { ended_at: new Date().toISOString(), exit_code: exitCode, signal }
}

function createTemporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'smonitor-'))
  } catch (cause) {
    const reason = `There is no folder for temporary files: ${(cause as Error).message}.`
    throw ownDiagnostics.error('SMON-E104', { reason }, { cause })
  }
}

/** At the end of the program it would be too late to say that a pattern is none. */
function checkRedact(redact: BundleRedactOptions): void {
  try {
    createBundleRedaction(redact)
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E104', { reason: (cause as Error).message }, { cause })
  }
}

function checkFolder(folder: string): void {
  try {
    checkTarget(folder, { force: true })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E104', { reason: (cause as Error).message }, { cause })
  }
}
