import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { announcePrinter, withdrawPrinter } from '../../src/record/printing.ts'
import { isAtLeast, toLevel, type Level } from '../../src/record/level.ts'
import type { Sink } from '../sink.ts'
import { formatForAudience } from './format.ts'
import { createRepeatLimit } from './repeat-limit.ts'

/** A sink that prints. */
export interface ConsoleSink extends Sink {
  /** Prints the event for the audience of the sink. */
  handle(event: DiagnosticEvent): void
  /** Keeps an exception off the terminal that Node itself is about to print there. */
  suppress(triageKey: string): void
}

/** Options of {@link createConsoleSink}. */
export interface ConsoleSinkOptions {
  /** For whom the lines are written. @default 'user' */
  readonly audience?: Audience
  /** What is less serious is not printed. @default 'warn' */
  readonly level?: Level
  /**
   * How many diagnostics of one triage key are printed; the rest are counted, and said when the sink is
   * flushed. `Infinity` prints all. @default Infinity
   */
  readonly maxRepeats?: number
  /** Where the lines go. @default process.stderr */
  readonly stream?: { write(text: string): unknown }
}

/**
 * Creates a sink that prints each diagnostic for one audience, as plain text.
 *
 * @example
 * ```ts
 * import { createConsoleSink } from 'smonitor/exporters'
 *
 * const sink = createConsoleSink({ audience: 'dev', level: 'info' })
 * console.log(sink.name)
 * ```
 */
export function createConsoleSink(options: ConsoleSinkOptions = {}): ConsoleSink {
  const { audience = 'user', level = 'warn', stream = process.stderr } = options
  const repeats = createRepeatLimit(options.maxRepeats ?? Infinity)
  const suppressed = new Set<string>()
  // What goes elsewhere leaves the terminal to Node's own warning lines.
  const isTerminal = stream === process.stderr || stream === process.stdout
  let held: DiagnosticEvent[] = []

  function print(event: DiagnosticEvent): void {
    if (event.exception !== null && suppressed.has(event.triage_key)) return
    if (repeats.isShown(event)) stream.write(`${formatForAudience(event, audience)}\n`)
  }

  function release(): void {
    const events = held
    held = []
    for (const event of events) print(event)
  }

  function flush(): void {
    release()
    for (const line of repeats.takeSummaries(audience)) stream.write(`${line}\n`)
  }

  const sink: ConsoleSink = {
    name: 'console',
    handle(event) {
      if (isTerminal) announcePrinter(sink)
      // It is on the terminal already.
      if (event.iostream !== null) return
      if (!isAtLeast(toLevel(event.level) ?? 'info', level)) return
      // One diagnostic is one message on the terminal, and this one is there already.
      if (typeof event.iostream === 'string') return
      // An exception that nobody catches is printed by Node, with its stack, before the next turn of the event
      // loop. Until then it is held, and what follows it too, so that one failure is one message in order.
      if (event.exception !== null && held.length === 0) setImmediate(release).unref()
      if (event.exception !== null || held.length > 0) held.push(event)
      else print(event)
    },
    suppress(triageKey) {
      suppressed.add(triageKey)
    },
    flush,
    close() {
      withdrawPrinter(sink)
      flush()
    },
  }
  return sink
}
