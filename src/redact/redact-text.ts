import type { Finder } from './find/finder.ts'
import { protectedSpans } from './protected.ts'
import type { CompiledPattern } from './redactor.ts'

/** What is looked for in a text. */
export interface TextRules {
  readonly finders: readonly Finder[]
  readonly patterns: readonly { readonly rule: string; readonly pattern: CompiledPattern }[]
  readonly replacement: string
}

interface Span {
  readonly start: number
  readonly end: number
  readonly rule: string
}

/** Replaces what the rules find in a text, and tells of each. Where findings overlap they become one. */
export function redactText(text: string, rules: TextRules, taken: (rule: string) => void): string {
  const spans: Span[] = []
  for (const finder of rules.finders) {
    finder.find(text, (start, end) => {
      if (end > start) spans.push({ start, end, rule: finder.rule })
    })
  }
  for (const { rule, pattern } of rules.patterns) spans.push(...patternSpans(text, rule, pattern))
  if (spans.length === 0) return text
  return replaceSpans(text, spans, rules.replacement, taken)
}

/** What a user's pattern matches, without the keys and ids within: the pattern knows nothing of them. */
function patternSpans(text: string, rule: string, pattern: CompiledPattern): Span[] {
  const matched: Span[] = []
  pattern.replaceAll(text, (match, ...rest) => {
    const start = rest.find((item) => typeof item === 'number') ?? text.indexOf(match)
    if (match !== '') matched.push({ start, end: start + match.length, rule })
    return match
  })
  if (matched.length === 0) return matched
  const kept = protectedSpans(text)
  if (kept.length === 0) return matched
  let next = 0
  return matched.flatMap(({ start, end }) => {
    while (next < kept.length && (kept[next]?.[1] ?? 0) <= start) next += 1
    const pieces: Span[] = []
    let from = start
    for (let index = next; index < kept.length; index += 1) {
      const [keptStart, keptEnd] = kept[index] as readonly [number, number]
      if (keptStart >= end) break
      if (keptStart > from) pieces.push({ start: from, end: keptStart, rule })
      from = Math.max(from, keptEnd)
    }
    if (from < end) pieces.push({ start: from, end, rule })
    return pieces
  })
}

function replaceSpans(
  text: string,
  spans: Span[],
  replacement: string,
  taken: (rule: string) => void,
): string {
  spans.sort((a, b) => a.start - b.start || b.end - a.end)
  const pieces: string[] = []
  let from = 0
  for (let index = 0; index < spans.length;) {
    const { start, rule } = spans[index] as Span
    let end = spans[index]?.end ?? start
    index += 1
    while (index < spans.length && (spans[index] as Span).start < end) {
      end = Math.max(end, (spans[index] as Span).end)
      index += 1
    }
    const found = text.slice(start, end)
    if (found !== replacement) taken(rule)
    pieces.push(text.slice(from, start), replacement)
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}
