import { createRedactor, type Redactor } from '../redact/index.ts'
import { partName } from './redact-names.ts'
import { compilePattern } from '../redact/compile-pattern.ts'
import type { PolicyRule } from './rule.ts'

/** Redacts what is neither record nor span, as the rules that are about everything say. */
export interface RuleRedactor {
  readonly text: (value: string) => string
  readonly value: (value: unknown, path?: readonly string[]) => unknown
}

/**
 * Makes it from the rules of a policy that were checked. A rule with a condition is about certain records: whether it
 * holds for a report cannot be asked.
 *
 * @returns `undefined` where no rule redacts everything.
 */
export function createRuleRedactor(rules: readonly PolicyRule[]): RuleRedactor | undefined {
  const redactors = rules.flatMap(({ redact, when, enabled }): Redactor[] =>
    redact === undefined || enabled === false || Object.keys(when ?? {}).length > 0
      ? []
      : [createRedactor(redact, compilePattern, partName)],
  )
  if (redactors.length === 0) return undefined
  return {
    text: (value) => redactors.reduce((text, redactor) => redactor.text(text), value),
    value: (value, path = []) => redactors.reduce((item, redactor) => redactor.value(item, path), value),
  }
}

/** Rules as others may see them: what somebody wants hidden is spelled in the patterns that hide it. */
export function withoutPatterns<Rule extends object>(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => {
    const { redact } = rule as Pick<PolicyRule, 'redact'>
    if (redact?.patterns === undefined) return rule
    return { ...rule, redact: { ...redact, patterns: redact.patterns.map(() => '[REDACTED]') } }
  })
}
