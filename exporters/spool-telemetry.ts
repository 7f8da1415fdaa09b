import { isMainThread } from 'node:worker_threads'
import type { RunSpool } from '../src/spool/run-spool.ts'
import { escapeUnsafe } from './json-lines/to-json-line.ts'
import { createBatch, type Batchable } from './otlp-file/batch.ts'
import { loadSerialisers, type OtlpSerialisers } from './otlp-file/load-serialisers.ts'

/** Leaves the spans and metrics of a process in the spool of its run, for a bundle. Nothing of it throws. */
export interface SpoolTelemetry {
  /** The spool that they are left in. */
  readonly spool: RunSpool
  /** Takes a span that has ended, if it is sampled. */
  addSpan(span: SampledSpan): void
  /** Takes what a metric reader has collected, in the place of what it had before. */
  setMetrics(resourceMetrics: object): void
  /** Writes what waits, at once. */
  flush(): void
  /** Writes what waits, once its resource is complete. */
  settle(): Promise<void>
}

/** What is read of a span, of either SDK line. */
export interface SampledSpan extends Batchable {
  spanContext?(): { readonly traceFlags: number }
}

/** Options of {@link createSpoolTelemetry}. */
export interface SpoolTelemetryOptions {
  readonly spool: RunSpool
  /** Told once that none can be kept, and why; must not throw. */
  readonly onProblem: (error: unknown) => void
  /** What loads OTel's serialisers, with the first span. @default those beside smonitor or the program */
  readonly load?: () => OtlpSerialisers
}

/** The bit of a span's trace flags that says whether it is sampled. */
const SAMPLED = 1

/** Longest time that a span waits, in milliseconds: as long as a diagnostic. */
const FLUSH_AFTER_MS = 200

/** Creates it, without loading or opening anything. */
export function createSpoolTelemetry(options: SpoolTelemetryOptions): SpoolTelemetry {
  const { spool, onProblem, load = loadSerialisers } = options
  let serialisers: OtlpSerialisers | undefined
  let isOff = false
  let hasFailed = false

  function fail(error: unknown): void {
    if (hasFailed) return
    hasFailed = true
    onProblem(error)
  }

  /** With the first span, and not with the program: it takes a while. */
  function loaded(): OtlpSerialisers | undefined {
    if (serialisers !== undefined || isOff) return serialisers
    try {
      serialisers = load()
    } catch (error) {
      isOff = true
      fail(error)
    }
    return serialisers
  }

  const batch = createBatch({
    file: {
      append: (line, _, spans) => spool.telemetry.addSpans(line, spans),
      flush: () => undefined,
      close: () => undefined,
    },
    serialise: (spans) => loaded()?.traces(spans),
    // A worker thread is stopped without a word when its process exits.
    flushAfterMs: isMainThread ? FLUSH_AFTER_MS : 0,
    onError: fail,
  })

  return {
    spool,
    addSpan(span) {
      if (!isOff && ((span.spanContext?.().traceFlags ?? 0) & SAMPLED) !== 0) batch.add(span)
    },
    setMetrics(resourceMetrics) {
      try {
        const document = loaded()?.metrics(resourceMetrics)
        if (document !== undefined)
          spool.telemetry.setMetrics(escapeUnsafe(Buffer.from(document).toString('utf8')))
      } catch (error) {
        fail(error)
      }
    },
    flush: () => batch.flush(),
    settle: () => batch.settle(),
  }
}
