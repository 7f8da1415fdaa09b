import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { VERSION } from '../record/version.ts'
import { BundleError } from './bundle-error.ts'
import {
  BUNDLE_SCHEMA,
  EVENTS_FILE,
  MANIFEST_FILE,
  type BundleFile,
  type BundleManifest,
  type RunEnd,
  type RunFacts,
  type RunInfo,
} from './manifest.ts'
import { asObject, asText } from './read-fields.ts'

/** What a bundle is written from. */
export interface BundleInput extends Partial<RunFacts> {
  readonly run: RunInfo
  readonly end: RunEnd
  readonly catalogs: readonly CatalogDefinition[]
  /** Read once, in order; never held in memory as a whole. */
  readonly events: Iterable<DiagnosticEvent>
  /** Events that are known to be missing; asked after all events were read. @default none */
  readonly dropped?: () => number
  /** Events that were not wanted in the bundle; asked after all events were read. @default none */
  readonly leftOut?: () => number
}

/** Options of {@link writeBundle}. */
export interface WriteBundleOptions {
  /** Replaces a bundle that is there. @default false */
  readonly force?: boolean
}

/**
 * Writes a bundle into a folder: `bundle.json` and `events.jsonl`.
 *
 * It is written beside the folder and renamed, so that nobody ever sees half a bundle.
 *
 * @returns What `bundle.json` holds.
 * @throws BundleError when the folder holds something already, or cannot be written.
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
  folder: string,
  input: BundleInput,
  options: WriteBundleOptions = {},
): BundleManifest {
  checkTarget(folder, options.force ?? false)
  // Resolved, because beside `out/` would otherwise be in it.
  const target = resolve(folder)
  const draft = `${target}.${process.pid}.tmp`
  try {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { recursive: true, mode: 0o700 })
    const counts = writeEvents(join(draft, EVENTS_FILE), input.events)
    const manifest = toManifest(input, counts)
    writeFileSync(
      join(draft, MANIFEST_FILE),
      `${JSON.stringify(JSON.parse(safeStringify(manifest)), undefined, 2)}\n`,
      {
        mode: 0o600,
      },
    )
    replace(target, draft)
    return manifest
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw new BundleError(
      'unwritable',
      folder,
      `The bundle could not be written to ${folder}: ${(error as Error).message}. Choose a folder that can be written to.`,
      error,
    )
  }
}

/** Processes that end together may write the same bundle: the last one has it. */
const ATTEMPTS = 10

function replace(target: string, draft: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(target, { recursive: true, force: true })
      renameSync(draft, target)
      return
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt === ATTEMPTS || !['ENOTEMPTY', 'EEXIST'].includes(code)) throw error
    }
  }
}

/**
 * Checks that a bundle may be written to a folder, before the work that leads to it is done.
 *
 * @throws BundleError when something is there that must not be overwritten.
 */
export function checkTarget(folder: string, force: boolean): void {
  if (folder.trim() === '') {
    // Resolved, it would be the working folder.
    throw new BundleError(
      'unwritable',
      folder,
      'The folder for the bundle has no name. Name one, such as out/bundle.',
    )
  }
  if (!existsSync(folder)) return checkParents(folder)
  const names = listNames(folder)
  if (names === undefined) {
    throw new BundleError('exists', folder, `${folder} is a file. Choose a folder for the bundle.`)
  }
  if (names.length === 0) return
  const ours = bundleFilesIn(folder)
  const other = names.find((name) => !ours.has(name))
  if (other === MANIFEST_FILE) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds a ${MANIFEST_FILE} that is damaged or not ours, so it is left as it is. Delete the folder, or choose another.`,
    )
  }
  if (other !== undefined) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds ${other}, which is no part of a bundle. Choose another folder: it is left as it is.`,
    )
  }
  if (!force) {
    throw new BundleError(
      'exists',
      folder,
      `The folder ${folder} holds a bundle already. Choose another folder, or replace it with --force.`,
    )
  }
}

/** Lists the names of the files that are a bundle's; a file of that name that others wrote is not. */
function bundleFilesIn(folder: string): ReadonlySet<string> {
  try {
    const manifest = asObject(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')))
    const isOurs = asText(manifest['schema'])?.startsWith('smonitor.bundle/') === true
    return new Set(isOurs ? [MANIFEST_FILE, EVENTS_FILE, ...Object.keys(asObject(manifest['files']))] : [])
  } catch {
    return new Set()
  }
}

function checkParents(folder: string): void {
  let parent = dirname(resolve(folder))
  while (!existsSync(parent)) parent = dirname(parent)
  if (listNames(parent) === undefined) {
    throw new BundleError(
      'unwritable',
      folder,
      `${parent} is a file, so there can be no folder ${folder} in it. Choose another folder.`,
    )
  }
}

function listNames(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

interface EventCounts {
  readonly byLevel: Map<string, number>
  readonly byCode: Map<string, number>
  readonly file: BundleFile
}

function writeEvents(path: string, events: Iterable<DiagnosticEvent>): EventCounts {
  const byLevel = new Map<string, number>()
  const byCode = new Map<string, number>()
  const hash = createHash('sha256')
  const descriptor = openSync(path, 'w', 0o600)
  let lines = 0
  let bytes = 0
  try {
    for (const event of events) {
      const line = Buffer.from(`${safeStringify(event)}\n`)
      hash.update(line)
      for (let at = 0; at < line.length;) at += writeSync(descriptor, line, at)
      lines += 1
      bytes += line.length
      byLevel.set(event.level, (byLevel.get(event.level) ?? 0) + 1)
      byCode.set(event.code ?? '', (byCode.get(event.code ?? '') ?? 0) + 1)
    }
  } finally {
    closeSync(descriptor)
  }
  return { byLevel, byCode, file: { lines, bytes, sha256: hash.digest('hex') } }
}

function toManifest(input: BundleInput, { byLevel, byCode, file }: EventCounts): BundleManifest {
  return {
    schema: BUNDLE_SCHEMA,
    smonitor_version: VERSION,
    generated_at: new Date().toISOString(),
    run: input.run,
    end: input.end,
    events: {
      total: file.lines,
      by_level: Object.fromEntries(byLevel),
      by_code: Object.fromEntries([...byCode].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      dropped: input.dropped?.() ?? 0,
      left_out: input.leftOut?.() ?? 0,
    },
    files: { [EVENTS_FILE]: file },
    catalogs: input.catalogs,
    config: input.config ?? null,
    otel: input.otel ?? null,
    report: input.report ?? null,
  }
}
