import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { announcePrinter, withdrawPrinter } from '../../src/record/printing.ts'
import { isAtLeast, toLevel, type Level } from '../../src/record/level.ts'
import { checkConsoleOptions } from '../check-argument.ts'
import type { Sink } from '../sink.ts'
import { createRepeatLimit } from './repeat-limit.ts'
import type { FormatOptions } from './shown.ts'
import { createWriter } from './terminal/create-writer.ts'
import type { TerminalStream } from './terminal/terminal.ts'
import { createTheme, type Theme, type ThemeName } from './theme.ts'

/** How many diagnostics wait for the next turn of the event loop, and how long, once a later one comes. */
const MAX_HELD = 100
const MAX_HELD_MS = 200

/** A sink that prints. */
export interface ConsoleSink extends Sink {
  /** Prints the event for the audience of the sink. */
  handle(event: DiagnosticEvent): void
  /** Keeps an exception off the terminal that Node itself is about to print there. */
  suppress(triageKey: string): void
}

/** Options of {@link createConsoleSink}. */
export interface ConsoleSinkOptions extends FormatOptions {
  /** For whom it prints. @default 'user' */
  readonly audience?: Audience
  /** What is less serious is not printed. @default 'warn' */
  readonly level?: Level
  /**
   * `plain` is text without any escape sequence; `rich` draws cards and grids, in colours where the terminal has them;
   * `auto` is rich on a terminal with colours and at least 40 columns. An agent's lines are plain in any case.
   * @default 'auto'
   */
  readonly theme?: ThemeName
  /**
   * How many diagnostics of one triage key are printed; the rest are counted, and said when the sink is
   * flushed. `Infinity` prints all. @default Infinity
   */
  readonly maxRepeats?: number
  /** Where the lines go. @default process.stderr */
  readonly stream?: TerminalStream
  /** Columns of the terminal, from 40 to 200. @default those of the stream, else 80 */
  readonly columns?: number
  /** Whether addresses are links that can be clicked. @default what supports-hyperlinks knows of the terminal */
  readonly hyperlinks?: boolean
}

/**
 * Creates a sink that prints each diagnostic for one audience.
 *
 * @throws SinkError SMON-E121 for an option that is not valid.
 * @example
 * ```ts
 * import { createConsoleSink } from 'smonitor/exporters'
 *
 * const sink = createConsoleSink({ audience: 'dev', level: 'info', theme: 'plain' })
 * console.log(sink.name)
 * ```
 */
export function createConsoleSink(options: ConsoleSinkOptions = {}): ConsoleSink {
  checkConsoleOptions(options)
  const { audience = 'user', level = 'warn', stream = process.stderr } = options
  let theme: Theme | undefined
  // With the first diagnostic: to know a terminal takes a few milliseconds, and most runs have nothing to print.
  const look = (): Theme => (theme ??= createTheme(options.theme ?? 'auto', audience, stream, options))
  const write = createWriter(stream)
  const repeats = createRepeatLimit(options.maxRepeats ?? Infinity)
  const suppressed = new Set<string>()
  // What goes elsewhere leaves the terminal to Node's own warning lines.
  const isTerminal = stream === process.stderr || stream === process.stdout
  let held: DiagnosticEvent[] = []
  let heldSince = 0
  let lateError: { readonly reason: unknown } | undefined

  function print(event: DiagnosticEvent): void {
    if (event.exception !== null && suppressed.has(event.triage_key)) return
    if (repeats.isShown(event)) write(`${look().format(event)}\n`)
  }

  function release(): void {
    const events = held
    held = []
    for (const event of events) print(event)
  }

  /** By itself: nobody would catch what is thrown here, so the next call throws it. */
  function releaseLater(): void {
    try {
      release()
    } catch (reason) {
      lateError = { reason }
    }
  }

  function throwLateError(): void {
    if (lateError === undefined) return
    const { reason } = lateError
    lateError = undefined
    throw reason
  }

  function flush(): void {
    release()
    for (const line of repeats.takeSummaries(audience)) write(`${look().formatAside(line)}\n`)
    throwLateError()
  }

  const sink: ConsoleSink = {
    name: 'console',
    handle(event) {
      if (isTerminal) announcePrinter(sink)
      // It is on the terminal already.
      if (event.iostream !== null) return
      if (!isAtLeast(toLevel(event.level) ?? 'info', level)) return
      // An exception that nobody catches is printed by Node, with its stack, before the next turn of the event
      // loop. Until then it is held, and what follows it too, so that one failure is one message in order.
      // Not for ever: work that takes long without a turn is to be seen while it goes on.
      if (held.length >= MAX_HELD || (held.length > 0 && performance.now() - heldSince > MAX_HELD_MS))
        release()
      if (event.exception !== null && held.length === 0) {
        heldSince = performance.now()
        setImmediate(releaseLater).unref()
      }
      if (event.exception !== null || held.length > 0) held.push(event)
      else print(event)
      throwLateError()
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
