import { metrics } from '@opentelemetry/api'
import { createSinkProcessor } from '../../exporters/sink-processor.ts'
import type { SampledSpan } from '../../exporters/spool-telemetry.ts'
import { createSpanBridge } from '../../exporters/span-bridge/create-span-bridge.ts'
import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CORRELATION_ID,
  ATTR_SMONITOR_PROFILE,
  ATTR_SMONITOR_RUN_ID,
  ATTR_SMONITOR_SESSION_ID,
} from '../../semconv/semconv.ts'
import { ATTR_LOG_RECORD_UID } from '../../semconv/upstream.ts'
import { withoutPatterns } from '../policy/rule-redactor.ts'
import { splitRun, type RunFacts, type SpooledRun } from '../bundle/manifest.ts'
import { writeBundle } from '../bundle/write-bundle.ts'
import { installCaptures, type Captures, type CaptureSwitches } from '../capture/install-captures.ts'
import { findCatalog, listCatalogs, registerCatalog } from '../record/catalog-registry.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { askForArguments } from '../otel/asked-arguments.ts'
import type { LogRecordLike } from '../record/log-record.ts'
import { isDiagnosticRecord } from '../record/to-event.ts'
import { markWrapper } from '../record/wraps.ts'
import type { ProgramEnd } from './bundle-at-exit.ts'
import { describeConfig } from './describe-config.ts'
import { describeEnv, describeProcess } from './describe-process.ts'
import { describeResource, whenComplete } from './describe-resource.ts'
import { handDownRun } from './hand-down-run.ts'
import { installExitHooks } from './exit-hooks.ts'
import type { OwnParts, SpanProcessorLike } from './extend-node-config.ts'
import { gateProcessor, sourceOf, type AskedProcessor } from './gate-processor.ts'
import type { Sdk } from './load-sdk.ts'
import { createRecordChecks } from './checks/create-record-checks.ts'
import { createGate } from './gate.ts'
import { readSettings, type Settings, type SmonitorOptions } from './options.ts'
import { ownDiagnostics } from './own-diagnostics.ts'
import { createPipeline } from './pipeline.ts'
import { createRouteWatch } from './route-watch.ts'
import { createPolicyGate } from './policy-gate.ts'
import { redactInfo } from './redact-info.ts'
import { redactMetrics } from './redact-metrics.ts'
import { redactReport } from './report/redact-report.ts'
import { createReporting } from './report/reporting.ts'
import type { RunReport } from './report/run-report.ts'
import type { EndedSpan } from './report/signal-totals.ts'
import { rulesOf } from './rules-of.ts'
import { describeRun } from './run-info.ts'
import { isPlainObject } from './settings/check-value.ts'
import { createNoticeEmitter } from './settings/emit-notices.ts'
import { withoutEffect, type SettingNotice } from './settings/setting-notice.ts'
import { readLiveTelemetry } from './live-telemetry.ts'
import { createResending, type ResendingOptions } from './resend/resending.ts'
import { createSpoolMetricReader, type SpoolMetricReader } from './spool-metric-reader.ts'
import { setSmonitor, type Smonitor } from './smonitor.ts'

