import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { BundleError } from './bundle-error.ts'
import { formOf } from './forms/bundle-form.ts'
import { composeForm } from './forms/compose-form.ts'
import type { BundleManifest, RunEnd, RunFacts, RunInfo, TelemetryLoss } from './manifest.ts'
import { readBundle } from './read-bundle.ts'
import type { BundleRedactOptions, RedactionMarks } from './redaction/bundle-redaction.ts'
import { createBundleRedaction } from './redaction/create-bundle-redaction.ts'
import { checkTarget, replace } from './target.ts'
import { writeParts } from './write-parts.ts'

/** What a bundle is written from. */
export interface BundleInput extends Partial<RunFacts> {
  readonly run: RunInfo
  readonly end: RunEnd
  readonly catalogs: readonly CatalogDefinition[]
  /** Read once, in order; never held in memory as a whole. */
  readonly events: Iterable<DiagnosticEvent>
  /** Its spans: documents of OTLP JSON. @default none, and no file */
  readonly traces?: Iterable<object>
  /** Its metrics: documents of OTLP JSON. @default none, and no file */
  readonly metrics?: Iterable<object>
  /** What is known to be missing of spans and metrics; asked after all were read. @default nothing */
  readonly telemetryLoss?: () => TelemetryLoss
  /** Events that are known to be missing; asked after all events were read. @default none */
  readonly dropped?: () => number
  /** Environment variables whose secrets are looked for and taken out, beside those of `process`; none of it is written. @default none */
  readonly environment?: Readonly<Record<string, string>>
  /** What was taken out before, of the bundle that this one is made of. @default nothing */
  readonly redactedBefore?: RedactionMarks | null
  /** Events that were not wanted in the bundle; asked after all events were read. @default none */
  readonly leftOut?: () => number
}

/** Options of {@link writeBundle}. */
export interface WriteBundleOptions {
  /** Replaces a bundle that is there. What is no bundle of ours is never replaced. @default false */
  readonly force?: boolean
  /** Adds to a bundle that is there: what has the same line in it already is not added again. @default false */
  readonly append?: boolean
  /** What is taken out of it. @default the preset `share` */
  readonly redact?: BundleRedactOptions
}

/**
 * Writes a bundle: a folder with `bundle.json`, `events.jsonl`, the same as log records in `logs.jsonl`, and what there is
 * of spans and metrics; or one file if the path ends with `.json`, `.jsonl`, `.tar.gz` or `.tgz`.
 *
 * It is written beside its place and renamed, so that nobody ever sees half a bundle.
 *
 * @returns What `bundle.json` holds.
 * @throws BundleError when something is there already, or it cannot be written.
 * @throws RedactError when what is to be taken out is not valid.
 * @example
 * ```ts
 * import { readBundle, writeBundle } from 'smonitor/bundle'
 *
 * const { manifest, events } = readBundle('out/demo/bundle')
 * const errors = [...events()].filter((event) => event.level === 'ERROR')
 * writeBundle('out/demo/errors', { ...manifest, events: errors, dropped: () => 0 }, { force: true })
 * ```
 */
export function writeBundle(
  path: string,
  input: BundleInput,
  options: WriteBundleOptions = {},
): BundleManifest {
  const redaction = createBundleRedaction(options.redact)
  checkTarget(path, options)
  // Resolved, because beside `out/` would otherwise be in it.
  const target = resolve(path)
  const form = formOf(path)
  const earlier = options.append === true && isThere(target) ? readBundle(path) : undefined
  let draft: string | undefined
  try {
    makeFolder(dirname(target), 0o700)
    draft = mkdtempSync(`${target}.tmp-`)
    const manifest = writeParts(draft, form, { input, earlier }, redaction)
    replace(target, composeForm(form, draft, manifest, basename(target)))
    return manifest
  } catch (error) {
    throw new BundleError(
      'unwritable',
      path,
      `The bundle could not be written to ${path}: ${(error as Error).message}. Choose a folder that can be written to.`,
      error,
    )
  } finally {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true })
    earlier?.close()
  }
}

/** An empty folder may be written to, and holds nothing to add to. */
function isThere(target: string): boolean {
  return existsSync(target) && (!statSync(target).isDirectory() || readdirSync(target).length > 0)
}
