/** A limit, as its notation says. */
export type RateLimit =
  | {
      readonly kind: 'share'
      /** So many of each `total` pass, the first of them. */
      readonly keep: number
      readonly total: number
      /** After so many milliseconds it is counted anew; `undefined` for never. */
      readonly windowMs: number | undefined
    }
  | { readonly kind: 'bucket'; readonly capacity: number; readonly perMs: number }

/** What a notation may look like, in words. */
export const RATE_NOTATION = '"1/100", "1/100@60" (in seconds), "5/s" or "5/m"'

/** What JSON Schema knows of it: `RATE_NOTATION` as a pattern. */
export const RATE_PATTERN =
  '^[1-9][0-9]{0,8}/([1-9][0-9]{0,8}(@([1-9][0-9]{0,7}(\\.[0-9]{1,3})?|0\\.[0-9]{0,2}[1-9]))?|s|m|h)$'

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** Reads a limit; `undefined` for what is none. */
export function parseRate(text: unknown): RateLimit | undefined {
  if (typeof text !== 'string' || !new RegExp(RATE_PATTERN).test(text)) return undefined
  const [share = '', seconds] = text.split('@')
  const [count = '', rest = ''] = share.split('/')
  const unit = UNITS[rest]
  if (unit !== undefined) return { kind: 'bucket', capacity: Number(count), perMs: Number(count) / unit }
  const windowMs = seconds === undefined ? undefined : Number(seconds) * 1000
  return { kind: 'share', keep: Number(count), total: Number(rest), windowMs }
}
