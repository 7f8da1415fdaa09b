/** Counts by name, in bounded memory. */
export interface Counter {
  add(name: string): void
  /** Every name that has a place, with its count; most frequent first, and by name where that is equal. */
  counts(): Record<string, number>
  /** The names with the highest counts, at most `limit`. */
  top(limit: number): NamedCount[]
  /** Occurrences of names that found no place any more. */
  readonly others: number
}

/** A name and how often it occurred. */
export interface NamedCount {
  readonly name: string
  readonly count: number
}

/** Names that come from data, such as addresses, may never end. */
const MAX_NAMES = 10_000

/** Creates a counter. Names beyond `maxNames` are counted together, so that the sum stays whole. */
export function createCounter(maxNames: number = MAX_NAMES): Counter {
  const counts = new Map<string, number>()
  let others = 0

  function sorted(): NamedCount[] {
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .toSorted((one, other) => other.count - one.count || compare(one.name, other.name))
  }

  return {
    add(name) {
      const count = counts.get(name)
      if (count === undefined && counts.size >= maxNames) others += 1
      else counts.set(name, (count ?? 0) + 1)
    },
    counts: () => Object.fromEntries(sorted().map(({ name, count }) => [name, count])),
    top: (limit) => sorted().slice(0, limit),
    get others() {
      return others
    },
  }
}

/** By code units: the same order in every locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
