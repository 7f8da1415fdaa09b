import { isOwnDoing } from './own-doing.ts'
import { readField } from './read-text.ts'

// A symbol, so that no format prints it, and formats that copy a line copy it too.
const OWN = Symbol.for('smonitor.own-line.v1')

/** What is used of a transport of winston and of the logger that writes to it. */
interface Target {
  on(event: 'pipe' | 'unpipe', listener: (logger: WritingLogger) => void): unknown
}
interface WritingLogger {
  write: (line: unknown, ...rest: unknown[]) => unknown
}

/**
 * Marks the lines that sinks and exporters log, as long as the transport belongs to a logger. A logger that is
 * written to while it writes puts the new line off, to a time when nobody can tell any more who wrote it.
 */
export function markOwnLines(transport: unknown): void {
  const target = transport as Target
  const undo = new Map<WritingLogger, () => void>()
  target.on('pipe', (logger) => undo.set(logger, wrapWrite(logger)))
  target.on('unpipe', (logger) => {
    undo.get(logger)?.()
    undo.delete(logger)
  })
}

/** Tells whether a line is one that a sink or exporter logged. */
export function isOwnLine(line: unknown): boolean {
  return isOwnDoing() || readField(line, OWN) === true || readField(line, 'smonitor') === true
}

function wrapWrite(logger: WritingLogger): () => void {
  const { write } = logger
  function marking(this: unknown, line: unknown, ...rest: unknown[]): unknown {
    if (isOwnDoing() && typeof line === 'object' && line !== null) Reflect.set(line, OWN, true)
    return Reflect.apply(write, this, [line, ...rest])
  }
  logger.write = marking
  return () => {
    if (logger.write !== marking) return
    // The method is that of its class.
    Reflect.deleteProperty(logger, 'write')
    if (logger.write !== write) logger.write = write
  }
}
