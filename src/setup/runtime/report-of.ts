import { redactReport } from '../report/redact-report.ts'
import type { DeliveryReport, RunReport } from '../report/run-report.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/** Sums the run up so far, as others may see it. */
export function reportOf(parts: RuntimeParts): RunReport {
  const { state, known, policy, pipeline, reporting } = parts
  const told = reporting.report({
    runId: known.runId,
    sessionId: known.sessionId,
    profile: state.settings.profile,
    memory: pipeline.memory,
    sinks: pipeline.health(),
    policy: policy.stats(),
    delivery: deliveryOf(parts),
  })
  const redactor = policy.redactor()
  return redactor === undefined ? told : redactReport(told, redactor)
}

const NO_DIAGNOSTICS = { taken: 0, refused: 0, dropped: 0, unsent: 0, inherited: 0 }

function deliveryOf({ resending, gates }: RuntimeParts): DeliveryReport | undefined {
  const diagnostics = resending.counts()
  const { spans, logRecords } = gates.counts()
  if (diagnostics === undefined && spans === undefined && logRecords === undefined) return undefined
  return {
    ...(diagnostics ?? NO_DIAGNOSTICS),
    ...(spans === undefined ? {} : { spans }),
    ...(logRecords === undefined ? {} : { log_records: logRecords }),
  }
}
