// What the files of rows share: how rounds become a row.

/** Our time and the peer's in one round, in nanoseconds. */
export interface Round {
  readonly ours: number
  readonly theirs: number
}

/** What of a row is measured. */
export interface Measured extends Round {
  readonly ratio: number
  /** The middle half. */
  readonly spread: readonly [number, number]
}

/** Measures both sides in turns, so that what else the machine does meets both. The first round warms up. */
export function measureRounds(count: number, ours: () => number, theirs: () => number): Round[] {
  const rounds: Round[] = []
  for (let at = 0; at <= count; at += 1) {
    const isOursFirst = at % 2 === 0
    const first = isOursFirst ? ours() : theirs()
    const second = isOursFirst ? theirs() : ours()
    if (at > 0) rounds.push(isOursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first })
  }
  return rounds
}

/** Sums rounds up. */
export function summariseRounds(rounds: readonly Round[]): Measured {
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs)
  const middleOf = (values: readonly number[]): number => roundToFour(quantile(values, 0.5))
  return {
    ratio: middleOf(ratios),
    spread: [roundToFour(quantile(ratios, 0.25)), roundToFour(quantile(ratios, 0.75))],
    ours: middleOf(rounds.map(({ ours }) => ours)),
    theirs: middleOf(rounds.map(({ theirs }) => theirs)),
  }
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.round((values.length - 1) * share)] ?? 0
}

export function roundToFour(value: number): number {
  return Number(value.toPrecision(4))
}
