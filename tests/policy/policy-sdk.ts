import { join } from 'node:path'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace'
import { logs, trace } from '@opentelemetry/api'
import { createPolicy } from '../../src/policy/policy.ts'
import type { Policy, PolicyOptions } from '../../src/policy/policy-types.ts'
import { policyProcessor, policySpanProcessor } from '../../src/policy/policy-processor.ts'
import type { PolicyRule } from '../../src/policy/rule.ts'
import { readRegistry } from '../../semconv/model.ts'
import { checkRecord } from '../live-check/check-record.ts'
import { noteNames } from '../live-check/seen-names.ts'

/** A real SDK 3 with two log exporters, one behind the policy and one not, and a span exporter behind it. */
export interface PolicySdk {
  readonly policy: Policy
  readonly provider: LoggerProvider
  readonly tracerProvider: TracerProvider
  readonly records: () => ReadableLogRecord[]
  /** What an exporter got that has no policy before it. */
  readonly untouched: () => ReadableLogRecord[]
  readonly spans: () => ReadableSpan[]
}

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
const exporters: InMemoryLogRecordExporter[] = []

export function startPolicySdk(rules: readonly PolicyRule[], options: PolicyOptions = {}): PolicySdk {
  const policy = createPolicy(rules, options)
  const before = new InMemoryLogRecordExporter()
  const behind = new InMemoryLogRecordExporter()
  const spans = new InMemorySpanExporter()
  exporters.push(behind)
  const provider = new LoggerProvider({
    processors: [
      new SimpleLogRecordProcessor({ exporter: before }),
      policyProcessor(new SimpleLogRecordProcessor({ exporter: behind }), policy),
    ],
  })
  const tracerProvider = new TracerProvider({
    spanProcessors: [policySpanProcessor(new SimpleSpanProcessor({ exporter: spans }), policy)],
  })
  logs.setGlobalLoggerProvider(provider)
  trace.setGlobalTracerProvider(tracerProvider)
  return {
    policy,
    provider,
    tracerProvider,
    records: () => behind.getFinishedLogRecords(),
    untouched: () => before.getFinishedLogRecords(),
    spans: () => spans.getFinishedSpans(),
  }
}

/** Lets go of OTel's globals, and holds what came through against `semconv/`. */
export function stopPolicySdk(): void {
  logs.disable()
  trace.disable()
  const records = exporters
    .splice(0)
    .flatMap((exporter) => exporter.getFinishedLogRecords())
    .filter(({ eventName }) => eventName !== undefined)
  noteNames(registry, { records, spans: [] })
  const problems = records.flatMap((record) => checkRecord(registry, record))
  if (problems.length > 0) throw new Error(`The telemetry breaks semconv/:\n${problems.join('\n')}`)
}