/** The OTel SDK around smonitor, whoever set it up. */
export interface RunningSdk {
  /** Tells whether there are metrics that a flush sends. */
  hasMetrics(): boolean
  /** Sends what is buffered; never rejects, and gives up after some time. */
  flush(): Promise<void>
  /** Sends what is buffered and lets go of OTel's globals, if they are ours; never rejects. */
  shutdown(): Promise<void>
}

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
  let given = options
  let settings = initial
  let gate = createGate(settings)
  let check = createRecordChecks(settings)
  let info: SpooledRun = {
    ...describeRun(settings),
    process: describeProcess(process.env),
    ...describeSettings(settings),
  }
  let isDirty = false
  let hasEnded = false
  let metricReader: SpoolMetricReader | undefined
  const emitNotices = createNoticeEmitter()
  makeKnown(settings)
  // A program may change its folder; its config stays the one that it was started with.
  const cwd = process.cwd()
  let captures: Captures | undefined
  const run = { runId: info.run_id, sessionId: info.session_id }
  const reporting = createReporting(metrics)
  const policy = createPolicyGate(settings, {
    onDecided(record, outcome) {
      if (outcome !== 'accepted' && isDiagnosticRecord(record)) reporting.countHeldBack(record, outcome)
    },
    onRuleError: (rule, error) => ownDiagnostics.emit('SMON-W220', { rule, reason: reasonOf(error) }),
    onRouted: (sendTo) => routes.see(sendTo),
  })

  const pipeline = createPipeline(settings, shown(), {
    onHandlerError: (sink, error) => reporting.countHandlerError(sink, error),
    isQuietByDefault,
  })

  const resending = createResending({ spool: spoolFor(), otel: () => info.otel })

  function spoolFor(): ResendingOptions['spool'] {
    const runSpool = pipeline.runSpool()
    return runSpool === undefined || initial.spool === undefined
      ? undefined
      : { run: runSpool, root: initial.spool.folder, maxBytes: initial.spool.maxBytes ?? DEFAULT_SPOOL_BYTES }
  }

  function admit(event: DiagnosticEvent): DiagnosticEvent | undefined {
    const verdict = gate.judge(event)
    reporting.countEvent(event, verdict.outcome)
    return verdict.outcome === 'accepted' ? verdict.event : undefined
  }

  function isAdmitted(source: string): boolean {
    return settings.isEnabled && gate.silencedBy(source) === undefined
  }

  let exporters = 0
  const routes = createRouteWatch(() => [
    ...pipeline.sinks().map(({ name }) => name),
    ...(pipeline.otlpFiles().length > 0 ? ['otlp-file'] : []),
    ...(exporters > 0 ? ['otlp'] : []),
  ])

  const sinkProcessor = createSinkProcessor({
    run,
    sinks: () =>
      policy.isRouting() ? pipeline.sinks().filter(({ name }) => policy.isRoutedTo(name)) : pipeline.sinks(),
    admit,
    isEnabled: () => settings.isEnabled,
    context: () => ({ profile: settings.profile, audience: settings.audience }),
    onSinkError: (sink, error) => pipeline.onSinkError(sink, error),
  })

  /** Hands a record that was let through to whoever it is for. */
  function handOn(record: LogRecordLike, context: unknown): void {
    sinkProcessor.onEmit(record)
    // What is on a span goes where spans go.
    if (policy.isRoutedTo('otlp')) bridge.logRecordProcessor.onEmit(record, context)
    if (!policy.isRoutedTo('otlp-file')) return
    for (const { logRecordProcessor: file } of pipeline.otlpFiles()) file.onEmit(record)
  }

  const bridge = createSpanBridge({ spanEvents: () => settings.spanEvents })
  const policed = policy.before({ ...sinkProcessor, onEmit: handOn })

  const logRecordProcessor: AskedProcessor = {
    ...sinkProcessor,
    onEmit(record, context) {
      learnResource(record)
      if (isDiagnosticRecord(record)) {
        // What tells of a failed export asks for no further one: the program would end as late once more.
        if (record.attributes[ATTR_SMONITOR_CODE] !== 'SMON-W202') isDirty = true
        setOnce(record, ATTR_SMONITOR_CORRELATION_ID, settings.correlationId)
        setOnce(record, ATTR_LOG_RECORD_UID, resending.nextUid())
        if (isAdmitted(sourceOf(record))) check(record)
      } else isDirty = true
      // What is silenced is no matter for limits; the sinks' processor counts it.
      const isWanted = !isDiagnosticRecord(record) || isAdmitted(sourceOf(record))
      // Without rules nothing of policy is on the stack, which may be nearly full.
      if (!isWanted) sinkProcessor.onEmit(record)
      else if (policy.isOn()) policed.onEmit(record, context)
      else handOn(record, context)
      if (hasEnded) {
        policy.flush()
        pipeline.flushLate()
      }
    },
    async forceFlush() {
      policy.flush()
      await sinkProcessor.forceFlush()
      await Promise.all(pipeline.otlpFiles().map(async (file) => file.logRecordProcessor.forceFlush()))
    },
  }

  /** What is known of the run, as others may see it. */
  function shown(known = info): SpooledRun {
    return redactInfo(known, policy.redactor())
  }

  function shownEnv(): Readonly<Record<string, string>> {
    const env = describeEnv(process.env)
    const redacted = policy.redactor()?.value(env, ['process', 'env']) ?? env
    return typeof redacted === 'object' ? (redacted as Readonly<Record<string, string>>) : {}
  }

  /** The resource is the same on every record and span. */
  function learnResource(item: unknown): void {
    if (info.otel !== undefined) return
    describe(item)
    whenComplete(item, () => describe(item))
  }

  function describe(item: unknown): void {
    const otel = describeResource(item)
    if (otel === undefined) return
    info = { ...info, otel }
    pipeline.setInfo(shown())
  }

  /** An exporter that is not smonitor's own is the pipeline `otlp`. */
  function exporting(next: AskedProcessor): AskedProcessor {
    exporters += 1
    const routed: AskedProcessor = {
      onEmit(record, context) {
        if (policy.isRoutedTo('otlp')) next.onEmit(record, context)
      },
      ...(next.enabled === undefined ? {} : { enabled: (asked) => next.enabled?.(asked) ?? true }),
      forceFlush: () => next.forceFlush(),
      shutdown: () => next.shutdown(),
    }
    return policy.before(markWrapper(routed, next))
  }

  function exportingSpans(next: SpanProcessorLike): SpanProcessorLike {
    exporters += 1
    const routed: SpanProcessorLike = {
      onStart: (span, context) => next.onStart(span, context),
      ...(next.onEnding === undefined ? {} : { onEnding: (span: unknown) => next.onEnding?.(span) }),
      onEnd(span) {
        if (policy.isRoutedTo('otlp')) next.onEnd(span)
      },
      forceFlush: () => next.forceFlush(),
      shutdown: () => next.shutdown(),
    }
    return policy.beforeSpans(markWrapper(routed, next))
  }

  const policedSpans = policy.beforeSpans({
    onStart: () => undefined,
    onEnd(span) {
      pipeline.telemetry()?.addSpan(span as SampledSpan)
      if (!policy.isRoutedTo('otlp-file')) return
      for (const { spanProcessor: file } of pipeline.otlpFiles()) file.onEnd(span as object)
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  })

  const spanProcessor: SpanProcessorLike = {
    onStart: (span, context) => bridge.spanProcessor.onStart(span as object, context),
    onEnding: (span) => bridge.spanProcessor.onEnding(span as object),
    onEnd(span) {
      isDirty = true
      learnResource(span)
      reporting.countSpan(span as EndedSpan)
      policedSpans.onEnd(span)
      if (hasEnded) pipeline.flushLate()
    },
    async forceFlush() {
      await Promise.all([pipeline.telemetry()?.settle(), metricReader?.collect()])
      await Promise.all(pipeline.otlpFiles().map(async (file) => file.spanProcessor.forceFlush()))
    },
    shutdown: async () => undefined,
  }

  function createMetricReader(sdk: Sdk): object {
    metricReader = createSpoolMetricReader(sdk, (all) =>
      pipeline.telemetry()?.setMetrics(redactMetrics(all, policy.redactor())),
    )
    // A program without a diagnostic or a span may have metrics.
    isDirty = true
    return metricReader.reader
  }

  function report(): RunReport {
    const told = reporting.report({
      ...run,
      profile: settings.profile,
      memory: pipeline.memory,
      sinks: pipeline.health(),
      policy: policy.stats(),
      delivery: resending.counts(),
    })
    const redactor = policy.redactor()
    return redactor === undefined ? told : redactReport(told, redactor)
  }

  function configure(more: SmonitorOptions): void {
    // Anything else than settings is told for what it is, and not spread into letters.
    const merged = isPlainObject(more) ? { ...given, ...more } : more
    const next = readSettings(merged, process.env, cwd)
    const unchanged = [...pipeline.apply(next), ...fixedSettings(more, info)]
    policy.apply(next)
    routes.apply(next)
    makeKnown(next)
    askForArguments(next.argsSummary)
    given = merged
    settings = next
    gate = createGate(next)
    check = createRecordChecks(next)
    captures?.apply(switchesOf(next))
    info = {
      ...info,
      profile: next.profile,
      service_name: next.serviceName ?? info.service_name,
      ...describeSettings(next),
    }
    pipeline.setInfo(shown())
    emitNotices([...next.warnings, ...unchanged])
  }

  function start(sdk: RunningSdk): Smonitor {
    const takeBack = handDownRun(process.env, {
      runId: run.runId,
      root: settings.spool?.folder,
      hasTelemetry: pipeline.telemetry() !== undefined,
    })
    askForArguments(settings.argsSummary)
    captures = installCaptures(switchesOf(settings), { onPrintedByNode: (key) => pipeline.suppress(key) })
    let areMetricsSent = false
    const uninstall = installExitHooks({
      async flush() {
        areMetricsSent = true
        await flush()
      },
      close: end,
      // What was measured is not seen, so it is sent once when nothing is going on any more.
      isDirty: () => isDirty || (!areMetricsSent && sdk.hasMetrics()),
    })

    function leaveReport(): void {
      routes.check()
      policy.flush()
      pipeline.setInfo({ ...shown(), report: withoutEvents(report()) })
    }

    function end(how: ProgramEnd): void {
      resending.end()
      leaveReport()
      pipeline.end({ ...how, env: shownEnv() })
      hasEnded = true
    }

    async function flush(): Promise<void> {
      isDirty = false
      await sdk.flush()
    }

    async function stop(): Promise<void> {
      captures?.dispose()
      askForArguments(false)
      takeBack()
      await sdk.shutdown()
      metricReader?.stop()
      resending.end()
      leaveReport()
      pipeline.close({ exitCode: null, signal: null, env: shownEnv() })
      // Last, so that a process that ends before all of that still writes what it has.
      uninstall()
      setSmonitor(undefined)
    }

    let stopping: Promise<void> | undefined
    const handle: Smonitor = {
      ...run,
      get profile() {
        return settings.profile
      },
      get isEnabled() {
        return settings.isEnabled
      },
      configure,
      addSink: (sink) => pipeline.addSink(sink),
      recentEvents: (limit) => pipeline.memory.recent(limit),
      report,
      recordRedundancy: (callsite, details) => reporting.countRedundancy(callsite, details),
      exportBundle: (folder, bundleOptions) =>
        writeBundle(
          folder,
          {
            ...splitRun({ ...shown(withWholeEnv(info)), report: withoutEvents(report()) }),
            end: { ended_at: new Date().toISOString(), exit_code: null, signal: null },
            catalogs: listCatalogs(),
            events: pipeline.memory.recent(),
            dropped: () => pipeline.memory.dropped,
            ...readLiveTelemetry(pipeline.telemetry()),
          },
          { redact: settings.bundleRedact, ...bundleOptions },
        ),
      flush,
      shutdown: () => (stopping ??= stop()),
    }
    setSmonitor(handle)
    emitNotices(settings.warnings)
    routes.apply(settings)
    return handle
  }

  return {
    parts: {
      logRecordProcessor,
      spanProcessor,
      ...(pipeline.telemetry() === undefined ? {} : { createMetricReader }),
      resourceAttributes: {
        [ATTR_SMONITOR_RUN_ID]: run.runId,
        [ATTR_SMONITOR_SESSION_ID]: run.sessionId,
        [ATTR_SMONITOR_PROFILE]: settings.profile,
      },
    },
    gate: (processor) => gateProcessor(exporting(resending.inPlaceOf(processor)), isAdmitted),
    gateSpans: (processor) => exportingSpans(processor),
    start,
    abandon: () => pipeline.abandon(),
  }
}

