import { createConsoleSink, type ConsoleSink, type ConsoleSinkOptions } from './console/console-sink.ts'
import { createJsonLinesSink, type JsonLinesSinkOptions } from './json-lines-sink.ts'
import { createMemorySink, type MemorySink, type MemorySinkOptions } from './memory-sink.ts'
import {
  createOtlpFileProcessors,
  type OtlpFileOptions,
  type OtlpFileProcessors,
} from './otlp-file/otlp-file-processors.ts'
import { SinkError } from './sink-error.ts'
import { isSink, readSinkList } from './sink-list/read-sink-list.ts'
import type { SinkSetting, SinkSpec } from './sink-list/sink-setting.ts'
import type { Sink } from './sink.ts'
import { createTextFileSink, type TextFileSinkOptions } from './text-file-sink.ts'

/** What each sink of a list gets besides what the list says of it. */
export interface ResolveSinksOptions {
  readonly console?: ConsoleSinkOptions
  /** @default the file .smonitor/diagnostics.jsonl */
  readonly json?: Partial<JsonLinesSinkOptions>
  /** @default the file .smonitor/diagnostics.log */
  readonly file?: Partial<TextFileSinkOptions>
  /** @default the folder .smonitor/otlp */
  readonly otlpFile?: Partial<OtlpFileOptions>
  readonly memory?: MemorySinkOptions
  /** What the list is called in errors. @default 'sinks' */
  readonly setting?: string
}

/** The sinks of a list. */
export interface ResolvedSinks {
  /** All but OTLP files, in the order of the list. */
  readonly sinks: readonly Sink[]
  /** The first console sink among them. */
  readonly console: ConsoleSink | undefined
  /** The first memory sink among them. */
  readonly memory: MemorySink | undefined
  /** No sinks: they take every record and span of the SDK, and not diagnostics. */
  readonly otlpFiles: readonly OtlpFileProcessors[]
}

/**
 * Makes sinks of a list of names (`'json'`), objects (`{ type: 'json', path: 'out.jsonl' }`) and sinks.
 * Nothing is opened before the whole list is known to be right.
 *
 * @throws SinkError SMON-E120 for a name that does not exist, SMON-E121 for what is no sink or an option that is not
 *   valid, SMON-E108 when a file cannot be opened, SMON-E122 when OTel's serialisers are not installed.
 * @example
 * ```ts
 * import { resolveSinks } from 'smonitor/exporters'
 *
 * const { sinks } = resolveSinks(['console', { type: 'json', path: 'out/diagnostics.jsonl' }])
 * for (const sink of sinks) sink.close?.()
 * ```
 */
export function resolveSinks(list: readonly SinkSetting[], options: ResolveSinksOptions = {}): ResolvedSinks {
  const entries = readSinkList(list, options.setting ?? 'sinks')
  const sinks: Sink[] = []
  const otlpFiles: OtlpFileProcessors[] = []
  let consoleSink: ConsoleSink | undefined
  let memory: MemorySink | undefined

  function open(spec: SinkSpec): Sink | undefined {
    switch (spec.type) {
      case 'console': {
        const sink = createConsoleSink({ ...options.console, ...consoleOptionsOf(spec) })
        consoleSink ??= sink
        return sink
      }
      case 'memory': {
        const sink = createMemorySink({ ...options.memory, ...spec })
        memory ??= sink
        return sink
      }
      case 'json': {
        const settings = { path: '.smonitor/diagnostics.jsonl', ...options.json, ...spec }
        return opening(settings.path, () => createJsonLinesSink(settings))
      }
      case 'file': {
        const settings = { path: '.smonitor/diagnostics.log', ...options.file, ...spec }
        return opening(settings.path, () => createTextFileSink(settings))
      }
      case 'otlp-file': {
        const settings = { folder: '.smonitor/otlp', ...options.otlpFile, ...spec }
        otlpFiles.push(opening(settings.folder, () => createOtlpFileProcessors(settings)))
        return undefined
      }
    }
  }

  const own: Sink[] = []
  try {
    for (const entry of entries) {
      const sink = isSink(entry) ? entry : open(entry)
      if (sink === undefined) continue
      sinks.push(sink)
      if (sink !== entry) own.push(sink)
    }
  } catch (error) {
    // Half of a list is of no use; what the caller made stays the caller's.
    for (const opened of [...own, ...otlpFiles]) opened.close?.()
    throw error
  }
  return { sinks, console: consoleSink, memory, otlpFiles }
}

function consoleOptionsOf(spec: SinkSpec & { type: 'console' }): ConsoleSinkOptions {
  const { stream, ...options } = spec
  return stream === undefined ? options : { ...options, stream: process[stream] }
}

function opening<Opened>(path: string, open: () => Opened): Opened {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof SinkError) throw cause
    throw new SinkError('SMON-E108', { path, reason: (cause as Error).message }, cause)
  }
}
