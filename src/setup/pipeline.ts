import { isMainThread } from 'node:worker_threads'
import {
  createConsoleSink,
  type ConsoleSink,
  type ConsoleSinkOptions,
} from '../../exporters/console/console-sink.ts'
import type { GuardedSink } from '../../exporters/guarded-sink.ts'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import { createMemorySink, type MemorySink } from '../../exporters/memory-sink.ts'
import type { OtlpFileProcessors } from '../../exporters/otlp-file/otlp-file-processors.ts'
import { resolveSinks } from '../../exporters/resolve-sinks.ts'
import type { Sink } from '../../exporters/sink.ts'
import { createTextFileSink } from '../../exporters/text-file-sink.ts'
import { createSpoolSink, type SpoolSink } from '../../exporters/spool-sink.ts'
import { announcePrinter } from '../record/printing.ts'
import type { SpooledRun } from '../bundle/manifest.ts'
import { openRunSpool, type RunSpool } from '../spool/run-spool.ts'
import { createBundleAtExit, type BundleAtExit, type ProgramEnd } from './bundle-at-exit.ts'
import { guardSink } from './guard-sink.ts'
import type { Settings } from './options.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import type { SinkHealth } from './report/run-report.ts'
import { isSink } from './settings/check-value.ts'
import { reportSpoolProblem } from './spool-problems.ts'

/** The sinks of the running program. */
export interface Pipeline {
  sinks(): readonly Sink[]
  /** The OTLP files that the settings ask for; they take every record and span, and not diagnostics alone. */
  otlpFiles(): readonly OtlpFileProcessors[]
  readonly memory: MemorySink
  /**
   * Changes the sinks to what the settings ask for, from the next diagnostic on; nothing that was handed in
   * before is lost. @throws when a file or folder cannot be opened; nothing is changed then.
   */
  apply(settings: Settings): void
  /** Says anew what is known of the run, for the bundle. */
  setInfo(info: SpooledRun): void
  /** Keeps an exception off the terminal that Node is about to print there. */
  suppress(triageKey: string): void
  /** Says once of a sink that nobody guards that it failed, through the others. */
  onSinkError(sink: Sink, error: unknown): void
  /** Adds a sink of the program's own. @returns What takes it out, flushed and closed. */
  addSink(sink: Sink): () => void
  /** How the sinks are doing. */
  health(): readonly SinkHealth[]
  /** Brings everything to where it belongs and closes the files, without waiting; can be called again. */
  close(end: ProgramEnd): void
  /** Closes the files without a trace, for a start that failed. */
  abandon(): void
}

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** Told of every error of a sink. */
  readonly onHandlerError: (sink: string, error: unknown) => void
  /** Whether nothing is printed unless a profile is set. @default false */
  readonly isQuietByDefault?: boolean
}

interface Parts {
  readonly settings: Settings
  /** `undefined` when nothing is printed. */
  readonly terminal: ConsoleSink | undefined
  readonly json: Sink | undefined
  readonly text: Sink | undefined
  readonly listed: ListedSinks
  readonly spool: Spool | undefined
  readonly bundle: BundleAtExit | undefined
}

/** The spool of the run, and its sink. */
interface Spool {
  readonly run: RunSpool
  readonly sink: SpoolSink
}

/**
 * Creates the sinks that the settings ask for.
 *
 * @throws DiagnosticError SMON-E104 or SMON-E108 when a folder or file cannot be used.
 */
