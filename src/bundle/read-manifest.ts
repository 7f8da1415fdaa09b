import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import type { BundleSource } from './forms/bundle-source.ts'
import { BUNDLE_SCHEMA, EVENTS_FILE, MANIFEST_FILE, type BundleManifest } from './manifest.ts'
import { listWrongFields, toBundleManifest } from './manifest-fields.ts'
import { parseEvent } from './parse-event.ts'
import { isPythonEvent, isPythonManifest, PYTHON_NOTES, toPythonManifest } from './python-manifest.ts'
import { asObject, asText } from './read-fields.ts'

/** Who wrote a bundle: this library, or the Python library of the same name. */
export type BundleWriter = 'smonitor' | 'python'

/** A manifest, and what a reader is to know about it. */
export interface ReadManifest {
  readonly manifest: BundleManifest
  readonly writtenBy: BundleWriter
  /** What the bundle says in another way than ours do, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * Reads the manifest of a bundle: ours, or one of the Python library. Events without one have one that says nothing.
 *
 * @throws BundleError when it is of another version.
 */
export function readManifest(source: BundleSource): ReadManifest {
  const { manifest, path, form } = source
  if (manifest === undefined) return withoutManifest(source)
  if (isPythonManifest(manifest)) {
    return { manifest: toPythonManifest(manifest), writtenBy: 'python', notes: PYTHON_NOTES }
  }
  if (manifest['schema'] !== BUNDLE_SCHEMA) {
    const place = form === 'folder' || form === 'tar' ? `${path}/${MANIFEST_FILE}` : path
    throw new BundleError(
      'not-a-bundle',
      path,
      `${place} has the schema "${asText(manifest['schema']) ?? 'none'}", and this version of smonitor reads "${BUNDLE_SCHEMA}". Read it with the version that wrote it: ${asText(manifest['smonitor_version']) ?? 'unknown'}.`,
    )
  }
  return { manifest: toBundleManifest(manifest), writtenBy: 'smonitor', notes: notesOn(manifest) }
}

function notesOn(manifest: Readonly<Record<string, unknown>>): string[] {
  const wrong = listWrongFields(manifest)
  const { total, by_level } = asObject(manifest['events'])
  const counts = Object.values(asObject(by_level)).filter((count) => typeof count === 'number')
  const sum = counts.reduce((all, count) => all + count, 0)
  const isOdd = counts.length > 0 && typeof total === 'number' && sum !== total
  return [
    ...(wrong.length === 0
      ? []
      : [
          `These fields of its ${MANIFEST_FILE} are of another type, and were left out: ${wrong.join(', ')}.`,
        ]),
    ...(isOdd
      ? [
          `The counts in its ${MANIFEST_FILE} disagree: the levels come to ${sum}, and all diagnostics to ${total}.`,
        ]
      : []),
  ]
}

function withoutManifest(source: BundleSource): ReadManifest {
  const { event, isPython } = firstEvent(source)
  return {
    manifest: toBundleManifest({
      run: { run_id: event?.run_id ?? '', session_id: event?.session_id ?? '' },
      end: { state: 'unknown' },
    }),
    writtenBy: isPython ? 'python' : 'smonitor',
    notes: isPython ? PYTHON_NOTES : [],
  }
}

/** How many lines are looked at until one is an event. */
const MAX_LINES = 1000

function firstEvent(source: BundleSource): {
  readonly event: DiagnosticEvent | undefined
  readonly isPython: boolean
} {
  let left = MAX_LINES
  for (const line of source.lines(EVENTS_FILE) ?? []) {
    const event = line === undefined ? undefined : parseEvent(line)
    if (event !== undefined) return { event, isPython: isPythonEvent(event) }
    left -= 1
    if (left === 0) break
  }
  return { event: undefined, isPython: false }
}