/** As the spool has it. */
const DEFAULT_SPOOL_BYTES = 67_108_864

/** What a run is called is said once; another name in a later call is told, and not taken. */
function fixedSettings(
  { runId, sessionId }: SmonitorOptions,
  { run_id, session_id }: SpooledRun,
): SettingNotice[] {
  const remedy = 'Set it where smonitor is started first'
  return [
    ...(runId === undefined || runId === run_id ? [] : ['runId']),
    ...(sessionId === undefined || sessionId === session_id ? [] : ['sessionId']),
  ].map((setting) => withoutEffect(setting, 'the run has its id already', remedy))
}

/** The settings, and the rules that they stand for. */
function describeSettings(settings: Settings): Pick<RunFacts, 'config' | 'policy'> {
  return { config: describeConfig(settings), policy: { rules: withoutPatterns(rulesOf(settings)) } }
}

/** What is not kept on disk while the program runs may be in a bundle, whose redaction knows of it. */
function withWholeEnv(info: SpooledRun): SpooledRun {
  return { ...info, process: { ...describeProcess(process.env), env: describeEnv(process.env) } }
}

/** A bundle has the events themselves. */
function withoutEvents(report: RunReport): RunFacts['report'] {
  const { blocking_incidents: _blocking, actionable_incidents: _actionable, ...rest } = report
  return { ...rest }
}

/** What a library defines itself, in the same version, is that library's to say. */
function makeKnown({ catalogs }: Settings): void {
  for (const catalog of catalogs)
    if (findCatalog(catalog.name, catalog.version) === undefined) registerCatalog(catalog)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function switchesOf({ captureWarnings, captureConsole, captureExceptions }: Settings): CaptureSwitches {
  return { warnings: captureWarnings, console: captureConsole, exceptions: captureExceptions }
}

/** Says something on the record itself, for every exporter; a record that says it keeps its own. */
function setOnce(record: LogRecordLike, attribute: string, value: string | undefined): void {
  if (value === undefined || record.attributes[attribute] !== undefined) return
  const { setAttribute } = record as { setAttribute?: (key: string, value: string) => unknown }
  setAttribute?.call(record, attribute, value)
}
