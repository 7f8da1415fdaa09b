import { markName } from '../../src/record/wraps.ts'
import { createOnceReporter } from '../../src/otel/report-once.ts'
import type { Context, Span } from '../../src/otel/span-of.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'
import { isDiagnosticRecord } from '../../src/record/to-event.ts'
import { checkArgument } from '../check-argument.ts'
import { bridgeEvent } from './event-bridge.ts'
import { createSpanTally } from './span-tally.ts'

/** Which log-based events are put on spans: all, diagnostics alone, or none. */
export type SpanEvents = 'all' | 'diagnostics' | 'none'

/** Options of {@link createSpanBridge}. */
export interface SpanBridgeOptions {
  /** Asked for each record, so that it can be changed while the program runs. @default () => 'all' */
  readonly spanEvents?: () => SpanEvents
}

/** Shows diagnostics to a backend that has spans only; its processors fit SDK 2.x and 3.x. */
export interface SpanBridge {
  /** For the `logRecordProcessors` of an SDK, before those that export. */
  readonly logRecordProcessor: {
    onEmit(record: object, context?: unknown): void
    forceFlush(): Promise<void>
    shutdown(): Promise<void>
  }
  /** For its `spanProcessors`, before those that export. */
  readonly spanProcessor: {
    onStart(span: object, context: unknown): void
    onEnding(span: object): void
    onEnd(span: object): void
    forceFlush(): Promise<void>
    shutdown(): Promise<void>
  }
}

/**
 * Creates the event to span event bridge of the OpenTelemetry specification, and says on each span the worst code and
 * key, the codes and the count of the diagnostics that came under it in this process before it ended. Nothing of it
 * throws, and no record is stopped or changed.
 *
 * https://opentelemetry.io/docs/specs/otel/logs/sdk/#event-to-span-event-bridge (v1.60, Development)
 *
 * @throws SinkError SMON-E121 for a `spanEvents` that is no function.
 * @example
 * ```ts
 * import { createSpanBridge } from 'smonitor/exporters'
 *
 * const bridge = createSpanBridge()
 * // new TracerProvider({ spanProcessors: [bridge.spanProcessor, …] })
 * // new LoggerProvider({ processors: [bridge.logRecordProcessor, …] })
 * await bridge.spanProcessor.shutdown()
 * ```
 */
export function createSpanBridge({ spanEvents = () => 'all' }: SpanBridgeOptions = {}): SpanBridge {
  checkArgument(
    typeof spanEvents === 'function',
    'createSpanBridge({ spanEvents })',
    spanEvents,
    "a function that returns 'all', 'diagnostics' or 'none'",
  )
  const tally = createSpanTally()
  const report = createOnceReporter()

  function guarded(action: () => void): void {
    try {
      action()
    } catch (error) {
      report('smonitor: what was diagnosed could not be shown on its span.', error)
    }
  }

  const bridge: SpanBridge = {
    logRecordProcessor: {
      onEmit(given, context) {
        guarded(() => {
          const record = given as LogRecordLike
          const isDiagnostic = isDiagnosticRecord(record)
          if (isDiagnostic) tally.count(record, context as Context | undefined)
          const wanted = spanEvents()
          if (wanted === 'all' || (wanted === 'diagnostics' && isDiagnostic))
            bridgeEvent(record, context as Context | undefined)
        })
      },
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    spanProcessor: {
      onStart: (span, context) => guarded(() => tally.onStart(span as Span, context as Context)),
      onEnding: (span) => guarded(() => tally.onEnding(span as Span)),
      onEnd: () => undefined,
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
  }
  for (const processor of [bridge.logRecordProcessor, bridge.spanProcessor])
    markName(processor, 'smonitor bridge')
  return bridge
}
