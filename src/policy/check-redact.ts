import { compilePattern } from '../redact/compile-pattern.ts'
import type { RedactOptions } from '../redact/redactor.ts'
import { isPlainObject, reasonOf } from './check-condition.ts'
import { closed, isText, isTexts, listOf, must } from './checks.ts'
import { wrongHere, type RulePath, type RuleProblem } from './rule-problem.ts'

const REDACT_WORDS = ['presets', 'patterns', 'keys', 'paths', 'replacement']
const REDACT_PRESETS = ['secrets', 'mails', 'paths', 'tokens', 'ips', 'share', 'ci', 'sensitive']

/** Lists what is wrong with a `redact` action. */
export function checkRedact(value: unknown, path: RulePath): RuleProblem[] {
  const presets = must(
    (item) => REDACT_PRESETS.includes(item as string),
    `one of: ${REDACT_PRESETS.join(', ')}`,
    REDACT_PRESETS,
  )
  const problems = closed({
    presets: listOf(presets, 'a list of presets'),
    patterns: listOf(checkPattern, 'a list of patterns'),
    keys: must(isTexts, 'a list of names'),
    paths: must(isTexts, 'a list of dotted paths'),
    replacement: must((item) => typeof item === 'string', 'a text'),
  })(value, path)
  if (problems.length > 0 || !isPlainObject(value)) return problems
  const { presets: names, patterns, keys, paths } = value as RedactOptions
  const isEmpty = [names, patterns, keys, paths].every((list) => list === undefined || list.length === 0)
  return isEmpty ? [wrongHere(path, value, `at least one of: ${REDACT_WORDS.slice(0, -1).join(', ')}`)] : []
}

function checkPattern(value: unknown, path: RulePath): RuleProblem[] {
  if (!isText(value)) return [wrongHere(path, value, 'a pattern of RE2')]
  try {
    compilePattern(value as string)
    return []
  } catch (error) {
    return [wrongHere(path, value, `a pattern of RE2: ${reasonOf(error)}`)]
  }
}
