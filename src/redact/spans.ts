/** A part of a text that is taken out: from `start` up to but without `end`. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly rule: string
}

/** Replaces parts of a text and tells of each. Those that overlap or touch become one. */
export function replaceSpans(
  text: string,
  spans: readonly Span[],
  replacement: string,
  taken: (rule: string) => void,
): string {
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const pieces: string[] = []
  let from = 0
  for (let index = 0; index < sorted.length;) {
    const { start } = sorted[index] as Span
    let end = start
    let rule = ''
    for (; index < sorted.length && (sorted[index] as Span).start <= end; index += 1) {
      end = Math.max(end, (sorted[index] as Span).end)
      rule ||= (sorted[index] as Span).rule
    }
    if (text.slice(start, end) !== replacement) taken(rule)
    pieces.push(text.slice(from, start), replacement)
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** Cuts what is kept out of spans that are in order, as `kept` is. */
export function withoutKept(spans: readonly Span[], kept: readonly (readonly [number, number])[]): Span[] {
  if (kept.length === 0) return [...spans]
  let next = 0
  return spans.flatMap(({ start, end, rule }) => {
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
