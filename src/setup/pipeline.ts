import { createConsoleSink, type ConsoleSink } from '../../exporters/console/console-sink.ts'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import { createMemorySink, type MemorySink } from '../../exporters/memory-sink.ts'
import type { Sink } from '../../exporters/sink.ts'
import { createSpoolSink } from '../../exporters/spool-sink.ts'
import type { RunInfo } from '../bundle/manifest.ts'
import { PROFILES } from '../profiles/profiles.ts'
import { createBundleAtExit, type BundleAtExit } from './bundle-at-exit.ts'
import type { Settings } from './options.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** The sinks of the running program. */
export interface Pipeline {
  sinks(): readonly Sink[]
  readonly console: ConsoleSink
  readonly memory: MemorySink
  /** Changes what is printed, from the next diagnostic on; nothing that was handed in before is lost. */
  setConsole(settings: Settings): void
  add(sink: Sink): void
  /** Says once of each sink that it failed, through the others. */
  onSinkError(sink: Sink, error: unknown): void
  /** Brings everything to where it belongs and closes the files, without waiting; can be called again. */
  close(exitCode: number | null): void
}

/** Creates the sinks that the settings ask for. @throws when a file or folder cannot be opened. */
export function createPipeline(settings: Settings, info: RunInfo): Pipeline {
  const memory = createMemorySink({ maxEvents: settings.bufferSize })
  let terminal = consoleOf(settings)
  const others: Sink[] = [memory, ...filesOf(settings, info), ...settings.sinks]
  const bundle: BundleAtExit | undefined =
    settings.bundle === undefined ? undefined : createBundleAtExit(settings.bundle, info)
  if (bundle !== undefined) others.push(bundle.sink)
  const failed = new Set<Sink>()
  let isClosed = false

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
    sinks: () => [...others, terminal],
    get console() {
      return terminal
    },
    memory,
    setConsole(next) {
      attempt(terminal, () => terminal.flush?.())
      terminal = consoleOf(next)
    },
    add(sink) {
      others.push(sink)
    },
    onSinkError,
    close(exitCode) {
      if (isClosed) return
      isClosed = true
      for (const sink of others)
        attempt(sink, () => (sink.close === undefined ? sink.flush?.() : sink.close()))
      bundle?.write(exitCode)
      attempt(terminal, () => terminal.flush?.())
    },
  }
}

function consoleOf({ profile, level, maxRepeats }: Settings): ConsoleSink {
  return createConsoleSink({ audience: PROFILES[profile].audience, level, maxRepeats })
}

function filesOf({ json, spool }: Settings, info: RunInfo): Sink[] {
  return [
    ...(json === undefined ? [] : [createJsonLinesSink({ path: json })]),
    ...(spool === undefined ? [] : [createSpoolSink({ folder: spool, info })]),
  ]
}
