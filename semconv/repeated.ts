/** Lists the items whose identity an earlier item has too. */
export function repeated<T>(items: readonly T[], identity: (item: T) => string): readonly T[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const id = identity(item)
    return seen.has(id) || !seen.add(id)
  })
}
