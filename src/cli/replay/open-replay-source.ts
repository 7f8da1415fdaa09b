import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readRunEvents } from '../../../exporters/bundle-from-spool.ts'
import { readTelemetry } from '../../../exporters/telemetry-documents.ts'
import {
  EVENTS_FILE,
  LOGS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  TRACES_FILE,
  type OtelFacts,
  type RunInfo,
} from '../../bundle/manifest.ts'
import { createLogLines } from '../../bundle/otlp/log-lines.ts'
import { toOtlpResource, type OtlpResource } from '../../bundle/otlp/otlp-resource.ts'
import { PART_FILES } from '../../bundle/forms/part-files.ts'
import { readBundle, type Bundle } from '../../bundle/read-bundle.ts'
import { asObject } from '../../bundle/read-fields.ts'
import { ATTR_SMONITOR_RUN_ID } from '../../../semconv/semconv.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { ownDiagnostics } from '../../setup/own-diagnostics.ts'
import { isBundle } from '../export-source.ts'
import { chooseRun, findRuns, type FoundRun } from '../find-runs.ts'
import { reading } from '../reading-bundle.ts'
import type { ReplaySource } from './replay-source.ts'
import type { Signal } from './signals.ts'
import { unsentSource } from './unsent-source.ts'

/**
 * Opens what is to be sent: a bundle of any form, or a run that is on disk.
 *
 * @param options - Which of the runs, and whether only what its program could not send.
 * @throws DiagnosticError SMON-E106 where that is asked of a bundle, which does not know of it, SMON-E107, SMON-E123, SMON-E124 or SMON-E125
 */
export async function openReplaySource(
  path: string,
  { run: wanted, unsent }: { readonly run: string; readonly unsent: boolean },
): Promise<ReplaySource> {
  if (isBundle(path)) {
    if (unsent)
      throw ownDiagnostics.error('SMON-E106', {
        reason: `--unsent is of a run on disk, and ${path} is a bundle, which does not hold what was not sent.`,
        command: 'replay',
      })
    return fromBundle(path)
  }
  // Whoever names a folder that is not there has mistyped the name of a bundle.
  if (statSync(path, { throwIfNoEntry: false }) === undefined) reading(path, () => readBundle(path))
  const runs = findRuns(path)
  const run = chooseRun(runs, wanted, path)
  return unsent ? unsentSource(run, runs) : fromRun(run)
}

async function fromBundle(path: string): Promise<ReplaySource> {
  const bundle = reading(path, () => readBundle(path))
  const { run, files, otel } = bundle.manifest
  let hasLogs = files[LOGS_FILE] !== undefined
  const signals: Signal[] = [
    ...(hasLogs || bundle.manifest.events.total > 0 || bundle.form === 'lines' ? (['logs'] as const) : []),
    ...(files[TRACES_FILE] === undefined ? [] : (['traces'] as const)),
    ...(files[METRICS_FILE] === undefined ? [] : (['metrics'] as const)),
  ]
  return {
    title: path,
    identity: await identify(path, bundle),
    isGrowing: false,
    signals,
    *documents(signal) {
      if (signal === 'logs' && !hasLogs) yield* toLogDocuments(bundle.events(), resourceOf(otel, run))
      else for (const document of bundle[signal]()) yield JSON.stringify(document)
    },
    reread(signal) {
      const isDamaged = (file: string): boolean => bundle.problems.some((problem) => problem.includes(file))
      if (signal !== 'logs' || !hasLogs || !isDamaged(LOGS_FILE)) return false
      for (const event of bundle.events()) void event
      hasLogs = isDamaged(EVENTS_FILE) || bundle.unreadableLines > 0
      return !hasLogs
    },
    notes: () => [
      ...bundle.notes,
      ...(hasLogs || bundle.unreadableLines === 0
        ? []
        : [`${EVENTS_FILE} has lines that cannot be read: ${bundle.unreadableLines} left out.`]),
      ...(hasLogs || files[LOGS_FILE] === undefined
        ? []
        : [`The diagnostics are sent as ${EVENTS_FILE} has them, which is whole.`]),
    ],
    settle: () => undefined,
    close: () => bundle.close(),
  }
}

/** The manifest of a folder has the checksums of its files; everything else is one file. */
async function identify(path: string, bundle: Bundle): Promise<string> {
  const hash = createHash('sha256')
  const manifest = join(bundle.path, MANIFEST_FILE)
  const isFolder = statSync(bundle.path).isDirectory()
  if (isFolder && statSync(manifest, { throwIfNoEntry: false }) !== undefined) {
    // Their sizes too: a file that was changed since is none of the checksums.
    const sizes = PART_FILES.map(
      (name) => statSync(join(bundle.path, name), { throwIfNoEntry: false })?.size ?? -1,
    )
    return hash.update(readFileSync(manifest)).update(sizes.join(' ')).digest('hex')
  }
  for await (const chunk of createReadStream(isFolder ? path : bundle.path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function fromRun({ contents, id, program }: FoundRun): ReplaySource {
  const torn = { lines: 0, documents: 0 }
  const info = asObject(contents.info) as Partial<RunInfo> & { readonly otel?: OtelFacts | null }
  const hasSome = (kind: 'traces' | 'metrics'): boolean =>
    contents.telemetryFiles.some((file) => file.kind === kind)
  const signals: Signal[] = [
    ...(contents.eventFiles.some(({ bytes }) => bytes > 0) ? (['logs'] as const) : []),
    ...(['traces', 'metrics'] as const).filter(hasSome),
  ]
  const files = [...contents.eventFiles, ...contents.telemetryFiles].map(({ path, bytes }) => [path, bytes])
  return {
    title: `the run ${id}${program === '' ? '' : ` of ${program}`}`,
    identity: createHash('sha256')
      .update(JSON.stringify([id, files]))
      .digest('hex'),
    isGrowing: contents.alive.length > 0,
    signals,
    *documents(signal) {
      if (signal === 'logs') {
        const events = readRunEvents(contents.eventFiles, (lines) => (torn.lines = lines))
        yield* toLogDocuments(events, resourceOf(info.otel ?? null, { run_id: id, ...info }))
        return
      }
      torn.documents = 0
      const documents = readTelemetry(contents.telemetryFiles, signal, {
        onTorn: () => (torn.documents += 1),
      })
      for (const document of documents ?? []) yield JSON.stringify(document)
    },
    reread: () => false,
    notes() {
      const lost = torn.lines + torn.documents
      return lost === 0 ? [] : [`${lost} ${lost === 1 ? 'line was' : 'lines were'} cut off and left out.`]
    },
    settle: () => undefined,
    close: () => undefined,
  }
}

function* toLogDocuments(events: Iterable<DiagnosticEvent>, resource: OtlpResource): Generator<string> {
  const lines = createLogLines(resource)
  for (const event of events) {
    const line = lines.add(event)
    if (line !== undefined) yield line
  }
  const last = lines.end()
  if (last !== undefined) yield last
}

/** Where nobody said what the resource was, the run says whose it is. */
function resourceOf(otel: OtelFacts | null, run: Partial<RunInfo>): OtlpResource {
  if (otel !== null) return toOtlpResource(otel.resource, otel.schema_url)
  const name = run.service_name || run.entry || 'unknown_service'
  return toOtlpResource(
    { 'service.name': name, ...(run.run_id ? { [ATTR_SMONITOR_RUN_ID]: run.run_id } : {}) },
    undefined,
  )
}
