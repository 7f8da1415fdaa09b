import type { BundleManifest, RunEnd, RunInfo } from '../src/bundle/manifest.ts'
import { parseEvent } from '../src/bundle/parse-event.ts'
import { readLines } from '../src/bundle/read-lines.ts'
import { writeBundle, type WriteBundleOptions } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { readSpool } from '../src/spool/spool.ts'

/** What {@link bundleFromSpool} is told besides the two folders. */
export interface BundleFromSpoolOptions extends WriteBundleOptions {
  readonly end: RunEnd
  /** What is said of the run when none of its processes came to say it. */
  readonly fallback: RunInfo
}

/**
 * Writes a bundle from what a run left in its spool, in the order of time.
 *
 * @throws BundleError when the bundle cannot be written.
 */
export function bundleFromSpool(
  spool: string,
  folder: string,
  options: BundleFromSpoolOptions,
): BundleManifest {
  const { info, catalogs, eventFiles, dropped } = readSpool(spool)
  let torn = 0
  const sources = eventFiles.map((path) => readEvents(path, () => (torn += 1)))
  return writeBundle(
    folder,
    {
      run: (info as RunInfo | undefined) ?? options.fallback,
      end: options.end,
      catalogs,
      events: mergeByTime(sources),
      dropped: () => dropped + torn,
    },
    options,
  )
}

function* readEvents(path: string, onTorn: () => void): Generator<DiagnosticEvent> {
  for (const line of readLines(path)) {
    const event = line === undefined ? undefined : parseEvent(line)
    if (event === undefined) onTorn()
    else yield event
  }
}

/** Merges the files of several processes; each is in order already, so one event of each is held. */
function* mergeByTime(sources: readonly Iterator<DiagnosticEvent>[]): Generator<DiagnosticEvent> {
  const heads = sources.map((source) => ({ source, next: source.next() }))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done === true) continue
      if (first === undefined || head.next.value.timestamp < first.next.value.timestamp) first = head
    }
    if (first === undefined) return
    yield first.next.value
    first.next = first.source.next()
  }
}
