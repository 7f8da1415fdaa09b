import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { stringifyEvent } from '../record/stringify-event.ts'
import { countEvents, factsOf, toManifest, type BundleSources } from './compose-manifest.ts'
import type { BundleForm } from './forms/bundle-form.ts'
import { openLineFile } from './line-file.ts'
import { createLineSet } from './line-set.ts'
import {
  EVENTS_FILE,
  LOGS_FILE,
  MANIFEST_FILE,
  METRICS_FILE,
  README_FILE,
  TRACES_FILE,
  type BundleFile,
  type BundleManifest,
} from './manifest.ts'
import { openLogFile, type LogFile } from './otlp/log-file.ts'
import { toOtlpResource } from './otlp/otlp-resource.ts'
import { readmeLines } from './readme.ts'
import type { BundleRedaction } from './redaction/bundle-redaction.ts'
import { lookAgain } from './redaction/second-look.ts'
import { gatherTriage } from './triage-sections.ts'

/**
 * Writes the files of a bundle into a folder, the manifest last.
 *
 * @throws Error of `node:fs`
 */
export function writeParts(
  folder: string,
  form: BundleForm,
  sources: BundleSources,
  redaction: BundleRedaction,
): BundleManifest {
  const { input, earlier } = sources
  const files: Record<string, BundleFile> = {}
  const counts = countEvents()
  const triage = gatherTriage()
  const write = (name: string, lines: Iterable<string>): void => {
    const file = openLineFile(join(folder, name))
    try {
      for (const line of lines) file.add(line)
      files[name] = file.end()
    } finally {
      file.close()
    }
  }
  const writeDocuments = (
    name: string,
    before: Iterable<object> | undefined,
    added: Iterable<object> | undefined,
  ): void => {
    if (added === undefined && earlier?.manifest.files[name] === undefined) return
    write(
      name,
      joinLines(before, added ?? [], (one) => redaction.otlp(one)),
    )
  }

  redaction.learn(factsOf(sources))
  if (input.environment !== undefined) redaction.learn({ process: { env: input.environment } })
  const { late } = redaction
  if (form === 'folder' || form === 'tar') write(README_FILE, readmeLines(form))
  const logs = openLogs(folder, form, sources, redaction)
  try {
    write(
      EVENTS_FILE,
      joinLines(
        earlier?.events(),
        input.events,
        (event) => redaction.event(event),
        (event, isAdded) => {
          counts.add(event)
          triage.add(event)
          if (isAdded) logs?.add(event)
        },
      ),
    )
    if (logs !== undefined) files[LOGS_FILE] = logs.end()
  } finally {
    logs?.close()
  }
  if (redaction.hasTraces) writeDocuments(TRACES_FILE, earlier?.traces(), input.traces)
  writeDocuments(METRICS_FILE, earlier?.metrics(), input.metrics)
  // A secret that only a later line gave away may be in an earlier one; most are not.
  if (redaction.late !== late) {
    for (const [name, written] of Object.entries(files)) {
      if (name === README_FILE) continue
      const redactLine = name === EVENTS_FILE ? redactEventLine : redactOtlpLine
      files[name] = lookAgain(join(folder, name), redaction, (line) => redactLine(line, redaction)) ?? written
    }
  }
  const manifest = toManifest(sources, { counts, files, triage: triage.sections() }, redaction)
  writeFileSync(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
  return manifest
}

/**
 * Opens the file of the log records, with those in it that were there before. A bundle in one file has none: it is for
 * readers of events, and not for a collector.
 */
function openLogs(
  folder: string,
  form: BundleForm,
  { input, earlier }: BundleSources,
  redaction: BundleRedaction,
): LogFile | undefined {
  if (form !== 'folder' && form !== 'tar') return undefined
  const known = input.otel ?? { resource: { 'service.name': input.run.service_name } }
  const { resource, schema_url } = redaction.document({ otel: known }).otel
  const logs = openLogFile(join(folder, LOGS_FILE), toOtlpResource(resource, schema_url))
  for (const document of earlier?.logs() ?? []) logs.addLine(toLine(redaction.otlp(document)))
  return logs
}

/** What was there, and then what is added and was not. */
function* joinLines<Item extends object>(
  before: Iterable<Item> | undefined,
  added: Iterable<Item>,
  redact: (item: Item) => Item,
  onItem?: (item: Item, isAdded: boolean) => void,
): Generator<string> {
  const known = before === undefined ? undefined : createLineSet()
  for (const item of before ?? []) {
    // Redacted again, since this time more may be asked for.
    const redacted = redact(item)
    const line = toLine(redacted)
    known?.add(line)
    onItem?.(redacted, false)
    yield line
  }
  for (const item of added) {
    const redacted = redact(item)
    const line = toLine(redacted)
    if (known?.has(line) === true) continue
    onItem?.(redacted, true)
    yield line
  }
}

/** Documents of OTLP JSON were read as JSON, and are as plain as an event. */
function toLine(item: object): string {
  return stringifyEvent(item)
}

function redactEventLine(line: string, redaction: BundleRedaction): string {
  return toLine(redaction.event(JSON.parse(line) as DiagnosticEvent))
}

function redactOtlpLine(line: string, redaction: BundleRedaction): string {
  return toLine(redaction.otlp(JSON.parse(line) as object))
}
