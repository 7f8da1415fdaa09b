import { createPolicy } from '../policy/policy.ts'
import type { Policy, PolicyOptions } from '../policy/policy-types.ts'
import { fromPython } from '../policy/python-rules.ts'
import type { PolicyRule } from '../policy/rule.ts'
import type { Settings } from './settings/settings.ts'

/** The settings that make rules. */
export type RuleSettings = Pick<
  Settings,
  'policy' | 'filters' | 'routes' | 'warningCoalesceWindowMs' | 'duplicatePolicy'
>

/** Lists every rule that settings make: those of the Python library's blocks, those of `policy`, and the repetitions. */
export function rulesOf(settings: RuleSettings): readonly PolicyRule[] {
  const { policy, filters, routes, warningCoalesceWindowMs: windowMs, duplicatePolicy } = settings
  return [
    ...fromPython('filters', filters),
    ...fromPython('routes', routes),
    ...policy.map((rule, at) => ({ id: `policy[${at}]`, ...rule })),
    ...(windowMs > 0
      ? [{ id: 'warningCoalesceWindowMs', when: { severity: 'warn' }, coalesce: { windowMs } } as const]
      : []),
    ...dedupeOf(duplicatePolicy),
  ]
}

/** Makes the policy of settings; `undefined` where they have no rule. */
export function policyOf(settings: RuleSettings, options: PolicyOptions = {}): Policy | undefined {
  const rules = rulesOf(settings)
  return rules.length === 0 ? undefined : createPolicy(rules, options)
}

function dedupeOf({ mode, n }: Settings['duplicatePolicy']): PolicyRule[] {
  if (mode === 'off' || (mode === 'everyN' && n <= 1)) return []
  return [{ id: 'duplicatePolicy', dedupe: mode === 'everyN' ? { everyN: n } : mode }]
}
