import type { CompiledRule } from './compile-rule.ts'
import type { PolicyItem } from './policy-item.ts'
import { createRuleIndex } from './rule-index.ts'
import type { ItemKind } from './rule.ts'

/**
 * Makes what finds the rules that hold for an item, in their order, and counts that they do.
 *
 * @param onError - Told of a condition that throws. It does not hold then: what it would have held back passes.
 */
export function createMatcher(
  rules: readonly CompiledRule[],
  onError: (rule: CompiledRule, error: unknown) => void,
): (item: PolicyItem) => readonly CompiledRule[] {
  const indexOf = (kind: ItemKind) => createRuleIndex(rules.filter(({ kinds }) => kinds.includes(kind)))
  const indexes = { log: indexOf('log'), span: indexOf('span'), span_event: indexOf('span_event') }

  function candidatesOf(item: PolicyItem): readonly CompiledRule[] {
    try {
      return indexes[item.kind].find(item)
    } catch {
      // What cannot even be looked up is asked of every rule, so that the error is that of the rule.
      return rules.filter(({ kinds }) => kinds.includes(item.kind))
    }
  }

  function holds(rule: CompiledRule, item: PolicyItem): boolean {
    try {
      return rule.condition.test(item)
    } catch (error) {
      onError(rule, error)
      return false
    }
  }

  return (item) => {
    let matched: CompiledRule[] | undefined
    for (const rule of candidatesOf(item)) {
      if (!holds(rule, item)) continue
      rule.counts.hits += 1
      if (matched === undefined) matched = [rule]
      else matched.push(rule)
    }
    return matched ?? NONE
  }
}

const NONE: readonly never[] = []
