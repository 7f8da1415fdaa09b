import { createMemorySink, type MemorySink } from '../../../exporters/memory-sink.ts'
import type { OtlpFileProcessors } from '../../../exporters/otlp-file/otlp-file-processors.ts'
import { readSinkList } from '../../../exporters/sink-list/read-sink-list.ts'
import type { Sink } from '../../../exporters/sink.ts'
import type { SpoolTelemetry } from '../../../exporters/spool-telemetry.ts'
import type { SpooledRun } from '../../bundle/manifest.ts'
import { announcePrinter } from '../../record/printing.ts'
import type { RunSpool } from '../../spool/run-spool.ts'
import type { ProgramEnd } from '../bundle-at-exit.ts'
import { isSame } from '../listed-sinks.ts'
import type { Settings } from '../options.ts'
import type { SinkHealth } from '../report/run-report.ts'
import { withoutEffect, type SettingNotice } from '../settings/setting-notice.ts'
import { openSinks, type OpenedSinks } from './open-sinks.ts'
import { createSinkGuards } from './sink-guards.ts'

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
  const added = new Set<Sink>()
  let info = initialInfo
  let opened = open(settings, undefined)
  const guards = createSinkGuards({
    errorThreshold: () => opened.settings.handlerErrorThreshold,
    onHandlerError,
  })
  let current: readonly Sink[] | undefined
  let isClosed = false
  let hasEnded = false
  // At once, and not with its first record: what is dropped before it gets here is not Node's to print either.
  if (opened.terminal !== undefined) announcePrinter(opened.terminal)

  function open(next: Settings, before: OpenedSinks | undefined): OpenedSinks {
    return openSinks(next, before, info, !isQuietByDefault || next.isProfileSet)
  }

  /** Asked for each diagnostic, so it is kept until something changes. */
  function sinks(): readonly Sink[] {
    return (current ??= listSinks())
  }

  function listSinks(): readonly Sink[] {
    const { json, text, spool, bundle, terminal } = opened
    // Neither the memory nor the spool throws, and the spool says itself what it cannot keep.
    const own = [memory, spool?.sink].filter((sink) => sink !== undefined)
    const brought = hasEnded ? [] : [...broughtSinks(), ...added]
    const others = [json, text, bundle?.sink, ...madeSinks(), ...brought, terminal]
    return [...own, ...others.filter((sink) => sink !== undefined).map((sink) => guards.guard(sink))]
  }

  /** The sinks of the list that were made here. */
  function madeSinks(): Sink[] {
    const made = new Set(opened.listed.made.map(({ sink }) => sink))
    return opened.listed.sinks.filter((sink) => made.has(sink))
  }

  /** Those that the program brought. */
  function broughtSinks(): Sink[] {
    const made = new Set<Sink | undefined>(opened.listed.made.map(({ sink }) => sink))
    return opened.listed.sinks.filter((sink) => !made.has(sink))
  }

  function release(sink: Sink): void {
    guards.release(sink)
    current = undefined
  }

  function flushAll(): void {
    for (const sink of sinks()) sink.flush?.()
    for (const file of opened.listed.otlpFiles) file.flush()
    opened.telemetry?.flush()
  }

  return {
    sinks,
    otlpFiles: () => opened.listed.otlpFiles,
    telemetry: () => opened.telemetry,
    runSpool: () => opened.spool?.run,
    memory,
    apply(next) {
      const previous = opened
      opened = open(next, previous)
      current = undefined
      memory.resize(next.eventBufferSize)
      if (opened.terminal !== undefined) announcePrinter(opened.terminal)
      const kept = new Set<Sink | undefined>([
        opened.terminal,
        opened.json,
        opened.text,
        ...opened.listed.sinks,
      ])
      const made = previous.listed.made.flatMap(({ sink }) => (sink === undefined ? [] : [sink]))
      for (const sink of new Set([previous.terminal, previous.json, previous.text, ...made]))
        if (sink !== undefined && !kept.has(sink)) release(sink)
      for (const file of previous.listed.otlpFiles) if (!opened.listed.otlpFiles.includes(file)) file.close()
      return fixedSpool(previous.settings, next)
    },
    setInfo(next) {
      info = next
      opened.spool?.sink.setInfo(next)
      opened.bundle?.sink?.setInfo(next)
    },
    suppress(triageKey) {
      opened.terminal?.suppress(triageKey)
    },
    onSinkError: (sink, error) => guards.onSinkError(sink, error),
    addSink(sink) {
      // JavaScript may hand over anything.
      readSinkList([sink], 'addSink')
      added.add(sink)
      current = undefined
      return () => {
        if (added.delete(sink)) release(sink)
      }
    },
    health: () => guards.health(),
    abandon() {
      isClosed = true
      const made = opened.listed.made.map(({ sink }) => sink)
      for (const sink of [opened.json, opened.text, ...made, opened.terminal])
        if (sink !== undefined) release(sink)
      for (const file of opened.listed.otlpFiles) file.close()
      opened.spool?.run.abandon()
      opened.bundle?.abandon()
    },
    close(end) {
      if (isClosed) return
      isClosed = true
      const { json, text, bundle, listed, terminal } = opened
      for (const sink of new Set([json, text, bundle?.sink, ...listed.sinks, ...added]))
        if (sink !== undefined) release(sink)
      for (const file of listed.otlpFiles) file.close()
      opened.telemetry?.flush()
      opened.spool?.run.close({ exit_code: end.exitCode, signal: end.signal })
      opened.bundle?.write(end)
      if (terminal !== undefined) release(terminal)
    },
    end(end) {
      if (isClosed || hasEnded) return
      // A sink of the program is closed, as it was promised; our own files take what comes later.
      for (const sink of [...broughtSinks(), ...added]) release(sink)
      hasEnded = true
      current = undefined
      flushAll()
      opened.spool?.run.close({ exit_code: end.exitCode, signal: end.signal })
      opened.bundle?.write(end)
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