export function createPipeline(
  settings: Settings,
  initialInfo: SpooledRun,
  { onHandlerError, isQuietByDefault = false }: PipelineOptions,
): Pipeline {
  const memory = createMemorySink({ maxEvents: settings.eventBufferSize })
  const failed = new Set<Sink>()
  const guards = new Map<Sink, GuardedSink>()
  const added = new Set<Sink>()
  let info = initialInfo
  let parts = buildParts(settings, undefined)
  let isClosed = false
  // At once, and not with its first record: what is dropped before it gets here is not Node's to print either.
  if (parts.terminal !== undefined) announcePrinter(parts.terminal)

  function buildParts(next: Settings, before: Parts | undefined): Parts {
    return build(next, before, info, !isQuietByDefault || next.isProfileSet)
  }

  function sinks(): Sink[] {
    const { json, text, spool, bundle, terminal } = parts
    // Neither the memory nor the spool throws, and the spool says itself what it cannot keep.
    const own = [memory, spool?.sink].filter((sink) => sink !== undefined)
    const others = [json, text, bundle?.sink, ...parts.listed.sinks, ...added, terminal]
    return [...own, ...others.filter((sink) => sink !== undefined).map(guard)]
  }

  function guard(sink: Sink): GuardedSink {
    let guarded = guards.get(sink)
    if (guarded === undefined) {
      guarded = guardSink(sink, {
        errorThreshold: parts.settings.handlerErrorThreshold,
        onError: (error) => onHandlerError(sink.name, error),
      })
      guards.set(sink, guarded)
    }
    return guarded
  }

  /** Brings what a sink has to where it belongs, for the last time. */
  function release(sink: Sink): void {
    const guarded = guard(sink)
    if (guarded.close === undefined) guarded.flush?.()
    else guarded.close()
  }

  function onSinkError(sink: Sink, error: unknown): void {
    if (failed.has(sink)) return
    failed.add(sink)
    ownDiagnostics.emit('SMON-W201', {
      sink: sink.name,
      reason: reasonOf(error),
    })
  }

  return {
    sinks,
    otlpFiles: () => parts.listed.otlpFiles,
    memory,
    apply(next) {
      const previous = parts
      parts = buildParts(next, previous)
      if (parts.terminal !== undefined) announcePrinter(parts.terminal)
      const kept = new Set<Sink | undefined>([parts.terminal, parts.json, parts.text, ...parts.listed.sinks])
      for (const sink of [previous.terminal, previous.json, previous.text, ...previous.listed.made])
        if (sink !== undefined && !kept.has(sink)) release(sink)
      if (previous.listed !== parts.listed) for (const file of previous.listed.otlpFiles) file.close()
    },
    setInfo(next) {
      info = next
      parts.spool?.sink.setInfo(next)
      parts.bundle?.sink?.setInfo(next)
    },
    suppress(triageKey) {
      parts.terminal?.suppress(triageKey)
    },
    onSinkError,
    addSink(sink) {
      added.add(sink)
      return () => {
        if (added.delete(sink)) release(sink)
      }
    },
    health: () =>
      [...guards.values()].map((guarded) => {
        const { name, errors, dropped, state } = guarded.stats()
        return { name, errors, dropped, isDegraded: state !== 'closed' }
      }),
    abandon() {
      isClosed = true
      for (const sink of [parts.json, parts.text, ...parts.listed.made]) if (sink !== undefined) release(sink)
      for (const file of parts.listed.otlpFiles) file.close()
      if (parts.terminal !== undefined) release(parts.terminal)
      parts.spool?.run.abandon()
      parts.bundle?.abandon()
    },
    close(end) {
      if (isClosed) return
      isClosed = true
      const { json, text, bundle, listed, terminal } = parts
      for (const sink of [json, text, bundle?.sink, ...listed.sinks, ...added])
        if (sink !== undefined) release(sink)
      for (const file of listed.otlpFiles) file.close()
      parts.spool?.run.close({ exit_code: end.exitCode, signal: end.signal })
      parts.bundle?.write(end)
      if (terminal !== undefined) release(terminal)
    },
  }
}

