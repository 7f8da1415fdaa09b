/** Hands on where something was found: from `start` up to but without `end`. */
export type Found = (start: number, end: number) => void

/** Looks through a text in one pass, whatever is in it. */
export interface Finder {
  /** Under which name its findings are counted. */
  readonly rule: string
  find(text: string, found: Found): void
}

/** Makes a finder of a regular expression that is linear: nothing may follow its last unbounded repetition. */
export function finderOf(rule: string, pattern: RegExp): Finder {
  return {
    rule,
    find: (text, found) => {
      for (const match of text.matchAll(pattern)) found(match.index, match.index + match[0].length)
    },
  }
}
