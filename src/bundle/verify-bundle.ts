import { truncate } from '../record/param-value.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { BundleError } from './bundle-error.ts'
import type { BundleSource } from './forms/bundle-source.ts'
import { PART_FILES } from './forms/part-files.ts'
import { EVENTS_FILE } from './manifest.ts'
import { createPartCheck } from './part-check.ts'
import { openBundle, type Bundle } from './read-bundle.ts'

const MAX_LENGTH = 1000

/** What {@link verifyBundle} found. */
export interface BundleVerification {
  /** Tells whether everything is there, can be read, and is as it was written. */
  readonly ok: boolean
  /** What is not, a sentence each. */
  readonly problems: readonly string[]
}

/**
 * Reads a bundle to its end and tells whether it is as it was written: by the sizes and checksums in its manifest.
 * That finds what was damaged or edited; whoever forges a bundle forges its checksums too.
 *
 * @throws BundleError when there is nothing at the path.
 * @example
 * ```ts
 * import { verifyBundle } from 'smonitor/bundle'
 *
 * const { ok, problems } = verifyBundle('out/demo/bundle')
 * if (!ok) console.error(problems.join('\n'))
 * ```
 */
export function verifyBundle(path: string): BundleVerification {
  try {
    const { bundle, source } = openBundle(path)
    try {
      // Names of files are what the manifest says, which is data of anybody.
      const problems = listProblems(bundle, source).map((text) => toSafeLine(truncate(text, MAX_LENGTH)))
      return { ok: problems.length === 0, problems }
    } finally {
      bundle.close()
    }
  } catch (error) {
    if (!(error instanceof BundleError) || error.problem === 'missing') throw error
    return { ok: false, problems: [error.message] }
  }
}

function listProblems(bundle: Bundle, source: BundleSource): string[] {
  for (const items of [bundle.events(), bundle.traces(), bundle.logs(), bundle.metrics()]) {
    for (const item of items) void item
  }
  const { unreadableLines, notes } = bundle
  return [
    ...notes,
    ...listUnchecked(bundle, source),
    ...listOthers(bundle, source),
    ...(unreadableLines === 0
      ? []
      : [
          `${EVENTS_FILE} has ${unreadableLines} ${unreadableLines === 1 ? 'line' : 'lines'} that cannot be read.`,
        ]),
  ]
}

/** The Python library writes no checksums, and a file of events has none: both say so in their notes. */
function listUnchecked({ manifest, writtenBy }: Bundle, source: BundleSource): string[] {
  if (writtenBy === 'python' || source.manifest === undefined) return []
  return PART_FILES.filter(
    (file) => !Object.hasOwn(manifest.files, file) && !isEmpty(source.lines(file)),
  ).map((file) => `${file} has no checksum in bundle.json, so that it cannot be checked.`)
}

function isEmpty(lines: Iterable<string | undefined> = []): boolean {
  const iterator = lines[Symbol.iterator]()
  const { done = false } = iterator.next()
  // Which closes the file.
  iterator.return?.()
  return done
}

/** Files that hold neither events nor OTLP, such as the README. */
function listOthers({ manifest }: Bundle, source: BundleSource): string[] {
  return Object.entries(manifest.files)
    .filter(([file]) => !PART_FILES.some((part) => part === file))
    .flatMap(([file, expected]) => {
      const check = createPartCheck(file, expected)
      const lines = source.lines(file, check.onBytes)
      if (lines === undefined) return [`${file} is missing.`]
      for (const line of lines) void line
      return check.finish(expected.lines) ?? []
    })
}
