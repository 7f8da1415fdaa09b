import type * as SdkMetrics from '@opentelemetry/sdk-metrics'
import type { Sdk } from './load-sdk.ts'

/** A metric reader that leaves what it collects in the spool. */
export interface SpoolMetricReader {
  /** For the `metricReaders` of an SDK. */
  readonly reader: SdkMetrics.MetricReader
  /** Collects and hands on, as long as the reader is part of an SDK that runs; never rejects. */
  collect(): Promise<void>
  /** Collects no more by itself. */
  stop(): void
}

/** The first time that it collects by itself, and the longest time between two of them. */
const FIRST_MS = 1000
const LONGEST_MS = 60_000

/**
 * Creates a reader. What OTel collects it collects asynchronously, so that a process which is killed, or calls
 * `process.exit()`, leaves what was collected last: soon after its start, and then more and more seldom.
 */
export function createSpoolMetricReader(
  sdk: Sdk,
  onCollected: (resourceMetrics: object) => void,
): SpoolMetricReader {
  const { MetricReader } = sdk.load('@opentelemetry/sdk-metrics') as typeof SdkMetrics
  let pauseMs = FIRST_MS
  let timer: NodeJS.Timeout | undefined

  class Reader extends MetricReader {
    protected override onInitialized(): void {
      schedule()
    }
    protected override async onForceFlush(): Promise<void> {
      await collect()
    }
    protected override async onShutdown(): Promise<void> {
      stop()
      await collect()
    }
  }
  const reader = new Reader()

  function schedule(): void {
    timer = setTimeout(() => void collect().then(schedule), pauseMs).unref()
    pauseMs = Math.min(pauseMs * 2, LONGEST_MS)
  }

  function stop(): void {
    clearTimeout(timer)
    pauseMs = Infinity
  }

  async function collect(): Promise<void> {
    try {
      const { resourceMetrics } = await reader.collect()
      if (resourceMetrics.scopeMetrics.length > 0) onCollected(resourceMetrics)
    } catch {
      // It belongs to no SDK, or to one that was shut down: what it collected before stays.
      return
    }
  }

  return { reader, collect, stop }
}
