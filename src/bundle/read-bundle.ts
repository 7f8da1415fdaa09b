import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import type { BundleForm } from './forms/bundle-form.ts'
import type { BundleSource } from './forms/bundle-source.ts'
import { openSource } from './forms/open-source.ts'
import { EVENTS_FILE, LOGS_FILE, METRICS_FILE, TRACES_FILE, type BundleManifest } from './manifest.ts'
import { parseEvent, parseObject } from './parse-event.ts'
import { createPartCheck } from './part-check.ts'
import { readManifest, type BundleWriter } from './read-manifest.ts'

/** A bundle, opened. */
export interface Bundle {
  /** The folder or file. */
  readonly path: string
  /** How it lies on disk; `lines` is a file of events without a manifest. */
  readonly form: BundleForm | 'lines'
  readonly manifest: BundleManifest
  readonly writtenBy: BundleWriter
  /**
   * What a reader is to know: what it says in another way than our bundles do, and what is wrong with it. A sentence
   * each; that a file was changed is known once it was read.
   */
  readonly notes: readonly string[]
  /** Of the notes, what is wrong with it: what was changed after it was written, or is missing. */
  readonly problems: readonly string[]
  /** Reads the events in order, a line at a time; can be called again. */
  events(): Iterable<DiagnosticEvent>
  /** Reads the spans: documents of OTLP JSON. */
  traces(): Iterable<object>
  /** Reads the diagnostics as log records: documents of OTLP JSON. */
  logs(): Iterable<object>
  /** Reads the metrics: documents of OTLP JSON. */
  metrics(): Iterable<object>
  /** Lines of the events that could not be read so far: cut off, damaged, or not ours. */
  readonly unreadableLines: number
  /** Removes what was unpacked of an archive, which else is gone at the end of the process. */
  close(): void
}

/**
 * Opens a bundle in any of its forms: ours, one that `export_bundle` of the Python library wrote, or a file of events
 * without a manifest, of which it says so in its notes.
 *
 * @param path - The folder, one of its files, or the one file that it is.
 * @throws BundleError when there is no bundle, or its manifest cannot be read.
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 *
 * const bundle = readBundle('out/demo/bundle')
 * for (const event of bundle.events()) console.log(event.code, event.message)
 * ```
 */
export function readBundle(path: string): Bundle {
  return openBundle(path).bundle
}

/** Opens a bundle, and what it lies in besides. @throws BundleError as {@link readBundle} does */
export function openBundle(path: string): { readonly bundle: Bundle; readonly source: BundleSource } {
  let source: BundleSource | undefined
  try {
    source = openSource(path)
    return { bundle: toBundle(source), source }
  } catch (error) {
    source?.close()
    throw toBundleError(path, error)
  }
}

function toBundle(source: BundleSource): Bundle {
  const { path, form } = source
  const { manifest, writtenBy, notes } = readManifest(source)
  if (manifest.events.total > 0 && source.lines(EVENTS_FILE) === undefined) {
    throw new BundleError(
      'not-a-bundle',
      path,
      `${path} has no ${EVENTS_FILE}, which held ${manifest.events.total} diagnostics. The bundle is damaged; write it again.`,
    )
  }
  const problems = new Map<string, string>()
  const unreadable = { lines: 0 }

  /** Reads a file of it, and looks on the way whether it is as it was written. */
  function* read<Item>(
    file: string,
    parse: (line: string) => Item | undefined,
    onUnreadable: (lines: number) => void,
  ): Generator<Item> {
    const expected = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined
    const check = expected === undefined ? undefined : createPartCheck(file, expected)
    const lines = source.lines(file, check?.onBytes)
    let [all, left] = [0, 0]
    onUnreadable(0)
    try {
      for (const line of lines ?? []) {
        all += 1
        const item = line === undefined ? undefined : parse(line)
        if (item === undefined) onUnreadable((left += 1))
        else yield item
      }
    } catch (error) {
      throw toBundleError(path, error)
    }
    const problem =
      lines === undefined && expected !== undefined
        ? `${file} is missing, which held ${expected.lines} ${expected.lines === 1 ? 'line' : 'lines'}.`
        : check?.finish(all)
    if (problem !== undefined) problems.set(file, problem)
  }
  const documents = (file: string): Iterable<object> =>
    read(file, parseObject, (lines) => {
      if (lines > 0)
        problems.set(
          `lines of ${file}`,
          `${file} has lines that are no JSON objects: ${lines} were left out.`,
        )
    })

  return {
    path,
    form,
    manifest,
    writtenBy,
    get notes() {
      return [...source.notes, ...notes, ...problems.values()]
    },
    get problems() {
      return [...problems.values()]
    },
    *events() {
      let found = 0
      for (const event of read(EVENTS_FILE, parseEvent, (lines) => (unreadable.lines = lines))) {
        found += 1
        yield event
      }
      const lines = found + unreadable.lines
      if (
        manifest.files[EVENTS_FILE] === undefined &&
        manifest.events.total > 0 &&
        manifest.events.total !== lines
      ) {
        problems.set(
          EVENTS_FILE,
          `bundle.json counts ${manifest.events.total} diagnostics, and there are ${lines} lines of them.`,
        )
      }
    },
    traces: () => documents(TRACES_FILE),
    logs: () => documents(LOGS_FILE),
    metrics: () => documents(METRICS_FILE),
    get unreadableLines() {
      return unreadable.lines
    },
    close: () => source.close(),
  }
}

/** What the file system refuses is said as everything else is. */
function toBundleError(path: string, error: unknown): BundleError {
  if (error instanceof BundleError) return error
  return new BundleError('unreadable', path, `${path} cannot be read: ${(error as Error).message}.`, error)
}
