import { createLru } from './lru.ts'
import type { RateLimit } from './rate-notation.ts'

/** Counts records by key, and tells which are too many. */
export interface RateLimiter {
  /** Counts a record. @returns Whether it is let through. */
  admit(key: string, now: number): boolean
  /** Tells whether the next one would be let through, and counts nothing. */
  peek(key: string, now: number): boolean
}

interface Share {
  /** When the window began. */
  start: number
  count: number
}

interface Bucket {
  tokens: number
  /** When they were counted. */
  at: number
}

/** Creates a limiter, in bounded memory. @param onEvict - Told of each key that was forgotten. */
export function createRateLimiter(limit: RateLimit, maxKeys: number, onEvict: () => void): RateLimiter {
  return limit.kind === 'share' ? limitShare(limit, maxKeys, onEvict) : limitPace(limit, maxKeys, onEvict)
}

function limitShare(
  { keep, total, windowMs }: Extract<RateLimit, { kind: 'share' }>,
  maxKeys: number,
  onEvict: () => void,
): RateLimiter {
  const shares = createLru<Share>(maxKeys, onEvict)

  /** X15: the windows are fixed. Records that keep coming do not make one longer. */
  function startOf(share: Share, now: number): number {
    if (windowMs === undefined || now < share.start + windowMs) return share.start
    return share.start + Math.floor((now - share.start) / windowMs) * windowMs
  }

  return {
    admit(key, now) {
      const share = shares.get(key)
      if (share === undefined) {
        shares.set(key, { start: now, count: 1 })
        return true
      }
      const start = startOf(share, now)
      if (start !== share.start) {
        share.start = start
        share.count = 0
      }
      share.count += 1
      return (share.count - 1) % total < keep
    },
    peek(key, now) {
      const share = shares.peek(key)
      if (share === undefined || startOf(share, now) !== share.start) return true
      return share.count % total < keep
    },
  }
}

function limitPace(
  { capacity, perMs }: Extract<RateLimit, { kind: 'bucket' }>,
  maxKeys: number,
  onEvict: () => void,
): RateLimiter {
  const buckets = createLru<Bucket>(maxKeys, onEvict)

  function tokensOf({ tokens, at }: Bucket, now: number): number {
    // A clock that was set back must not take tokens away.
    return Math.min(capacity, tokens + Math.max(0, now - at) * perMs)
  }

  return {
    admit(key, now) {
      const bucket = buckets.get(key)
      if (bucket === undefined) {
        buckets.set(key, { tokens: capacity - 1, at: now })
        return true
      }
      const tokens = tokensOf(bucket, now)
      const isAdmitted = tokens >= 1
      bucket.tokens = isAdmitted ? tokens - 1 : tokens
      bucket.at = now
      return isAdmitted
    },
    peek(key, now) {
      const bucket = buckets.peek(key)
      return bucket === undefined || tokensOf(bucket, now) >= 1
    },
  }
}
