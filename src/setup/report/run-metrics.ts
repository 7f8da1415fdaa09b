import type { Attributes, Meter } from '@opentelemetry/api'
import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_HANDLER_NAME,
  ATTR_SMONITOR_LEVEL,
  ATTR_SMONITOR_OUTCOME,
  ATTR_SMONITOR_SIGNAL,
  METRIC_SMONITOR_EVENTS,
  METRIC_SMONITOR_HANDLER_ERRORS,
  METRIC_SMONITOR_SIGNAL_DURATION,
  METRIC_SMONITOR_SUPPRESSED,
} from '../../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '../../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { toLevel } from '../../record/level.ts'
import { VERSION } from '../../record/version.ts'

/** What became of a diagnostic before it reached the sinks. */
export type Outcome =
  | 'accepted'
  | 'dropped'
  | 'sampled'
  | 'rate_limited'
  | 'coalesced'
  | 'duplicate'
  | 'silenced'

/** The numbers of the report as OTel metrics. */
export interface RunMetrics {
  countEvent(event: Pick<DiagnosticEvent, 'level' | 'code'>, outcome: Outcome): void
  /** @param seconds - How long the call took. */
  recordCall(signal: string, seconds: number, errorType: unknown): void
  countHandlerError(handler: string, error: unknown): void
}

/** What is used of the API's `metrics`. */
export interface MetricsApi {
  getMeterProvider(): object
  getMeter(name: string, version?: string): Meter
}

/** In seconds: from a function of a millisecond to one of ten seconds. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Creates the metrics of a run. The provider is asked for at each measurement, and its instruments made anew when it
 * is another one: the API gives out instruments that do nothing before an SDK is registered, and they stay so.
 */
export function createRunMetrics(api: MetricsApi): RunMetrics {
  let provider: object | undefined
  let instruments: Instruments | undefined

  function current(): Instruments {
    const now = api.getMeterProvider()
    if (instruments === undefined || now !== provider) {
      provider = now
      instruments = createInstruments(api.getMeter('smonitor', VERSION))
    }
    return instruments
  }

  return {
    countEvent({ level, code }, outcome) {
      const attributes: Attributes = {
        [ATTR_SMONITOR_LEVEL]: toLevel(level) ?? 'info',
        [ATTR_SMONITOR_OUTCOME]: outcome,
        ...(code === null ? {} : { [ATTR_SMONITOR_CODE]: code }),
      }
      const { events, suppressed } = current()
      events.add(1, attributes)
      if (outcome !== 'accepted') suppressed.add(1, attributes)
    },
    recordCall(signal, seconds, errorType) {
      current().durations.record(seconds, {
        [ATTR_SMONITOR_SIGNAL]: signal,
        ...(typeof errorType === 'string' ? { [ATTR_ERROR_TYPE]: errorType } : {}),
      })
    },
    countHandlerError(handler, error) {
      current().handlerErrors.add(1, {
        [ATTR_SMONITOR_HANDLER_NAME]: handler,
        [ATTR_ERROR_TYPE]: error instanceof Error ? error.name : ERROR_TYPE_VALUE_OTHER,
      })
    },
  }
}

type Instruments = ReturnType<typeof createInstruments>

function createInstruments(meter: Meter) {
  return {
    events: meter.createCounter(METRIC_SMONITOR_EVENTS, { unit: '{record}' }),
    suppressed: meter.createCounter(METRIC_SMONITOR_SUPPRESSED, { unit: '{record}' }),
    durations: meter.createHistogram(METRIC_SMONITOR_SIGNAL_DURATION, {
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    }),
    handlerErrors: meter.createCounter(METRIC_SMONITOR_HANDLER_ERRORS, { unit: '{error}' }),
  }
}
