import type { Audience } from '../src/record/catalog-definition.ts'
import { openRotatingFile, type RotatingFileOptions } from './rotating-file.ts'
import type { Sink } from './sink.ts'
import { formatLine } from './text-file/format-line.ts'

/** Options of {@link createTextFileSink}. */
export interface TextFileSinkOptions extends RotatingFileOptions {
  /** The file to append to; its folders are made. */
  readonly path: string
  /** For whom the lines are written. @default the audience of the profile */
  readonly audience?: Audience
}

/**
 * Creates a sink that appends each event to a file as one line of text with its time, for people and `grep`.
 *
 * @throws Error of `node:fs` when the file cannot be opened.
 * @example
 * ```ts
 * import { createTextFileSink } from 'smonitor/exporters'
 *
 * const sink = createTextFileSink({ path: 'out/diagnostics.log', maxBytes: 10_000_000, maxFiles: 3 })
 * sink.close?.()
 * ```
 */
export function createTextFileSink({ path, audience, ...rotation }: TextFileSinkOptions): Sink {
  const file = openRotatingFile(path, rotation)
  return {
    name: 'file',
    handle(event, context) {
      const line = formatLine(event, audience ?? context.audience)
      file.append(line, event.level === 'ERROR' || event.level === 'CRITICAL')
    },
    flush: () => file.flush(),
    close: () => file.close(),
  }
}
