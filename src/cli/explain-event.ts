import { readFileSync } from 'node:fs'
import { toRecordOfEvent } from '../policy/from-event.ts'
import { readOtlp } from '../policy/from-otlp.ts'
import { createPolicy } from '../policy/policy.ts'
import type { Policy } from '../policy/policy-types.ts'
import type { PolicyExplanation } from '../policy/explain.ts'
import { registerCatalog } from '../record/catalog-registry.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { rulesOf } from '../setup/rules-of.ts'
import type { Settings } from '../setup/settings/settings.ts'
import { readEventFile } from './read-event-file.ts'

/** What becomes of one item of a file under a policy. */
export interface ExplainedItem extends PolicyExplanation {
  readonly kind: 'log' | 'span'
  /** The code, or the name. */
  readonly name: string
}

/**
 * Tells what the rules of settings make of what is in a file: an event, or a line of OTLP/JSON with logs or spans.
 *
 * @throws DiagnosticError SMON-E126
 */
export function explainEvent(path: string, settings: Settings): readonly ExplainedItem[] {
  for (const catalog of settings.catalogs) registerCatalog(catalog)
  const policy = createPolicy(rulesOf(settings))
  const otlp = readOtlp(parseFirst(path))
  if (otlp === undefined) return [explainRecord(policy, toRecordOfEvent(readEventFile(path)))]
  const items = [
    ...otlp.records.map((record) => explainRecord(policy, record)),
    ...otlp.spans.map((span) => ({ kind: 'span' as const, name: span.name, ...policy.explainSpan(span) })),
  ]
  if (items.length > 0) return items
  throw ownDiagnostics.error('SMON-E126', { file: path, reason: 'it has neither a log record nor a span' })
}

function explainRecord(policy: Policy, record: Parameters<Policy['explainLog']>[0]): ExplainedItem {
  const { 'smonitor.code': code } = record.attributes
  const name = typeof code === 'string' ? code : (record.eventName ?? '')
  return { kind: 'log', name, ...policy.explainLog(record) }
}

/** The first line as JSON, or all of it; what is neither is for the reader of events to complain of. */
function parseFirst(path: string): unknown {
  // The standard input can be read once, and is an event.
  if (path === '-') return undefined
  try {
    const text = readFileSync(path, 'utf8')
    const [firstLine = ''] = text.trimStart().split('\n', 1)
    try {
      return JSON.parse(firstLine) as unknown
    } catch {
      return JSON.parse(text) as unknown
    }
  } catch {
    return undefined
  }
}

const OUTCOMES: Readonly<Record<PolicyExplanation['outcome'], string>> = {
  accepted: 'is let through',
  dropped: 'is dropped',
  sampled: 'is not in the sample',
  rate_limited: 'is over the limit',
  coalesced: 'is told of in a summary',
  duplicate: 'is a duplicate',
}

/** Renders explanations for a person: the outcome, what each stage did, and which rules did not hold and why. */
export function renderExplanations(items: readonly ExplainedItem[]): string {
  return items.map((item) => `${renderOne(item).map(toSafeLine).join('\n')}\n`).join('\n')
}

function renderOne({ kind, name, outcome, rule, sendTo, steps, rules, changes }: ExplainedItem): string[] {
  const by = rule === undefined ? '' : `, by the rule ${rule}`
  const to =
    sendTo === undefined ? '' : `, to ${sendTo.length === 0 ? 'no pipeline' : sendTo.join(', ')} only`
  const matched = rules.filter(({ isMatched }) => isMatched)
  return [
    `The ${kind === 'log' ? 'record' : 'span'} ${name} ${OUTCOMES[outcome]}${by}${to}.`,
    ...(rules.length === 0 ? ['', 'There are no rules.'] : []),
    ...(steps.length === 0 ? [] : ['', 'Stages:']),
    ...steps.map((step) => `  ${step.stage.padEnd(6)}  ${step.rule}: ${step.text}`),
    ...(changes.length === 0 ? [] : ['', 'Changes:']),
    ...changes.map(({ field, before, after }) => `  ${field}: ${show(before)} becomes ${show(after)}`),
    ...(rules.length === 0 ? [] : ['', `Rules (${matched.length} of ${rules.length} hold):`]),
    ...rules.map(({ id, failed, actions }) =>
      failed === undefined
        ? `  + ${id}  ${actions.join(', ')}`
        : `  - ${id}  ${failed.condition} is ${show(failed.expected)}, and here it is ${show(failed.actual)}`,
    ),
  ]
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : safeStringify(value)
}
