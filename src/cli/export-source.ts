import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { chooseEvents, type EventChoice } from '../../exporters/choose-events.ts'
import {
  EVENTS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  TRACES_FILE,
  type BundleManifest,
} from '../bundle/manifest.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { readBundle } from '../bundle/read-bundle.ts'
import type { RedactionMarks } from '../bundle/redaction/bundle-redaction.ts'
import { writeBundle, type WriteBundleOptions } from '../bundle/write-bundle.ts'
import { describeEnv } from '../setup/describe-process.ts'
import { describeRun } from '../setup/run-info.ts'
import { describeEnd, describeRunEnd } from './describe-end.ts'
import { chooseRun, findRuns } from './find-runs.ts'
import { reading } from './reading-bundle.ts'

/** What `smonitor export` makes a bundle of. */
export interface ExportSource {
  readonly runId: string
  /** Its name, for a person; `''` when it has none. */
  readonly program: string
  /** Whether the whole environment of the program is known, so that its secrets are looked for everywhere. */
  readonly isEnvironmentKnown: boolean
  /** The folder that it lies in and nothing else may: of a bundle its own, of a run that of the runs. */
  readonly folder: string | undefined
  /** What was taken out of it before; `undefined` for a run. */
  readonly redactedBefore: RedactionMarks | null | undefined
  /** How it ended, for a person. */
  readonly ended: string
  /** @throws BundleError, or Error of `node:fs` */
  write(out: string, choice: EventChoice, options: WriteBundleOptions): BundleManifest
}

/**
 * Finds what `--from` names: the runs of a program, or a bundle that is to be written anew.
 *
 * @param wanted - Which of the runs.
 * @throws DiagnosticError SMON-E107, SMON-E123, SMON-E124 or SMON-E125
 */
export function findExportSource(from: string, wanted: string): ExportSource {
  return isBundle(from) ? bundleSource(from) : runSource(from, wanted)
}

/** Tells whether a path is a bundle: the folder of a run has neither file, and is no file. */
export function isBundle(from: string): boolean {
  const isFile = (path: string): boolean =>
    reading(path, () => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
  return isFile(from) || isFile(join(from, MANIFEST_FILE)) || isFile(join(from, EVENTS_FILE))
}

function bundleSource(from: string): ExportSource {
  const bundle = reading(from, () => readBundle(from))
  const { manifest } = bundle
  return {
    runId: manifest.run.run_id,
    program: manifest.run.service_name || (manifest.run.entry ?? ''),
    isEnvironmentKnown: true,
    folder: bundle.form === 'folder' ? bundle.path : undefined,
    redactedBefore: manifest.redactions,
    ended: describeRunEnd(manifest.end),
    write(out, choice, options) {
      const chosen = { leftOut: 0 }
      const found = { events: 0 }
      function* read(): Generator<DiagnosticEvent> {
        found.events = 0
        for (const event of bundle.events()) {
          found.events += 1
          yield event
        }
      }
      // What was cut off with its lines is missing too.
      const missing = (): number => Math.max(bundle.unreadableLines, manifest.events.total - found.events)
      return writeBundle(
        out,
        {
          ...manifest,
          events: chooseEvents(read, choice, () => (chosen.leftOut += 1)),
          ...(manifest.files[TRACES_FILE] === undefined ? {} : { traces: bundle.traces() }),
          ...(manifest.files[METRICS_FILE] === undefined ? {} : { metrics: bundle.metrics() }),
          redactedBefore: manifest.redactions,
          environment: describeEnv(process.env),
          dropped: () => manifest.events.dropped + missing(),
          leftOut: () => manifest.events.left_out + chosen.leftOut,
        },
        options,
      )
    },
  }
}

function runSource(from: string, wanted: string): ExportSource {
  const run = chooseRun(findRuns(from), wanted, from)
  const { id, program, contents } = run
  return {
    runId: id,
    program,
    isEnvironmentKnown: false,
    folder: dirname(contents.folder),
    redactedBefore: undefined,
    ended: describeEnd(run),
    write(out, choice, options) {
      const nobody = describeRun({ runId: id, serviceName: undefined, profile: '' })
      const fallback = { ...nobody, entry: null, pid: 0 }
      return bundleFromSpool(contents.folder, out, {
        ...choice,
        ...options,
        fallback,
        environment: describeEnv(process.env),
      })
    },
  }
}
