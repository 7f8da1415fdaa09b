import { runEnd, type Charset } from './charset.ts'

/** Hands on where something was found: from `start` up to but without `end`, and under which rule if not the finder's. */
export type Found = (start: number, end: number, rule?: string) => void

/** Looks through a text in one pass, whatever is in it. */
export interface Finder {
  /** Under which name its findings are counted. */
  readonly rule: string
  find(text: string, found: Found): void
}

/** Makes a finder of what starts with a pattern of bounded length and goes on with at least `min` of a set. */
export function prefixed(rule: string, prefix: RegExp, set: Charset, min: number): Finder {
  return {
    rule,
    find(text, found) {
      prefix.lastIndex = 0
      for (let match = prefix.exec(text); match !== null; match = prefix.exec(text)) {
        const end = runEnd(set, text, prefix.lastIndex)
        if (end - prefix.lastIndex < min) continue
        found(match.index, end)
        prefix.lastIndex = end
      }
    },
  }
}

/** Makes one finder of several that look for the same sort of thing; none of them looks where `likely` finds nothing. */
export function oneOf(rule: string, likely: RegExp, finders: readonly Finder[]): Finder {
  return {
    rule,
    find(text, found) {
      if (!likely.test(text)) return
      for (const finder of finders) finder.find(text, (start, end) => found(start, end, finder.rule))
    },
  }
}
