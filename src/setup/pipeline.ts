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
import { readSinkList } from '../../exporters/sink-list/read-sink-list.ts'
import type { Sink } from '../../exporters/sink.ts'
import { createTextFileSink } from '../../exporters/text-file-sink.ts'
import { createSpoolSink, type SpoolSink } from '../../exporters/spool-sink.ts'
import { createSpoolTelemetry, type SpoolTelemetry } from '../../exporters/spool-telemetry.ts'
import { announcePrinter } from '../record/printing.ts'
import type { SpooledRun } from '../bundle/manifest.ts'
import { openRunSpool, type RunSpool } from '../spool/run-spool.ts'
import { createBundleAtExit, type BundleAtExit, type ProgramEnd } from './bundle-at-exit.ts'
import { guardSink } from './guard-sink.ts'
import type { Settings } from './options.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import { isSame, listSinks, NO_LISTED_SINKS, type ListedSinks } from './listed-sinks.ts'
import { wantsTelemetry } from './wants-telemetry.ts'
import { createHealthBook } from './report/health-book.ts'
import type { SinkHealth } from './report/run-report.ts'
import { withoutEffect, type SettingNotice } from './settings/setting-notice.ts'
import { reportSpoolProblem } from './spool-problems.ts'

/** The sinks of the running program. */
export interface Pipeline {
  sinks(): readonly Sink[]
  /** The OTLP files that the settings ask for; they take every record and span, and not diagnostics alone. */
  otlpFiles(): readonly OtlpFileProcessors[]
  /** Keeps spans and metrics for a bundle; `undefined` where none is wanted. */
  telemetry(): SpoolTelemetry | undefined
  /** The spool of the run; `undefined` where there is none. */
  runSpool(): RunSpool | undefined
  readonly memory: MemorySink
  /**
   * Changes the sinks to what the settings ask for, from the next diagnostic on; nothing that was handed in
   * before is lost. @returns What it cannot change any more. @throws when a file or folder cannot be opened; nothing
   * is changed then.
   */
  apply(settings: Settings): readonly SettingNotice[]
  /** Says anew what is known of the run, for the bundle. */
  setInfo(info: SpooledRun): void
  /** Keeps an exception off the terminal that Node is about to print there. */
  suppress(triageKey: string): void
  /** Says once of a sink that nobody guards that it failed, through the others. */
  onSinkError(sink: Sink, error: unknown): void
  /** Adds a sink of the program's own. @returns What takes it out, flushed and closed. @throws SinkError SMON-E121 */
  addSink(sink: Sink): () => void
  /** How the sinks are doing. */
  health(): readonly SinkHealth[]
  /** Brings everything to where it belongs and closes the files, without waiting; can be called again. */
  close(end: ProgramEnd): void
  /**
   * Does the same for a program that ends, and stays open for what its last listeners say: from then on
   * {@link Pipeline.flushLate} brings each diagnostic to where it belongs at once.
   */
  end(end: ProgramEnd): void
  /** Brings what came after the end to where it belongs; before it, this does nothing. */
  flushLate(): void
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
  readonly telemetry: SpoolTelemetry | undefined
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
  const book = createHealthBook()
  let info = initialInfo
  let parts = buildParts(settings, undefined)
  let isClosed = false
  let hasEnded = false
  // At once, and not with its first record: what is dropped before it gets here is not Node's to print either.
  if (parts.terminal !== undefined) announcePrinter(parts.terminal)

  function buildParts(next: Settings, before: Parts | undefined): Parts {
    return build(next, before, info, !isQuietByDefault || next.isProfileSet)
  }

  function sinks(): Sink[] {
    const { json, text, spool, bundle, terminal } = parts
    // Neither the memory nor the spool throws, and the spool says itself what it cannot keep.
    const own = [memory, spool?.sink].filter((sink) => sink !== undefined)
    const brought = hasEnded ? [] : [...broughtSinks(), ...added]
    const others = [json, text, bundle?.sink, ...madeSinks(), ...brought, terminal]
    return [...own, ...others.filter((sink) => sink !== undefined).map(guard)]
  }

  /** The sinks of the list that were made here. */
  function madeSinks(): Sink[] {
    const made = new Set(parts.listed.made.map(({ sink }) => sink))
    return parts.listed.sinks.filter((sink) => made.has(sink))
  }

