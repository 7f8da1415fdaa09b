import { checkRules } from '../../policy/check-rules.ts'
import { checkPython } from '../../policy/python-rules.ts'
import type { RuleProblem } from '../../policy/rule-problem.ts'
import { nearestName } from './nearest-name.ts'
import { wrongRule, wrongValue, type SettingNotice } from './setting-notice.ts'

/** The settings that are lists of rules. */
export type RuleSetting = 'policy' | 'filters' | 'routes'

/** Tells whether a setting is a list of rules. */
export function isRuleSetting(key: string): key is RuleSetting {
  return key === 'policy' || key === 'filters' || key === 'routes'
}

/**
 * Lists what is wrong with the rules of a setting. A word that nobody knows is an error here, and not a warning as a
 * setting is: a rule without one of its conditions would be about everything.
 *
 * @param nameOf - Names a place in the rules in messages.
 */
export function checkPolicy(
  setting: RuleSetting,
  rules: unknown,
  nameOf: (path: RuleProblem['path']) => string,
): SettingNotice[] {
  const problems = setting === 'policy' ? checkRules(rules) : checkPython(setting, rules)
  return problems.map((problem) => noticeOf(problem, nameOf(problem.path)))
}

function noticeOf(
  { path, value, isUnknown, allowed, names, meant }: RuleProblem,
  setting: string,
): SettingNotice {
  if (!isUnknown) return wrongValue(setting, value, allowed, names)
  const word = String(path.at(-1))
  const nearest = meant ?? nearestName(word, names)
  const others =
    names.length > MAX_LISTED ? 'docs/policy.md lists what there is' : `There are: ${names.join(', ')}`
  return wrongRule(setting, nearest === undefined ? others : `Write ${nearest} if you meant that. ${others}`)
}

const MAX_LISTED = 24
