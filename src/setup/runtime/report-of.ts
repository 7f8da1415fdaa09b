import { redactReport } from '../report/redact-report.ts'
import type { RunReport } from '../report/run-report.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/** Sums the run up so far, as others may see it. */
export function reportOf({ state, known, policy, pipeline, reporting, resending }: RuntimeParts): RunReport {
  const told = reporting.report({
    runId: known.runId,
    sessionId: known.sessionId,
    profile: state.settings.profile,
    memory: pipeline.memory,
    sinks: pipeline.health(),
    policy: policy.stats(),
    delivery: resending.counts(),
  })
  const redactor = policy.redactor()
  return redactor === undefined ? told : redactReport(told, redactor)
}
