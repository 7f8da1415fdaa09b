import type { RuleRedactor } from '../../policy/rule-redactor.ts'
import type { NamedCount } from '../../record/counter.ts'
import type { RunReport } from './run-report.ts'

/**
 * Redacts what in a report comes from the program and went through no rule: names of signals and of rules, and what
 * it was told of redundant work. Diagnostics in it are redacted already; numbers and names of its own stay.
 */
export function redactReport(report: RunReport, { text, value }: RuleRedactor): RunReport {
  const { policy } = report
  return {
    ...report,
    timings: byName(report.timings, text),
    timings_by_module: byName(report.timings_by_module, text),
    most_expensive_entries: report.most_expensive_entries.map((entry) => ({
      ...entry,
      name: text(entry.name),
    })),
    redundancies_by_callsite: byName(report.redundancies_by_callsite, text),
    redundancies_recent: report.redundancies_recent.map((one) => ({
      ...one,
      callsite: text(one.callsite),
      details: asDetails(value(one.details, ['redundancies', 'details'])),
    })),
    top_redundancies: report.top_redundancies.map((one): NamedCount => ({ ...one, name: text(one.name) })),
    policy:
      policy === null
        ? null
        : { ...policy, rules: policy.rules.map((rule) => ({ ...rule, id: text(rule.id) })) },
  }
}

/** Names that become the same keep their numbers apart. */
function byName<Item>(
  items: Readonly<Record<string, Item>>,
  text: RuleRedactor['text'],
): Record<string, Item> {
  const result = new Map<string, Item>()
  for (const [name, item] of Object.entries(items)) {
    const redacted = text(name)
    let unused = redacted
    for (let count = 2; result.has(unused); count += 1) unused = `${redacted} (${count})`
    result.set(unused, item)
  }
  return Object.fromEntries(result)
}

function asDetails(value: unknown): RunReport['redundancies_recent'][number]['details'] {
  return typeof value === 'object' && value !== null
    ? (value as RunReport['redundancies_recent'][number]['details'])
    : {}
}
