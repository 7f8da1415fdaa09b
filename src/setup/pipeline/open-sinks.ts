import {
  createConsoleSink,
  type ConsoleSink,
  type ConsoleSinkOptions,
} from '../../../exporters/console/console-sink.ts'
import { createJsonLinesSink } from '../../../exporters/json-lines-sink.ts'
import type { Sink } from '../../../exporters/sink.ts'
import type { SpoolTelemetry } from '../../../exporters/spool-telemetry.ts'
import { createTextFileSink } from '../../../exporters/text-file-sink.ts'
import type { SpooledRun } from '../../bundle/manifest.ts'
import type { BundleAtExit } from '../bundle-at-exit.ts'
import { isSame, listSinks, NO_LISTED_SINKS, type ListedSinks } from '../listed-sinks.ts'
import type { Settings } from '../options.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { bundleOf, spoolOf, telemetryOf, type Spool } from './run-on-disk.ts'

/** What the settings ask for, opened. */
export interface OpenedSinks {
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

/**
 * Opens what the settings ask for, and keeps what was opened before where they ask for the same. What was opened is
 * closed again where something else cannot be.
 *
 * @throws DiagnosticError SMON-E104 or SMON-E108 when a folder or file cannot be used.
 */
export function openSinks(
  settings: Settings,
  before: OpenedSinks | undefined,
  info: SpooledRun,
  isPrinting: boolean,
): OpenedSinks {
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

function terminalOf(settings: Settings, before: OpenedSinks | undefined): ConsoleSink {
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

function jsonOf(path: string | undefined): Sink | undefined {
  if (path === undefined) return undefined
  try {
    return createJsonLinesSink({ path })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E108', { path, reason: (cause as Error).message }, { cause })
  }
}
