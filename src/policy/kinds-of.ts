import type { ItemKind, PolicyRule } from './rule.ts'

const HOLDING = ['drop', 'keep', 'sample', 'rate'] as const

/**
 * Tells what a rule is about: what it says, else what it asks for, else what it does.
 *
 * @param isRoute whether it is asked for its route, which is no change
 */
export function kindsOf(rule: PolicyRule, isRoute = false): readonly ItemKind[] {
  if (rule.on !== undefined) return [rule.on].flat()
  // A summary is a log record, and so is what it stands for.
  if (rule.coalesce !== undefined || rule.dedupe !== undefined) return ['log']
  const fields = JSON.stringify(rule.when ?? {})
  if (/"span\.\w+":/.test(fields)) return ['span']
  const isHolding =
    isRoute || HOLDING.some((key) => rule[key] !== undefined && rule[key] !== true) || rule.drop === true
  // A span that carries the code of the worst in it is not dropped with the record.
  return isHolding && !/"kind":/.test(fields) ? ['log', 'span_event'] : ['log', 'span', 'span_event']
}
