import type { ConsoleSinkOptions } from '../console/console-sink.ts'
import type { JsonLinesSinkOptions } from '../json-lines-sink.ts'
import type { MemorySinkOptions } from '../memory-sink.ts'
import type { OtlpFileOptions } from '../otlp-file/otlp-file-processors.ts'
import type { Sink } from '../sink.ts'
import type { TextFileSinkOptions } from '../text-file-sink.ts'

/** A sink as data: which one, and its options where they are not the usual ones. */
export type SinkSpec =
  | ({ readonly type: 'console'; readonly stream?: 'stdout' | 'stderr' } & Omit<ConsoleSinkOptions, 'stream'>)
  | ({ readonly type: 'json' } & Partial<JsonLinesSinkOptions>)
  | ({ readonly type: 'file' } & Partial<TextFileSinkOptions>)
  | ({ readonly type: 'otlp-file' } & Partial<Omit<OtlpFileOptions, 'onError'>>)
  | ({ readonly type: 'memory' } & MemorySinkOptions)

/** The name of a sink. */
export type SinkName = SinkSpec['type']

/** An entry of a list of sinks: a name, a name with options, or a sink. */
export type SinkSetting = SinkName | SinkSpec | Sink
