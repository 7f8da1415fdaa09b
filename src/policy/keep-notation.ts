import type { PolicyRule } from './rule.ts'

/** What `keep` may look like, in words. */
export const KEEP_NOTATION = 'true, or one of: all, none, "10%", "5/s", "5/m"'

/** What JSON Schema knows of it. */
export const KEEP_PATTERN = '^(all|none|(100|[0-9]{1,2}(\\.[0-9]{1,4})?)%|[1-9][0-9]{0,8}/[smh])$'

/** What a `keep` means in the words of the other actions; `undefined` for what is none. */
export function parseKeep(keep: unknown): Pick<PolicyRule, 'drop' | 'keep' | 'sample' | 'rate'> | undefined {
  if (typeof keep === 'boolean') return { keep }
  if (typeof keep !== 'string' || !new RegExp(KEEP_PATTERN).test(keep)) return undefined
  if (keep === 'all') return { keep: true }
  if (keep === 'none') return { drop: true }
  if (!keep.endsWith('%')) return { rate: keep }
  const share = Number(keep.slice(0, -1)) / 100
  return share > 1 ? undefined : { sample: share }
}
