/** Adds up what several have counted, number by number; `undefined` for none. */
export function addCounts<Counts extends { readonly [Name in keyof Counts]: number }>(
  all: readonly Counts[],
): Counts | undefined {
  const [first, ...others] = all
  if (first === undefined) return undefined
  const names = Object.keys(first) as (keyof Counts)[]
  return Object.fromEntries(
    names.map((name) => [name, others.reduce((sum, one) => sum + one[name], first[name] as number)]),
  ) as unknown as Counts
}
