import { pathOf, type Place } from './place.ts'

/** Counts what is taken out, by rule and by place. */
export interface RedactionTally {
  readonly add: (rule: string, place: Place | undefined) => void
  /** Does something without counting what it takes out. */
  silently<Result>(action: () => Result): Result
  read(): TallyCounts
}

/** What has been taken out. */
export interface TallyCounts {
  readonly total: number
  readonly by_rule: Readonly<Record<string, number>>
  readonly by_path: Readonly<Record<string, number>>
}

const MAX_PATHS = 1000

/**
 * Makes an empty tally.
 *
 * @param hide - Takes out of the name of a place what must not be in it.
 */
export function createTally(hide: (path: string) => string): RedactionTally {
  const byRule = new Map<string, number>()
  const byPath = new Map<string, number>()
  let total = 0
  let isSilent = false
  const add = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const silently = <Result>(action: () => Result): Result => {
    const before = isSilent
    isSilent = true
    try {
      return action()
    } finally {
      isSilent = before
    }
  }
  return {
    add(rule, place) {
      if (isSilent) return
      total += 1
      add(byRule, rule)
      const path = silently(() => hide(pathOf(place).join('.')))
      add(byPath, byPath.size < MAX_PATHS || byPath.has(path) ? path : '…')
    },
    silently,
    read: () => ({ total, by_rule: Object.fromEntries(byRule), by_path: Object.fromEntries(byPath) }),
  }
}
