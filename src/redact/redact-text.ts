import type { Finder } from './find/finder.ts'
import { protectedSpans } from './protected.ts'
import type { CompiledPattern } from './redactor.ts'
import { replaceSpans, withoutKept, type Span } from './spans.ts'

/** What is looked for in a text. */
export interface TextRules {
  readonly finders: readonly Finder[]
  readonly patterns: readonly { readonly rule: string; readonly pattern: CompiledPattern }[]
  readonly replacement: string
}

// What is left of a text may mean something else: `1.2.3.4` where a digit before it has gone.
const MAX_ROUNDS = 8

/** Replaces what the rules find in a text, and tells of each, until there is nothing more to find. */
export function redactText(text: string, rules: TextRules, taken: (rule: string) => void): string {
  let redacted = text
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = redacted
    redacted = redactOnce(before, rules, taken)
    if (redacted === before) break
  }
  return redacted
}

// A name, its separator and a value; patterns of users may find less.
const SHORTEST_FOUND = 3

function redactOnce(text: string, rules: TextRules, taken: (rule: string) => void): string {
  if (
    text === '' ||
    (text.length < SHORTEST_FOUND && rules.patterns.length === 0) ||
    text === rules.replacement
  )
    return text
  const spans: Span[] = []
  for (const finder of rules.finders) {
    finder.find(text, (start, end, rule = finder.rule) => {
      if (end > start) spans.push({ start, end, rule })
    })
  }
  for (const { rule, pattern } of rules.patterns) {
    // A pattern knows nothing of the keys and ids that it may run into.
    const matched = patternSpans(text, rule, pattern)
    if (matched.length > 0) spans.push(...withoutKept(matched, protectedSpans(text)))
  }
  if (spans.length === 0) return text
  return replaceSpans(text, [...spans, ...formerSpans(text, rules.replacement)], rules.replacement, taken)
}

/** What has been replaced before is one piece, so that a second time changes nothing. */
function formerSpans(text: string, replacement: string): Span[] {
  const spans: Span[] = []
  if (replacement === '') return spans
  for (let start = text.indexOf(replacement); start !== -1;) {
    const end = start + replacement.length
    spans.push({ start, end, rule: '' })
    start = text.indexOf(replacement, end)
  }
  return spans
}

function patternSpans(text: string, rule: string, pattern: CompiledPattern): Span[] {
  const spans: Span[] = []
  pattern.replaceAll(text, (match, ...rest) => {
    // What comes after the groups, which are texts.
    const start = rest.find((item) => typeof item === 'number') ?? 0
    if (match !== '') spans.push({ start, end: start + match.length, rule })
    return match
  })
  return spans
}
