import { openRotatingFile, type RotatingFileOptions } from './rotating-file.ts'
import type { Sink } from './sink.ts'
import { humanSummary } from './json-lines/human-summary.ts'
import { normalizedFields } from './json-lines/normalized-fields.ts'
import { toJsonLine } from './json-lines/to-json-line.ts'

/** Options of {@link createJsonLinesSink}. */
export interface JsonLinesSinkOptions extends RotatingFileOptions {
  /** The file to append to; its folders are made. */
  readonly path: string
}

/**
 * Creates a sink that appends each event to a file as one line of JSON.
 *
 * Beside the event, a line has `profile`, `normalized` (flat, the same keys for every library) and `human_summary`
 * (what happened and what to do, in the words of the profile). `readBundle` and the command line read such lines.
 *
 * @throws Error of `node:fs` when the file cannot be opened.
 * @example
 * ```ts
 * import { createJsonLinesSink } from 'smonitor/exporters'
 *
 * const sink = createJsonLinesSink({ path: 'out/diagnostics.jsonl' })
 * sink.close?.()
 * ```
 */
export function createJsonLinesSink({ path, ...rotation }: JsonLinesSinkOptions): Sink {
  const file = openRotatingFile(path, rotation)
  return {
    name: 'json',
    handle(event, { profile, audience }) {
      const line = toJsonLine({
        ...event,
        profile,
        normalized: normalizedFields(event),
        human_summary: humanSummary(event, audience),
      })
      file.append(line, event.level === 'ERROR' || event.level === 'CRITICAL')
    },
    flush: () => file.flush(),
    close: () => file.close(),
  }
}
