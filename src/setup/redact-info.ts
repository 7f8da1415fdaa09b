import type { SpooledRun } from '../bundle/manifest.ts'
import type { RuleRedactor } from '../policy/rule-redactor.ts'

/** Redacts what is kept of a run on disk besides its diagnostics and its report, which are redacted already. */
export function redactInfo(info: SpooledRun, redactor: RuleRedactor | undefined): SpooledRun {
  if (redactor === undefined) return info
  const { service_name: serviceName, entry, process, policy, config, otel } = info
  return {
    ...info,
    service_name: redactor.text(serviceName),
    entry: entry === null ? null : redactor.text(entry),
    ...(process === undefined || process === null
      ? {}
      : { process: redactor.value(process, ['process']) as NonNullable<SpooledRun['process']> }),
    ...(policy === undefined || policy === null
      ? {}
      : { policy: redactor.value(policy, ['policy']) as NonNullable<SpooledRun['policy']> }),
    ...(config === undefined ? {} : { config: objectOf(redactor.value(config, ['config'])) }),
    ...(otel === undefined || otel === null
      ? {}
      : { otel: { ...otel, resource: objectOf(redactor.value(otel.resource, ['resource'])) ?? {} } }),
  }
}

/** What went as a whole is not there. */
function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' ? (value as Readonly<Record<string, unknown>> | null) : null
}
