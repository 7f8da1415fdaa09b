import { join } from 'node:path'
import { createOnceReporter } from '../../src/otel/report-once.ts'
import { openRotatingFile, type RotatingFileOptions } from '../rotating-file.ts'
import { createBatch, type Batch } from './batch.ts'
import { loadSerialisers } from './load-serialisers.ts'

/** Options of {@link createOtlpFileProcessors}. */
export interface OtlpFileOptions extends RotatingFileOptions {
  /** Gets `logs.jsonl` and `traces.jsonl`; it is made. */
  readonly folder: string
  /** Longest time that a record or span waits to be written, in milliseconds. @default 1000 */
  readonly flushAfterMs?: number
  /** Told of everything that could not be written. @default OTel's own channel, once */
  readonly onError?: (error: unknown) => void
}

/** Writes the telemetry of a process as OTLP JSON lines; its processors fit SDK 2.x and 3.x. */
export interface OtlpFileProcessors {
  /** For the `logRecordProcessors` of an SDK. */
  readonly logRecordProcessor: {
    onEmit(record: object): void
    forceFlush(): Promise<void>
    shutdown(): Promise<void>
  }
  /** For its `spanProcessors`. */
  readonly spanProcessor: {
    onStart(span: object): void
    onEnd(span: object): void
    forceFlush(): Promise<void>
    shutdown(): Promise<void>
  }
  /** Writes what waits, at once: also while the process exits. */
  flush(): void
  /** Writes what waits and closes the files. */
  close(): void
}

/** The bit of a span's trace flags that says whether it is sampled. */
const SAMPLED = 1

/**
 * Creates processors that write every log record and every sampled span to files by the OTLP File Exporter
 * specification, which Jaeger's UI (traces) and the collector's `otlpjsonfile` receiver read.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/ (v1.60, Development)
 *
 * @throws SinkError SMON-E122 when OTel's serialisers are not installed, Error of `node:fs` when a file cannot be opened.
 * @example
 * ```ts
 * import { createOtlpFileProcessors } from 'smonitor/exporters'
 *
 * const otlp = createOtlpFileProcessors({ folder: 'out/otlp' })
 * // new NodeSDK({ logRecordProcessors: [otlp.logRecordProcessor], spanProcessors: [otlp.spanProcessor] })
 * otlp.close()
 * ```
 */
export function createOtlpFileProcessors(options: OtlpFileOptions): OtlpFileProcessors {
  const { folder, flushAfterMs = 1000, onError = createDefaultReporter(), ...rotation } = options
  const serialisers = loadSerialisers()
  const open = (name: string, serialise: (items: readonly object[]) => Uint8Array | undefined): Batch =>
    createBatch({ file: openRotatingFile(join(folder, name), rotation), serialise, flushAfterMs, onError })
  const logs = open('logs.jsonl', serialisers.logs)
  const traces = open('traces.jsonl', serialisers.traces)
  return {
    logRecordProcessor: {
      onEmit: (record) => logs.add(record),
      forceFlush: () => logs.settle(),
      shutdown: () => shutDown(logs),
    },
    spanProcessor: {
      onStart: () => undefined,
      onEnd(span) {
        if (isSampled(span)) traces.add(span)
      },
      forceFlush: () => traces.settle(),
      shutdown: () => shutDown(traces),
    },
    flush() {
      logs.flush()
      traces.flush()
    },
    close() {
      logs.close()
      traces.close()
    },
  }
}

async function shutDown(batch: Batch): Promise<void> {
  await batch.settle()
  batch.close()
}

function isSampled(span: { spanContext?(): { readonly traceFlags: number } }): boolean {
  return ((span.spanContext?.().traceFlags ?? 0) & SAMPLED) !== 0
}

function createDefaultReporter(): (error: unknown) => void {
  const report = createOnceReporter()
  return (error) => report('smonitor: telemetry could not be written to its OTLP file.', error)
}
