import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { eventsOf, type Recorded } from './find-events.ts'

/** One diagnostic of a baseline, however often it occurs: that depends on how many workers there are. */
export interface BaselineEntry {
  readonly triage_key: string
  readonly code: string | null
  readonly source: string
  readonly level: string
  /** As it was when it was written down, for readers; it is not compared. */
  readonly message: string
}

/** What a run has that its baseline has not, and the other way round. */
export interface BaselineComparison {
  readonly new: readonly BaselineEntry[]
  readonly known: readonly BaselineEntry[]
  /** In the baseline, and not in this run. */
  readonly gone: readonly BaselineEntry[]
  readonly isWritten: boolean
}

/** Options of {@link compareBaseline}. */
export interface BaselineOptions {
  /** Writes what this run has as the new baseline. @default false */
  readonly update?: boolean
}

const SCHEMA = 'smonitor.baseline/1'

/**
 * Compares the diagnostics of a run with those that were written down before, by what they are and not by how often
 * they occur: two are the same if code, source and triage key are.
 *
 * @param file - JSON; one that does not exist is an empty baseline, and is made only with `update`.
 * @throws TypeError if the file is no baseline.
 * @example
 * ```ts
 * import { compareBaseline, createRecorder } from 'smonitor/testing'
 *
 * const recorder = createRecorder()
 * const { new: unknown } = compareBaseline(recorder, 'tests/diagnostics.baseline.json')
 * console.log(unknown.length)
 * ```
 */
export function compareBaseline(
  recorded: Recorded,
  file: string,
  { update = false }: BaselineOptions = {},
): BaselineComparison {
  const before = new Map(readBaseline(file).map((entry) => [identityOf(entry), entry]))
  const now = new Map((eventsOf(recorded) ?? []).map((event) => [identityOf(event), toEntry(event)]))
  if (update) writeBaseline(file, [...now.values()])
  return {
    new: sorted([...now].filter(([identity]) => !before.has(identity))),
    known: sorted([...now].filter(([identity]) => before.has(identity))),
    gone: sorted([...before].filter(([identity]) => !now.has(identity))),
    isWritten: update,
  }
}

function identityOf({
  code,
  source,
  triage_key,
}: Pick<BaselineEntry, 'code' | 'source' | 'triage_key'>): string {
  return JSON.stringify([code, source, triage_key])
}

function toEntry({ triage_key, code, source, level, message }: DiagnosticEvent): BaselineEntry {
  return { triage_key, code, source, level, message }
}

/** In an order that does not depend on the run, so that a changed baseline is a small change of the file. */
function sorted(entries: readonly (readonly [string, BaselineEntry])[]): BaselineEntry[] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry)
}

function readBaseline(file: string): readonly BaselineEntry[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') return []
    throw cause
  }
  let content: { readonly schema?: unknown; readonly diagnostics?: unknown }
  try {
    content = JSON.parse(text) as typeof content
  } catch (cause) {
    throw new TypeError(`The baseline ${file} is not JSON. Write it anew with { update: true }.`, { cause })
  }
  if (content?.schema !== SCHEMA || !Array.isArray(content.diagnostics)) {
    throw new TypeError(`The file ${file} is no baseline (${SCHEMA}). Write it anew with { update: true }.`)
  }
  return content.diagnostics as BaselineEntry[]
}

function writeBaseline(file: string, entries: readonly BaselineEntry[]): void {
  const diagnostics = sorted(entries.map((entry) => [identityOf(entry), entry]))
  makeFolder(dirname(file))
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify({ schema: SCHEMA, diagnostics }, null, 2)}\n`)
  renameSync(draft, file)
}
