import { createConsoleSink, type ConsoleSink } from '../../exporters/console/console-sink.ts'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import { createMemorySink, type MemorySink } from '../../exporters/memory-sink.ts'
import type { Sink } from '../../exporters/sink.ts'
import { createSpoolSink, type SpoolSink } from '../../exporters/spool-sink.ts'
import { announcePrinter } from '../record/printing.ts'
import type { RunInfo } from '../bundle/manifest.ts'
import { createBundleAtExit, type BundleAtExit, type ProgramEnd } from './bundle-at-exit.ts'
import type { Settings } from './options.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import { isSink } from './settings/check-value.ts'

/** The sinks of the running program. */
export interface Pipeline {
  sinks(): readonly Sink[]
  readonly memory: MemorySink
  /**
   * Changes the sinks to what the settings ask for, from the next diagnostic on; nothing that was handed in
   * before is lost. @throws when a file or folder cannot be opened; nothing is changed then.
   */
  apply(settings: Settings): void
  /** Says anew what is known of the run, for the bundle. */
  setInfo(info: RunInfo): void
  /** Keeps an exception off the terminal that Node is about to print there. */
  suppress(triageKey: string): void
  /** Says once of each sink that it failed, through the others. */
  onSinkError(sink: Sink, error: unknown): void
  /** Brings everything to where it belongs and closes the files, without waiting; can be called again. */
  close(end: ProgramEnd): void
  /** Closes the files without a trace, for a start that failed. */
  abandon(): void
}

interface Parts {
  readonly settings: Settings
  /** The sinks that the program brought, those of earlier settings too. */
  readonly ownSinks: readonly Sink[]
  readonly terminal: ConsoleSink
  readonly json: Sink | undefined
  readonly spool: SpoolSink | undefined
  readonly bundle: BundleAtExit | undefined
}

/**
 * Creates the sinks that the settings ask for.
 *
 * @throws DiagnosticError SMON-E104 or SMON-E108 when a folder or file cannot be used.
 */
export function createPipeline(settings: Settings, initialInfo: RunInfo): Pipeline {
  const memory = createMemorySink({ maxEvents: settings.eventBufferSize })
  const failed = new Set<Sink>()
  let info = initialInfo
  let parts = build(settings, undefined, info)
  let isClosed = false
  // At once, and not with its first record: what is dropped before it gets here is not Node's to print either.
  announcePrinter(parts.terminal)

  function sinks(): Sink[] {
    const { json, spool, bundle, terminal } = parts
    const files = [json, spool, bundle?.sink].filter((sink) => sink !== undefined)
    return [memory, ...files, ...parts.ownSinks, terminal]
  }

  function onSinkError(sink: Sink, error: unknown): void {
    if (failed.has(sink)) return
    failed.add(sink)
    ownDiagnostics.emit('SMON-W201', {
      sink: sink.name,
      reason: error instanceof Error ? error.message : String(error),
    })
  }

  function attempt(sink: Sink, action: () => void): void {
    try {
      action()
    } catch (error) {
      onSinkError(sink, error)
    }
  }

  return {
    sinks,
    memory,
    apply(next) {
      const previous = parts
      parts = build(next, previous, info)
      announcePrinter(parts.terminal)
      if (parts.terminal !== previous.terminal) attempt(previous.terminal, () => previous.terminal.close?.())
      const { json } = previous
      if (json !== undefined && json !== parts.json) attempt(json, () => json.close?.())
    },
    setInfo(next) {
      info = next
      for (const spool of [parts.spool, parts.bundle?.sink]) {
        if (spool !== undefined) attempt(spool, () => spool.setInfo(next))
      }
    },
    suppress(triageKey) {
      parts.terminal.suppress(triageKey)
    },
    onSinkError,
    abandon() {
      isClosed = true
      for (const sink of [parts.json, parts.spool, parts.terminal])
        if (sink !== undefined) attempt(sink, () => sink.close?.())
      parts.bundle?.abandon()
    },
    close(end) {
      if (isClosed) return
      isClosed = true
      for (const sink of sinks()) {
        if (sink !== parts.terminal)
          attempt(sink, () => (sink.close === undefined ? sink.flush?.() : sink.close()))
      }
      parts.bundle?.write(end)
      attempt(parts.terminal, () => parts.terminal.close?.())
    },
  }
}

/** Builds what the settings ask for, and keeps what was built before where they ask for the same. */
function build(settings: Settings, before: Parts | undefined, info: RunInfo): Parts {
  const { audience, level, maxRepeats, json, bundle } = settings
  const old = before?.settings
  const isSameTerminal = old?.audience === audience && old.level === level && old.maxRepeats === maxRepeats
  return {
    settings,
    ownSinks: [...new Set([...(before?.ownSinks ?? []), ...settings.sinks.filter(isSink)])],
    terminal:
      before !== undefined && isSameTerminal
        ? before.terminal
        : createConsoleSink({ audience, level, maxRepeats }),
    json: before !== undefined && old?.json === json ? before.json : jsonOf(json),
    spool: before?.spool ?? spoolOf(process.env['SMONITOR_SPOOL'], info),
    bundle: bundleOf(bundle, before, info),
  }
}

/** A spool is there under `smonitor run` only, which names its folder. */
function spoolOf(folder: string | undefined, info: RunInfo): SpoolSink | undefined {
  return folder === undefined || folder === '' ? undefined : createSpoolSink({ folder, info })
}

function jsonOf(path: string | undefined): Sink | undefined {
  if (path === undefined) return undefined
  try {
    return createJsonLinesSink({ path })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E108', { path, reason: (cause as Error).message }, { cause })
  }
}

/** A bundle that is moved to another folder keeps what it holds already. */
function bundleOf(
  folder: string | undefined,
  before: Parts | undefined,
  info: RunInfo,
): BundleAtExit | undefined {
  if (before?.bundle !== undefined) {
    if (folder !== undefined) before.bundle.setFolder(folder)
    return before.bundle
  }
  return folder === undefined ? undefined : createBundleAtExit(folder, info)
}
