import { readLines } from '../src/bundle/read-lines.ts'
import type { TelemetryFile } from '../src/spool/read-run.ts'
import type { TelemetryKind } from '../src/spool/run-files.ts'

/** What {@link readTelemetry} is told besides the files. */
export interface TelemetryChoice {
  /** Leaves out spans that ended before: ISO 8601 in UTC. @default none */
  readonly since?: string | undefined
  /** Told of each line that could not be read: cut off by a kill, or damaged. */
  readonly onTorn?: () => void
}

/**
 * Reads what a run has left of its spans or metrics: documents of OTLP JSON, a line at a time.
 *
 * @returns `undefined` where there are none at all.
 */
export function readTelemetry(
  files: readonly TelemetryFile[],
  kind: TelemetryKind,
  choice: TelemetryChoice = {},
): Iterable<object> | undefined {
  const own = files.filter((file) => file.kind === kind)
  return own.length === 0 ? undefined : readFiles(own, choice)
}

function* readFiles(files: readonly TelemetryFile[], choice: TelemetryChoice): Generator<object> {
  const since = choice.since === undefined ? undefined : Date.parse(choice.since)
  for (const file of files)
    for (const document of readDocuments(file, choice.onTorn)) {
      const chosen = since === undefined ? document : chooseSpans(document, since)
      if (chosen !== undefined) yield chosen
    }
}

function* readDocuments(file: TelemetryFile, onTorn: () => void = () => undefined): Generator<object> {
  let isTorn = false
  for (const line of readLines(file.path, { maxBytes: file.bytes, isReopened: true })) {
    if (isTorn) onTorn()
    const document = line === undefined ? undefined : parse(line)
    isTorn = document === undefined
    if (document !== undefined) yield document
  }
  // Whoever is alive is in the middle of its last line.
  if (isTorn && !file.isGrowing) onTorn()
}

interface Scoped {
  readonly spans?: readonly { readonly endTimeUnixNano?: unknown }[]
}

interface Traces {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly Scoped[] }[]
}

/** Leaves out of a document what is older. @returns `undefined` when nothing is left; metrics stay as they are. */
function chooseSpans(document: Traces, sinceMs: number): object | undefined {
  const { resourceSpans: all } = document
  if (all === undefined) return document
  const resourceSpans = all
    .map((one) => ({ ...one, scopeSpans: (one.scopeSpans ?? []).map(newer).filter(hasSpans) }))
    .filter(({ scopeSpans }) => scopeSpans.length > 0)
  return resourceSpans.length === 0 ? undefined : { ...document, resourceSpans }

  function newer(scoped: Scoped): Scoped {
    const spans = scoped.spans ?? []
    return { ...scoped, spans: spans.filter(({ endTimeUnixNano: end }) => Number(end) / 1e6 >= sinceMs) }
  }
}

function hasSpans({ spans = [] }: Scoped): boolean {
  return spans.length > 0
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
