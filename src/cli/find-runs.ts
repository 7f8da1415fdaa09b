import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { toRunEnd } from '../../exporters/bundle-from-spool.ts'
import type { RunEnd, RunInfo } from '../bundle/manifest.ts'
import { asObject, asText } from '../bundle/read-fields.ts'
import type { Environment } from '../setup/environment.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { readSettings } from '../setup/options.ts'
import { isRunFolder, listRuns } from '../spool/list-runs.ts'
import { readRun, type RunContents } from '../spool/read-run.ts'
import { DEFAULT_ROOT, OWN_FOLDER } from '../spool/run-files.ts'

/** A run that was found on disk. */
export interface FoundRun {
  readonly contents: RunContents
  readonly id: string
  /** The name of the service, or of the file that was started; `''` when nobody came to say it. */
  readonly program: string
  /** The file that was started, and the service in brackets, as far as they have a name; `''` as above. */
  readonly label: string
  /** ISO 8601; `''` when nobody came to say it. */
  readonly startedAt: string
  readonly end: RunEnd
}

/** Where `--from` is looked for when it is not given: where a program that is started here keeps its runs. */
export function defaultFrom(env: Environment): string {
  try {
    const folder = readSettings({}, env).spool?.folder
    return folder === undefined || folder === resolve(DEFAULT_ROOT) ? OWN_FOLDER : folder
  } catch (error) {
    // A config that is broken must not keep anybody from what a program left.
    if (isDiagnosticError(error)) return OWN_FOLDER
    throw error
  }
}

/**
 * Finds the runs in a folder: the folder of a program, its `.smonitor`, the folder of the runs, or that of one run.
 *
 * @returns The runs, newest first.
 * @throws DiagnosticError SMON-E123 when there is none, SMON-E125 when one cannot be read.
 */
export function findRuns(from: string): FoundRun[] {
  const folders = isRunFolder(from)
    ? [from]
    : ([join(from, 'runs'), join(from, OWN_FOLDER, 'runs'), from]
        .map(list)
        .find(({ length }) => length > 0) ?? [])
  if (folders.length === 0) throw ownDiagnostics.error('SMON-E123', { folder: from })
  return folders.map(open).toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1))
}

/**
 * Chooses one of them.
 *
 * @param wanted - An id, the first letters of one, or `latest`.
 * @throws DiagnosticError SMON-E124 when that is none of them, or several.
 */
export function chooseRun(runs: readonly FoundRun[], wanted: string, from: string): FoundRun {
  const [latest] = runs
  if (wanted === 'latest' && latest !== undefined) return latest
  const exact = runs.find(({ id, contents }) => id === wanted || basename(contents.folder) === wanted)
  const matching =
    exact === undefined ? runs.filter(({ id }) => wanted !== '' && id.startsWith(wanted)) : [exact]
  const [only] = matching
  if (only !== undefined && matching.length === 1) return only
  const reason =
    matching.length === 0
      ? `There is no run "${wanted}" in ${from}.`
      : `The ids of ${matching.length} runs in ${from} begin with "${wanted}".`
  const known = (matching.length === 0 ? runs : matching).slice(0, MAX_NAMED).map(({ id }) => id)
  throw ownDiagnostics.error('SMON-E124', { reason, known: [...known, 'latest'].join(', ') })
}

const MAX_NAMED = 10

function list(root: string): string[] {
  if (!existsSync(root)) return []
  return reading(root, () => listRuns(root))
}

function open(folder: string): FoundRun {
  const contents = reading(folder, () => readRun(folder))
  const info = asObject(contents.info) as Partial<RunInfo>
  return {
    contents,
    id: asText(info.run_id) ?? basename(folder),
    program: asText(info.service_name) || asText(info.entry) || '',
    label: labelOf(info),
    startedAt: asText(info.started_at) ?? '',
    end: toRunEnd(contents),
  }
}

/** The file, by which one knows it, and the service, where it has a name. */
function labelOf(info: Partial<RunInfo>): string {
  const [entry, service] = [asText(info.entry), asText(info.service_name)]
  if (!entry) return service ?? ''
  return service ? `${entry} (${service})` : entry
}

function reading<Result>(folder: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E125', { folder, reason: (cause as Error).message }, { cause })
  }
}
