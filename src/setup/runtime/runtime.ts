import { metrics } from '@opentelemetry/api'
import { createSpanBridge } from '../../../exporters/span-bridge/create-span-bridge.ts'
import {
  ATTR_SMONITOR_PROFILE,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
} from '../../../semconv/semconv.ts'
import { isDiagnosticRecord } from '../../record/to-event.ts'
import { DEFAULT_MAX_BYTES } from '../../spool/run-spool.ts'
import type { OwnParts } from '../extend-node-config.ts'
import type { AskedProcessor, SpanProcessorLike } from '../processor-like.ts'
import type { Sdk } from '../load-sdk.ts'
import type { Settings, SmonitorOptions } from '../options.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { createPipeline, type Pipeline } from '../pipeline/pipeline.ts'
import { createPolicyGate } from '../policy-gate.ts'
import { redactMetrics } from '../redact-metrics.ts'
import { createReporting } from '../report/reporting.ts'
import { createResending, type ResendingOptions } from '../resend/resending.ts'
import { createRouteWatch } from '../route-watch.ts'
import type { Smonitor } from '../smonitor.ts'
import { createSpoolMetricReader, type SpoolMetricReader } from '../spool-metric-reader.ts'
import { makeKnown } from './change-settings.ts'
import { createExporterGates } from './exporter-gates.ts'
import { createKnownRun } from './known-run.ts'
import { createRecordProcessor } from './record-processor.ts'
import { runWith } from './run-with.ts'
import { createRunningState, isAdmitted } from './running-state.ts'
import type { RunningSdk } from './running-sdk.ts'
import type { RuntimeParts } from './runtime-parts.ts'
import { createSpanProcessor } from './span-processor.ts'

/** Smonitor before it has an SDK: what goes into one, and what is done once it has it. */
export interface Runtime {
  readonly parts: OwnParts
  /** Keeps from another processor what the settings keep back. */
  gate(processor: AskedProcessor): AskedProcessor
  /** Keeps from another span processor what the policy keeps back. */
  gateSpans(processor: SpanProcessorLike): SpanProcessorLike
  /** Runs with an SDK from now on. */
  start(sdk: RunningSdk): Smonitor
  /** Lets go of everything, for a set-up that failed. */
  abandon(): void
}

/**
 * Creates what smonitor does in a process: the sinks, the gate before them, the numbers, and the processors that an
 * SDK hands its records and spans to.
 *
 * @throws DiagnosticError SMON-E104 or SMON-E108 when a folder or file cannot be used.
 */
export function createRuntime(
  options: SmonitorOptions,
  initial: Settings,
  { isQuietByDefault = false }: { readonly isQuietByDefault?: boolean } = {},
): Runtime {
  makeKnown(initial)
  // A program may change its folder; its config stays the one that it was started with.
  const cwd = process.cwd()
  const state = createRunningState(options, initial)
  const reporting = createReporting(metrics)
  const policy = createPolicyGate(initial, {
    onDecided(record, outcome) {
      if (outcome !== 'accepted' && isDiagnosticRecord(record)) reporting.countHeldBack(record, outcome)
    },
    onRuleError: (rule, error) => ownDiagnostics.emit('SMON-W220', { rule, reason: reasonOf(error) }),
    onRouted: (sendTo) => routes.see(sendTo),
  })
  const known = createKnownRun(initial, {
    redactor: () => policy.redactor(),
    onLearned: (shown) => pipeline.setInfo(shown),
  })
  const pipeline: Pipeline = createPipeline(initial, known.shown(), {
    onHandlerError: (sink, error) => reporting.countHandlerError(sink, error),
    isQuietByDefault,
  })
  const resending = createResending({
    spool: spoolFor(initial, pipeline),
    otel: () => known.info().otel,
  })
  const gates = createExporterGates({
    policy,
    resending,
    isAdmitted: (source) => isAdmitted(state, source),
  })
  const routes = createRouteWatch(() => [
    ...pipeline.sinks().map(({ name }) => name),
    ...(pipeline.otlpFiles().length > 0 ? ['otlp-file'] : []),
    ...(gates.areAny ? ['otlp'] : []),
  ])
  const parts: RuntimeParts = { state, known, policy, pipeline, reporting, resending, routes, gates }
  const bridge = createSpanBridge({ spanEvents: () => state.settings.spanEvents })
  let metricReader: SpoolMetricReader | undefined

  function createMetricReader(sdk: Sdk): object {
    metricReader = createSpoolMetricReader(sdk, (all) =>
      pipeline.telemetry()?.setMetrics(redactMetrics(all, policy.redactor())),
    )
    // A program without a diagnostic or a span may have metrics.
    state.isDirty = true
    return metricReader.reader
  }

  return {
    parts: {
      logRecordProcessor: createRecordProcessor(parts, bridge),
      spanProcessor: createSpanProcessor(parts, bridge, () => metricReader?.collect()),
      ...(pipeline.telemetry() === undefined ? {} : { createMetricReader }),
      resourceAttributes: {
        [ATTR_SMONITOR_RUN_ID]: known.runId,
        [ATTR_SMONITOR_SESSION_ID]: known.sessionId,
        [ATTR_SMONITOR_PROFILE]: initial.profile,
      },
    },
    gate: (processor) => gates.gate(processor),
    gateSpans: (processor) => gates.gateSpans(processor),
    start: (sdk) => runWith(parts, { sdk, cwd, onStopped: () => metricReader?.stop() }),
    abandon: () => pipeline.abandon(),
  }
}

function spoolFor({ spool }: Settings, pipeline: Pipeline): ResendingOptions['spool'] {
  const run = pipeline.runSpool()
  return run === undefined || spool === undefined
    ? undefined
    : { run, root: spool.folder, maxBytes: spool.maxBytes ?? DEFAULT_MAX_BYTES }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