  /** Those that the program brought. */
  function broughtSinks(): Sink[] {
    const made = new Set<Sink | undefined>(parts.listed.made.map(({ sink }) => sink))
    return parts.listed.sinks.filter((sink) => !made.has(sink))
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

  /** Brings what a sink has to where it belongs, for the last time, and forgets the sink. */
  function release(sink: Sink): void {
    const guarded = guard(sink)
    if (guarded.close === undefined) guarded.flush?.()
    else guarded.close()
    book.add(guarded.stats())
    guards.delete(sink)
    failed.delete(sink)
  }

  function flushAll(): void {
    for (const sink of sinks()) sink.flush?.()
    for (const file of parts.listed.otlpFiles) file.flush()
    parts.telemetry?.flush()
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
    telemetry: () => parts.telemetry,
    runSpool: () => parts.spool?.run,
    memory,
    apply(next) {
      const previous = parts
      parts = buildParts(next, previous)
      memory.resize(next.eventBufferSize)
      if (parts.terminal !== undefined) announcePrinter(parts.terminal)
      const kept = new Set<Sink | undefined>([parts.terminal, parts.json, parts.text, ...parts.listed.sinks])
      const made = previous.listed.made.flatMap(({ sink }) => (sink === undefined ? [] : [sink]))
      for (const sink of new Set([previous.terminal, previous.json, previous.text, ...made]))
        if (sink !== undefined && !kept.has(sink)) release(sink)
      for (const file of previous.listed.otlpFiles) if (!parts.listed.otlpFiles.includes(file)) file.close()
      return fixedSpool(previous.settings, next)
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
      // JavaScript may hand over anything.
      readSinkList([sink], 'addSink')
      added.add(sink)
      return () => {
        if (added.delete(sink)) release(sink)
      }
    },
    health: () => book.list([...guards.values()].map((guarded) => guarded.stats())),
    abandon() {
      isClosed = true
      const made = parts.listed.made.map(({ sink }) => sink)
      for (const sink of [parts.json, parts.text, ...made, parts.terminal])
        if (sink !== undefined) release(sink)
      for (const file of parts.listed.otlpFiles) file.close()
      parts.spool?.run.abandon()
      parts.bundle?.abandon()
    },
    close(end) {
      if (isClosed) return
      isClosed = true
      const { json, text, bundle, listed, terminal } = parts
      for (const sink of new Set([json, text, bundle?.sink, ...listed.sinks, ...added]))
        if (sink !== undefined) release(sink)
      for (const file of listed.otlpFiles) file.close()
      parts.telemetry?.flush()
      parts.spool?.run.close({ exit_code: end.exitCode, signal: end.signal })
      parts.bundle?.write(end)
      if (terminal !== undefined) release(terminal)
    },
    end(end) {
      if (isClosed || hasEnded) return
      // A sink of the program is closed, as it was promised; our own files take what comes later.
      for (const sink of [...broughtSinks(), ...added]) release(sink)
      hasEnded = true
      flushAll()
      parts.spool?.run.close({ exit_code: end.exitCode, signal: end.signal })
      parts.bundle?.write(end)
      flushAll()
    },
    flushLate() {
      if (hasEnded) flushAll()
    },
  }
}

/** A run has one place on disk from its first diagnostic to its end. */
function fixedSpool(before: Settings, next: Settings): SettingNotice[] {
  if (isSame(before.spool, next.spool)) return []
  const reason = 'the run keeps its diagnostics on disk already, or began without'
  return [
    withoutEffect(
      'spool',
      reason,
      'Set it where smonitor is started first, in SMONITOR_SPOOL or in the config',
    ),
  ]
}

/**
 * Builds what the settings ask for, and keeps what was built before where they ask for the same. What was opened is
 * closed again where something else cannot be.
 */
function build(settings: Settings, before: Parts | undefined, info: SpooledRun, isPrinting: boolean): Parts {
  const { json, file, spool } = settings
  const opened: Sink[] = []
  const open = (sink: Sink | undefined): Sink | undefined => {
    if (sink !== undefined) opened.push(sink)
    return sink
  }
  try {
    const isSameJson = before !== undefined && before.settings.json === json
    const isSameText = before !== undefined && isSame(before.settings.file, file)
    const jsonSink = isSameJson ? before.json : open(jsonOf(json))
    const text = isSameText ? before.text : open(textOf(file))
    const kept = before === undefined ? spoolOf(spool, info) : before.spool
    const listed = listSinks(settings.sinks, before?.listed ?? NO_LISTED_SINKS, consoleOptions(settings))
    const terminal = listed.console ?? (isPrinting ? terminalOf(settings, before) : undefined)
    const bundleAtExit = bundleOf(settings, before, info, kept?.run)
    return {
      settings,
      terminal,
      json: jsonSink,
      text,
      listed: { ...listed, sinks: listed.sinks.filter((sink) => sink !== terminal) },
      spool: kept,
      bundle: bundleAtExit,
      telemetry: telemetryOf(settings, before, bundleAtExit?.spool ?? kept?.run),
    }
  } catch (error) {
    for (const sink of opened) sink.close?.()
    throw error
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

function textOf(file: Settings['file']): Sink | undefined {
  if (file === undefined) return undefined
  try {
    return createTextFileSink(file)
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
  { bundle: folder, bundleRedact: redact }: Settings,
  before: Parts | undefined,
  info: SpooledRun,
  spool: RunSpool | undefined,
): BundleAtExit | undefined {
  if (before?.bundle !== undefined) {
    if (folder !== undefined) before.bundle.setFolder(folder)
    before.bundle.setRedact(redact)
    return before.bundle
  }
  // What the threads of a process have to say is in the bundle of their main thread.
  return folder === undefined || !isMainThread
    ? undefined
    : createBundleAtExit(folder, { info, redact, spool })
}

/** Keeps spans where the bundle is made from, or where the run keeps its diagnostics. */
function telemetryOf(
  settings: Settings,
  before: Parts | undefined,
  spool: RunSpool | undefined,
): SpoolTelemetry | undefined {
  if (spool === undefined || !wantsTelemetry(settings)) return undefined
  if (before?.telemetry?.spool === spool) return before.telemetry
  return createSpoolTelemetry({
    spool,
    onProblem: (error) => ownDiagnostics.emit('SMON-W219', { reason: reasonOf(error).replace(/\.$/, '') }),
  })
}