/** Builds what the settings ask for, and keeps what was built before where they ask for the same. */
function build(settings: Settings, before: Parts | undefined, info: SpooledRun, isPrinting: boolean): Parts {
  const { json, file, spool, bundle } = settings
  const old = before?.settings
  const kept = before?.spool ?? spoolOf(spool, info)
  const listed = listSinks(settings, before)
  // A console that the list names takes the place of the profile's.
  const terminal = listed.console ?? (isPrinting ? terminalOf(settings, before) : undefined)
  return {
    settings,
    terminal,
    json: before !== undefined && old?.json === json ? before.json : jsonOf(json),
    text: before !== undefined && isSame(old?.file, file) ? before.text : textOf(file, settings),
    listed: { ...listed, sinks: listed.sinks.filter((sink) => sink !== terminal) },
    spool: kept,
    bundle: bundleOf(bundle, before, info, kept?.run),
  }
}

function terminalOf(settings: Settings, before: Parts | undefined): ConsoleSink {
  const options = consoleOptions(settings)
  const isKept = before !== undefined && isSame(consoleOptions(before.settings), options)
  return (isKept ? before.terminal : undefined) ?? createConsoleSink(options)
}

function consoleOptions({
  audience,
  level,
  maxRepeats,
  theme,
  traceDepth,
  showTraceback,
}: Settings): ConsoleSinkOptions {
  return {
    audience,
    level,
    maxRepeats,
    theme,
    traceDepth,
    ...(showTraceback === undefined ? {} : { showTraceback }),
  }
}

/** The sinks of the setting `sinks`: those that the program brought stay, also when a later list lacks them. */
interface ListedSinks {
  readonly list: Settings['sinks']
  readonly sinks: readonly Sink[]
  /** Those among them that were made here. */
  readonly made: readonly Sink[]
  readonly console: ConsoleSink | undefined
  readonly otlpFiles: readonly OtlpFileProcessors[]
}

/** @throws DiagnosticError SMON-E120, SMON-E121 or SMON-E122 */
function listSinks(settings: Settings, before: Parts | undefined): ListedSinks {
  const list = settings.sinks
  const previous = before?.listed
  const earlier = (previous?.sinks ?? []).filter((sink) => !previous?.made.includes(sink))
  if (
    previous !== undefined &&
    previous.list.length === list.length &&
    list.every((entry, at) => isSame(entry, previous.list[at]))
  )
    return previous
  const { sinks, console, otlpFiles } = resolveSinks(list, {
    console: consoleOptions(settings),
  })
  const made = sinks.filter((sink) => !list.includes(sink as never))
  return { list, sinks: [...new Set([...earlier, ...sinks])], made, console, otlpFiles }
}

/** Tells whether two settings say the same; a sink is only the same as itself. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (isSink(one) || isSink(other)) return false
  return JSON.stringify(one) === JSON.stringify(other)
}

function textOf(file: Settings['file'], { audience }: Settings): Sink | undefined {
  if (file === undefined) return undefined
  try {
    return createTextFileSink({ audience, ...file })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E108', { path: file.path, reason: (cause as Error).message }, { cause })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function jsonOf(path: string | undefined): Sink | undefined {
  if (path === undefined) return undefined
  try {
    return createJsonLinesSink({ path })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E108', { path, reason: (cause as Error).message }, { cause })
  }
}

function spoolOf(settings: Settings['spool'], info: SpooledRun): Spool | undefined {
  if (settings === undefined) return undefined
  const { folder, ...limits } = settings
  const run = openRunSpool({
    ...limits,
    root: folder,
    runId: info.run_id,
    info,
    onProblem: reportSpoolProblem,
  })
  return { run, sink: createSpoolSink(run) }
}

/** A bundle that is moved to another folder keeps what it holds already. */
function bundleOf(
  folder: string | undefined,
  before: Parts | undefined,
  info: SpooledRun,
  spool: RunSpool | undefined,
): BundleAtExit | undefined {
  if (before?.bundle !== undefined) {
    if (folder !== undefined) before.bundle.setFolder(folder)
    return before.bundle
  }
  // What the threads of a process have to say is in the bundle of their main thread.
  return folder === undefined || !isMainThread ? undefined : createBundleAtExit(folder, info, spool)
}
