import { safeStringify } from '../src/record/safe-stringify.ts'
import { openAppendFile } from '../src/spool/append-file.ts'
import type { Sink } from './sink.ts'

/** Options of {@link createJsonLinesSink}. */
export interface JsonLinesSinkOptions {
  /** The file to append to; its folders are made. */
  readonly path: string
}

/**
 * Creates a sink that appends each event to a file as one line of JSON.
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
export function createJsonLinesSink({ path }: JsonLinesSinkOptions): Sink {
  const file = openAppendFile(path)
  return {
    name: 'json',
    handle(event) {
      file.append(safeStringify(event), event.level === 'ERROR' || event.level === 'CRITICAL')
    },
    flush: () => file.flush(),
    close: () => file.close(),
  }
}
