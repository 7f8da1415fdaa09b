import { truncate } from '../../src/record/param-value.ts'

/** Longest part of an object that is too long, in UTF-16 code units. */
const MAX_PART_LENGTH = 65_536

interface Budget {
  left: number
}

/**
 * Gives the object itself if it is short enough, else one whose parts are cut, each on its own: one that is endless does
 * not cost the others.
 */
export function boundParts(value: object, maxLength: number): object {
  try {
    if (isWithin(value, { left: maxLength })) return value
    const parts = Object.entries(value).map(([key, part]) => [key, bound(part, { left: MAX_PART_LENGTH })])
    return Object.fromEntries(parts) as object
  } catch {
    // A cycle, or a getter that throws: the serialiser has a text for each.
    return value
  }
}

function isWithin(value: unknown, budget: Budget): boolean {
  budget.left -= typeof value === 'string' ? value.length + 1 : 1
  if (typeof value !== 'object' || value === null) return budget.left > 0
  for (const [key, item] of Object.entries(value)) {
    budget.left -= key.length
    if (!isWithin(item, budget)) return false
  }
  return budget.left > 0
}

function bound(value: unknown, budget: Budget): unknown {
  if (typeof value === 'string') return cut(value, budget)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.filter(() => (budget.left -= 1) > 0).map((item) => bound(item, budget))
  const entries: [string, unknown][] = []
  for (const [key, item] of Object.entries(value)) {
    if (budget.left <= 0) break
    entries.push([cut(key, budget), bound(item, budget)])
  }
  return Object.fromEntries(entries)
}

function cut(text: string, budget: Budget): string {
  const short = truncate(text, Math.max(0, budget.left))
  budget.left -= short.length + 1
  return short
}
