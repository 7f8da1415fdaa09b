/** How long something took, over all its occurrences. */
export interface DurationSummary {
  readonly count: number
  /** Half took no longer, in milliseconds; within 1 % of the true value. */
  readonly p50_ms: number
  /** 19 of 20 took no longer, in milliseconds; within 1 % of the true value. */
  readonly p95_ms: number
  /** Exact, in milliseconds. */
  readonly max_ms: number
}

/** Collects durations in constant memory. */
export interface Durations {
  add(ms: number): void
  summary(): DurationSummary
}

/** Each bucket ends 2 % above where it begins, so that its middle is within 1 % of all in it. */
const GROWTH = 1.02
/** What is shorter is as good as nothing. */
const SHORTEST_MS = 0.001
/** Up to about 46 days. */
const MAX_BUCKETS = 1200

/** Creates a collector of durations: counts in buckets of growing width, of which few are ever filled. */
export function createDurations(): Durations {
  const buckets = new Map<number, number>()
  let count = 0
  let maxMs = 0

  function quantile(at: number): number {
    // The rank of the Python library: the sorted list's element at int(q * (n - 1)).
    let rank = Math.floor(at * (count - 1))
    for (const index of [...buckets.keys()].toSorted((one, other) => one - other)) {
      rank -= buckets.get(index) ?? 0
      if (rank < 0) return Math.min(middleOf(index), maxMs)
    }
    return maxMs
  }

  return {
    add(ms) {
      const index = bucketOf(ms)
      buckets.set(index, (buckets.get(index) ?? 0) + 1)
      count += 1
      maxMs = Math.max(maxMs, ms)
    },
    summary: () => ({
      count,
      p50_ms: round(quantile(0.5)),
      p95_ms: round(quantile(0.95)),
      max_ms: round(maxMs),
    }),
  }
}

function bucketOf(ms: number): number {
  if (!(ms > SHORTEST_MS)) return 0
  return Math.min(Math.ceil(Math.log(ms / SHORTEST_MS) / Math.log(GROWTH)), MAX_BUCKETS)
}

function middleOf(index: number): number {
  return index === 0 ? 0 : (SHORTEST_MS * (GROWTH ** index + GROWTH ** (index - 1))) / 2
}

/** To a microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
